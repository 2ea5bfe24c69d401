import type { FastifyInstance } from 'fastify';

import { WinbackError } from '../../base/errors.js';
import { guard } from '../http/app.js';
import { Problem } from '../http/problem.js';
import type { ModelPoll } from '../poll.js';
import type { Service } from '../service.js';
import { json } from './score.js';

/** `GET /metrics`, `POST /v1/models/refresh`: on the admin listener, where no reading stands behind the traffic. */
export function adminModelRoutes(app: FastifyInstance, service: Service, poll: ModelPoll): void {
  app.get('/metrics', { onRequest: guard(service, 'metrics', null) }, async (_request, reply) => {
    const { text, type } = { text: await service.metrics.text(), type: service.metrics.contentType };
    return reply.type(type).send(text);
  });
  app.post(
    '/v1/models/refresh',
    { onRequest: guard(service, 'refresh', 'admin') },
    async (_request, reply) => {
      await poll.refresh().catch(refused);
      return reply.type(json).send(JSON.stringify({ models: service.models.status() }));
    },
  );
}

/** What the registry or the model says, as a problem. @throws Problem */
export function refused(error: unknown): never {
  if (!(error instanceof WinbackError)) throw error;
  if (error.code === 'NOT_FOUND') throw new Problem('NOT_FOUND', error.message);
  if (error.code === 'CONFLICT') throw new Problem('CONFLICT', error.message);
  throw new Problem('REFUSED', `${error.code}: ${error.message}`);
}
