import type { FastifyInstance } from 'fastify';

import { winbackVersion } from '../../pipeline/package-facts.js';
import { guard } from '../http/app.js';
import { openApi } from '../openapi.js';
import type { Service } from '../service.js';
import { json } from './score.js';

/** `GET /openapi.json`: what the server can be asked, for programs. */
export function documentRoute(app: FastifyInstance, service: Service): void {
  const document = JSON.stringify(openApi(winbackVersion()));
  app.get('/openapi.json', { onRequest: guard(service, 'openapi', null) }, (_request, reply) =>
    reply.type(json).send(document),
  );
}
