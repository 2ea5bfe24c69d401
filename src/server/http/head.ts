import type { FastifyRequest } from 'fastify';

import type { Service } from '../service.js';
import { Problem } from './problem.js';

/** Of two hosts one was checked, and somebody before this server may have gone by the other. */
export function requireOneHost(names: readonly string[]): void {
  let hosts = 0;
  for (let i = 0; i < names.length; i += 2)
    if (names[i]!.length === 4 && names[i]!.toLowerCase() === 'host') hosts++;
  if (hosts > 1) throw new Problem('BAD_REQUEST', 'the request names two hosts');
}

/** What a body is packed in would be a second way to make it large. */
export function requirePlainBody({ headers }: FastifyRequest): void {
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity')
    throw new Problem('WRONG_TYPE', 'the body is compressed: send it without content-encoding');
}

/** The moment until which the caller waits, where he says one. @throws Problem BAD_VALUES */
export function setDeadline({ inFlight }: Service, request: FastifyRequest): void {
  const given = request.headers['x-deadline-ms'];
  if (given === undefined) return;
  const ms = Number(given);
  if (!(ms > 0)) throw new Problem('BAD_VALUES', 'x-deadline-ms must be a number of milliseconds above 0');
  request.deadline = request.startedAt + Math.min(ms, inFlight.limits.timeoutMs);
}
