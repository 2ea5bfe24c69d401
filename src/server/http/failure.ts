import type { FastifyReply, FastifyRequest } from 'fastify';

import type { Service } from '../service.js';
import { Problem, type ProblemCode, problemDocument } from './problem.js';

export const problemType = 'application/problem+json; charset=utf-8';

/** What is left of the body is not read: the connection cannot be used again. */
const endsConnection: readonly ProblemCode[] = ['OVERLOADED', 'TOO_LARGE', 'TOO_SLOW'];

/** Answers a request with what is wrong with it, and counts that. */
export function fail(service: Service, error: Error, request: FastifyRequest, reply: FastifyReply): void {
  // Nobody is there to be told, and nothing failed here.
  if (isGone(error)) {
    reply.code(499).send();
    return;
  }
  const problem = problemOf(error);
  if (problem.code === 'INTERNAL') service.log.event('failure', { message: error.message, name: error.name });
  request.problem = problem.code;
  service.metrics.problem(problem.code);
  reply.code(problem.status);
  if (problem.retryAfter !== null) reply.header('retry-after', String(problem.retryAfter));
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer');
  if (endsConnection.includes(problem.code)) reply.header('connection', 'close');
  reply.type(problemType).send(JSON.stringify(problemDocument(problem, service.errors)));
}

/** Whether the caller left before the request was read. */
const isGone = (error: Error): boolean => (error as { code?: string }).code === 'ECONNRESET';

const ofFramework: Readonly<Record<string, readonly [ProblemCode, string]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: [
    'TOO_LARGE',
    'send less, or as an Arrow stream to /v1/score/batch or /v1/score/stream',
  ],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['WRONG_TYPE', 'send application/json, or what the route names'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['BAD_JSON', 'the body has another length than its head says'],
  FST_ERR_BAD_URL: ['NOT_FOUND', 'the address cannot be read'],
  FST_ERR_MAX_PARAM_LENGTH: ['NOT_FOUND', 'a name in the address is longer than any that there is'],
};

function problemOf(error: Error): Problem {
  if (error instanceof Problem) return error;
  const [code, detail] = ofFramework[(error as { code?: string }).code ?? ''] ?? ['INTERNAL', ''];
  return new Problem(code, detail);
}
