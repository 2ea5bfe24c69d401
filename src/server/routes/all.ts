import type { FastifyInstance } from 'fastify';

import type { ModelPoll } from '../poll.js';
import type { Service } from '../service.js';
import { aliasRoute } from './aliases.js';
import { assignRoute } from './assign.js';
import { batchRoute } from './batch.js';
import { decideRoutes } from './decide.js';
import { documentRoute } from './document.js';
import { explainRoute } from './explain.js';
import { exposureRoute } from './exposures.js';
import { healthRoutes } from './health.js';
import { inboundRoutes } from './inbound.js';
import { inferenceRoutes } from './inference.js';
import { modelRoutes } from './models.js';
import { adminModelRoutes } from './models-admin.js';
import { scoreRoute } from './score.js';
import { streamRoute } from './stream.js';

/** The routes of the data listener. */
export function dataRoutes(app: FastifyInstance, service: Service): void {
  healthRoutes(app, service);
  scoreRoute(app, service);
  batchRoute(app, service);
  streamRoute(app, service);
  inferenceRoutes(app, service);
  decideRoutes(app, service);
  assignRoute(app, service);
  explainRoute(app, service);
  exposureRoute(app, service);
  inboundRoutes(app, service);
  documentRoute(app, service);
  modelRoutes(app, service);
}

/** The routes of the admin listener. */
export function adminRoutes(app: FastifyInstance, service: Service, poll: ModelPoll): void {
  healthRoutes(app, service);
  modelRoutes(app, service);
  adminModelRoutes(app, service, poll);
  aliasRoute(app, service, poll);
}
