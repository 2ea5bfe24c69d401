import type { FastifyInstance } from 'fastify';

import { guard } from '../http/app.js';
import type { Service } from '../service.js';
import { json } from './score.js';

/** `GET /v1/models`: what is served. */
export function modelRoutes(app: FastifyInstance, service: Service): void {
  app.get('/v1/models', { onRequest: guard(service, 'models', 'score') }, (_request, reply) =>
    reply.type(json).send(JSON.stringify({ models: service.models.status() })),
  );
}
