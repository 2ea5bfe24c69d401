import type { FastifyInstance } from 'fastify';

import { guard } from '../http/app.js';
import { isStale } from '../http/user-row.js';
import type { Service } from '../service.js';
import { json } from './score.js';

/** `/health/live`, `/health/ready`, `/health/startup`: for probes, without a key. */
export function healthRoutes(app: FastifyInstance, service: Service): void {
  const open = { onRequest: guard(service, 'health', null) };
  // It answers as long as the event loop turns; an overloaded process is not a dead one.
  app.get('/health/live', (_request, reply) => reply.type(json).send('{"live":true}'));
  app.get('/health/startup', open, (_request, reply) => {
    const started = service.models.production.isServing;
    return reply
      .code(started ? 200 : 503)
      .type(json)
      .send(JSON.stringify({ started }));
  });
  app.get('/health/ready', open, (_request, reply) => {
    const reasons = notReady(service);
    const ready = reasons.length === 0;
    return reply
      .code(ready ? 200 : 503)
      .type(json)
      .send(JSON.stringify({ ready, reasons }));
  });
}

/** Why the server must get no requests; empty where it may. */
export function notReady(service: Service): readonly string[] {
  const { lifecycle, models, table } = service;
  const reasons = lifecycle.isDraining ? ['the server ends'] : [];
  for (const slot of models.slots)
    if (!slot.isServing) reasons.push(`no model serves as ${slot.source.name}`);
  if (table?.slot.current.isChanged === true)
    reasons.push('the feature file was written in place: replace it by renaming another');
  if (table?.staleFails === true && isStale(service)) reasons.push('the feature file is stale');
  return reasons;
}
