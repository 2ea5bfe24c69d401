import path from 'node:path';

import type { FastifyInstance, FastifyRequest } from 'fastify';

import type { ExplainAnswer } from '../../entries/client.js';
import { tierName } from '../../pipeline/serve/served-model.js';
import { guard, requireTime } from '../http/app.js';
import { Problem, ValueErrors } from '../http/problem.js';
import { fillUser } from '../http/user-row.js';
import type { Service } from '../service.js';
import { json } from './score.js';

const usualReasons = 5;

interface Asked {
  readonly Params: { readonly id: string };
  readonly Querystring: { readonly reasons?: unknown };
}

/** `GET /v1/explain/ID`: why a user of the feature file has his score. Off unless the operator wants it: it tells a user's values. */
export function explainRoute(app: FastifyInstance, service: Service): void {
  app.get<Asked>(
    '/v1/explain/:id',
    { onRequest: guard(service, 'explain', 'explain') },
    async (request, reply) => {
      if (!service.explains)
        throw new Problem('NOT_FOUND', 'explanations are off: start the server with --explain');
      const answer = await explain(service, request);
      return reply.type(json).send(JSON.stringify(answer));
    },
  );
}

async function explain(service: Service, request: FastifyRequest<Asked>): Promise<ExplainAnswer> {
  requireTime(service, request);
  const { id } = request.params;
  request.user = id;
  const { table } = service;
  if (table === null) throw new Problem('NOT_READY', 'the server has no feature file to explain users from');
  const slot = service.models.of(id);
  const model = slot.current;
  const errors = new ValueErrors();
  const reasons = reasonsOf(request.query.reasons, model.features.length, errors);
  const row = { id, values: model.values, features: undefined, pointer: '' };
  const origin = fillUser(service, model, row, errors);
  errors.throwAny();
  if (origin.known !== true) throw new Problem('USER_UNKNOWN', 'the feature file does not have this user');
  // The row is shared by all callers, and the work goes on elsewhere.
  const values = model.values.slice();
  model.hold();
  try {
    const { explainRow } = await import('../../pipeline/serve/explain-row.js');
    const file = path.basename(table.slot.file);
    const { probability, statements } = await explainRow(model, { id, values, file, reasons });
    return {
      ...{ id, probability, tier: tierName(probability), contact: probability >= model.threshold },
      model: { name: slot.source.name, version: model.version },
      ...{ features: origin, decision: decisionOf(service, id), statements },
    };
  } finally {
    model.release();
  }
}

function reasonsOf(given: unknown, features: number, errors: ValueErrors): number {
  if (given === undefined) return Math.min(usualReasons, features);
  const count = typeof given === 'string' && /^\d{1,9}$/.test(given) ? Number(given) : 0;
  if (count >= 1 && count <= features) return count;
  errors.add('/reasons', 'NOT_A_COUNT', `must be a whole number from 1 to ${features}`);
  return 1;
}

/** What the plan decided, where it holds and is of the model that serves. */
function decisionOf({ plan, models, now }: Service, id: string): ExplainAnswer['decision'] {
  if (plan === null) return null;
  const served = plan.current;
  const { file } = served;
  const { until, model } = file.validFor!;
  const holds = now() < Date.parse(until) && model === models.production.current.digest;
  const found = holds ? served.of(id) : null;
  return found === null ? null : { ...found, plan: { digest: file.digest, validUntil: until } };
}
