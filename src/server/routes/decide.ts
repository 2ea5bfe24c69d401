import { createHash } from 'node:crypto';

import type { FastifyInstance, FastifyRequest } from 'fastify';

import { shown } from '../../base/options.js';
import type { DecideAnswer } from '../../entries/client.js';
import type { PlannedUser, ServedPlan } from '../../pipeline/serve/served-plan.js';
import { guard } from '../http/app.js';
import { bodyObject, idOf } from '../http/body.js';
import { Problem, ValueErrors } from '../http/problem.js';
import type { Service } from '../service.js';
import { decideByPrices } from './decide-beyond.js';
import { json } from './score.js';

const keys = ['id', 'optedOut', 'experiment', 'features', 'values'];

/** `POST /v1/decide`, `GET /v1/holdout/ID`: what the plan of the night decided about a user, as long as it holds. */
export function decideRoutes(app: FastifyInstance, service: Service): void {
  app.post('/v1/decide', { onRequest: guard(service, 'decide', 'decide') }, async (request, reply) => {
    const body = bodyObject(request.body, keys);
    const errors = new ValueErrors();
    const id = idOf(body['id'], '/id', errors);
    if (id === null && errors.count === 0) errors.add('/id', 'MISSING', 'name the user');
    const { optedOut = false } = body;
    if (typeof optedOut !== 'boolean')
      errors.add('/optedOut', 'NOT_A_FLAG', `must be true or false, got ${shown(optedOut)}`);
    const experiment = idOf(body['experiment'], '/experiment', errors);
    if (experiment !== null && !service.experiments.names.includes(experiment))
      errors.add('/experiment', 'UNKNOWN', `the server has no experiment ${shown(experiment)}`);
    errors.throwAny();
    request.user = id;
    const arms = service.experiments.of(id!);
    const arm = arms.find(({ name }) => experiment === null || name === experiment) ?? null;
    const asked = { request, id: id!, optedOut: optedOut === true, body };
    const answer: DecideAnswer = { ...(await decide(service, asked)), experiment: arm };
    service.metrics.decision(answer.action ?? 'none', answer.reason);
    return reply.type(json).send(JSON.stringify(answer));
  });
  app.get<{ Params: { id: string } }>(
    '/v1/holdout/:id',
    { onRequest: guard(service, 'holdout', 'decide') },
    (request, reply) => {
      const { id } = request.params;
      request.user = id;
      const plan = validPlan(service);
      const found = plan.of(id);
      if (found === null) throw unknownUser();
      return reply.type(json).send(JSON.stringify({ id, held: found.held, plan: planOf(plan) }));
    },
  );
}

interface Asking {
  readonly request: FastifyRequest;
  readonly id: string;
  readonly optedOut: boolean;
  readonly body: Readonly<Record<string, unknown>>;
}

async function decide(
  service: Service,
  { request, id, optedOut, body }: Asking,
): Promise<Omit<DecideAnswer, 'experiment'>> {
  const plan = validPlan(service);
  const found = plan.of(id);
  if (found === null && service.beyondPlan === null) throw unknownUser();
  const head = { id, decisionId: decisionId(plan, id), plan: planOf(plan) };
  // Who opted out after the plan was made gets nothing, and uses nothing: the plan cannot know.
  const isOut = found?.action !== null && (optedOut || (await service.optOuts?.(id)) === true);
  if (isOut) return { ...head, ...optedOutUser, beyondPlan: null };
  if (found !== null) return { ...head, ...found, beyondPlan: null };
  const { features, values } = body;
  return { ...head, ...(await decideByPrices(service, plan.file, request, { ...head, features, values })) };
}

const optedOutUser: PlannedUser = { action: null, reason: 'opted_out', held: false };

const unknownUser = (): Problem => new Problem('USER_UNKNOWN', 'the plan does not have this user');

/** The plan, where it holds now and is of the model that serves. @throws Problem NOT_READY */
function validPlan({ plan, models, now }: Service): ServedPlan {
  if (plan === null) throw new Problem('NOT_READY', 'the server has no plan');
  const served = plan.current;
  const { until, model } = served.file.validFor!;
  if (now() >= Date.parse(until)) throw new Problem('NOT_READY', `the plan was valid until ${until}`);
  const { digest } = models.production.current;
  if (model !== digest)
    throw new Problem('NOT_READY', `the plan is of the model ${model}, and ${digest} serves: make it anew`);
  return served;
}

const planOf = ({ file }: ServedPlan): DecideAnswer['plan'] => ({
  digest: file.digest,
  validUntil: file.validFor!.until,
});

/** The same user has the same decision of a plan, however often it is asked for. */
const decisionId = ({ file }: ServedPlan, id: string): string =>
  createHash('sha256').update(`${file.digest}\n${id}`).digest('hex').slice(0, 32);
