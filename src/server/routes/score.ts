import type { FastifyInstance, FastifyRequest } from 'fastify';

import type { FeatureOrigin, ScoreAnswer } from '../../entries/client.js';
import type { ModelSlot } from '../../pipeline/serve/model-slot.js';
import { type ServedModel, tierName } from '../../pipeline/serve/served-model.js';
import { guard, requireTime } from '../http/app.js';
import { bodyObject, idOf } from '../http/body.js';
import { ValueErrors } from '../http/problem.js';
import { fillUser, type UserRow } from '../http/user-row.js';
import type { Service } from '../service.js';
import { observeShadow } from '../shadow.js';

/** Keys of the body of one user. */
export const userKeys = ['id', 'features'];

/** A user as one model scored him. */
export interface ScoredUser {
  readonly id: string | null;
  readonly probability: number;
  readonly model: ServedModel;
  readonly slot: ModelSlot;
  readonly origin: FeatureOrigin;
}

/** `POST /v1/score`: one user. */
export function scoreRoute(app: FastifyInstance, service: Service): void {
  app.post('/v1/score', { onRequest: guard(service, 'score', 'score') }, (request, reply) => {
    const scored = scoreUser(service, request, bodyObject(request.body, userKeys));
    if (!(scored instanceof Promise)) return reply.type(json).send(JSON.stringify(answerOf(scored)));
    return scored.then((one) => reply.type(json).send(JSON.stringify(answerOf(one))));
  });
}

export const json = 'application/json; charset=utf-8';

/** What scoring knows of a request, and tells it. */
export type Asked = Pick<FastifyRequest, 'deadline' | 'user'>;

/**
 * Scores the user of a body, at once where the model can.
 * @param only the model to score with. @default the one whose turn the user is
 * @throws Problem BAD_VALUES, USER_UNKNOWN, TOO_LATE
 */
export function scoreUser(
  service: Service,
  request: Asked,
  body: Readonly<Record<string, unknown>>,
  only?: ModelSlot,
): ScoredUser | Promise<ScoredUser> {
  requireTime(service, request);
  const errors = new ValueErrors();
  const id = idOf(body['id'], '/id', errors);
  request.user = id;
  const slot = only ?? service.models.of(id);
  // Read once: another model may serve a moment later.
  const model = slot.current;
  const row: UserRow = { id, values: model.values, features: body['features'], pointer: '' };
  const origin = fillUser(service, model, row, errors);
  errors.throwAny();
  const shadowed = service.models.shadow === null ? null : model.values.slice();
  const probability = model.probability();
  const done = (found: number): ScoredUser => {
    service.metrics.row(slot.source.name, model.version, found);
    if (shadowed !== null) observeShadow(service, model, shadowed, found);
    return { id, probability: found, model, slot, origin };
  };
  if (typeof probability === 'number') return done(probability);
  model.hold();
  return probability.then(done).finally(() => model.release());
}

/** The answer about a scored user. */
export function answerOf({ id, probability, model, slot, origin }: ScoredUser): ScoreAnswer {
  return {
    ...{ id, probability, tier: tierName(probability), contact: probability >= model.threshold },
    model: { name: slot.source.name, version: model.version },
    features: origin,
  };
}
