import { createHash } from 'node:crypto';

import type { FastifyInstance } from 'fastify';

import type { AssignAnswer, AssignedExperiment } from '../../entries/client.js';
import { guard } from '../http/app.js';
import { bodyObject, idOf } from '../http/body.js';
import { ValueErrors } from '../http/problem.js';
import type { Service } from '../service.js';
import { json } from './score.js';

/** `POST /v1/assign`: the arms of a user in the experiments of the server. Nothing is stored: an exposure is told when it is seen. */
export function assignRoute(app: FastifyInstance, service: Service): void {
  const onRequest = guard(service, 'assign', 'decide');
  app.post('/v1/assign', { onRequest }, (request, reply) => {
    const body = bodyObject(request.body, ['id']);
    const errors = new ValueErrors();
    const id = idOf(body['id'], '/id', errors);
    if (id === null && errors.count === 0) errors.add('/id', 'MISSING', 'name the user');
    errors.throwAny();
    request.user = id;
    const experiments = service.experiments.of(id!).map((one) => ({ ...one, decisionId: idOfArm(one, id!) }));
    const answer: AssignAnswer = { id: id!, experiments };
    return reply.type(json).send(JSON.stringify(answer));
  });
}

/** The same user has the same decision in a version of an experiment, however often it is asked for. */
const idOfArm = ({ name, version }: Omit<AssignedExperiment, 'decisionId'>, id: string): string =>
  createHash('sha256')
    .update(JSON.stringify([name, version, id]))
    .digest('hex')
    .slice(0, 32);
