import type { FastifyInstance } from 'fastify';

import { WinbackError } from '../../base/errors.js';
import { shown } from '../../base/options.js';
import type { ExposureAnswer } from '../../entries/client.js';
import type { Exposure } from '../../pipeline/serve/exposures.js';
import { guard } from '../http/app.js';
import { bodyObject, idOf, refuseOthers } from '../http/body.js';
import { isObject } from '../http/fill-row.js';
import { Problem, ValueErrors } from '../http/problem.js';
import type { Service } from '../service.js';
import { json } from './score.js';

const keys = ['decisionId', 'id', 'experiment', 'variant', 'version', 'featureFlagId', 'at'];
/** Clocks of callers may be ahead by as much, ms. */
const clockError = 60_000;

/** `POST /v1/exposures`: users saw their variant. Whoever tells it twice is counted once. */
export function exposureRoute(app: FastifyInstance, service: Service): void {
  const onRequest = guard(service, 'exposures', 'decide');
  app.post('/v1/exposures', { onRequest }, async (request, reply) => {
    const { exposures: store } = service;
    if (store === null)
      throw new Problem('REFUSED', 'the server has no state to keep exposures in: start it with --state');
    const exposures = exposuresOf(request.body, service);
    const { stored, known, differing } = await store(exposures).catch(unavailable);
    if (differing.length > 0) throw conflict(differing);
    const answer: ExposureAnswer = { stored, known };
    return reply.type(json).send(JSON.stringify(answer));
  });
}

function exposuresOf(body: unknown, { inFlight, now }: Service): readonly Exposure[] {
  const { exposures } = bodyObject(body, ['exposures']);
  const errors = new ValueErrors();
  const most = inFlight.limits.jsonRows;
  const isList = Array.isArray(exposures) && exposures.length > 0;
  if (!isList)
    errors.add('/exposures', 'NOT_A_LIST', `must be a list with an exposure, got ${shown(exposures)}`);
  errors.throwAny();
  const list = exposures as readonly unknown[];
  if (list.length > most)
    throw new Problem('TOO_LARGE', `${list.length} exposures are more than ${most}: send them in parts`);
  const found = list.map((one, i) => exposureOf(one, `/exposures/${i}`, now(), errors));
  errors.throwAny();
  return found as readonly Exposure[];
}

function exposureOf(given: unknown, pointer: string, now: number, errors: ValueErrors): Exposure | null {
  if (!isObject(given)) {
    errors.add(pointer, 'NOT_AN_OBJECT', `must be an object, got ${shown(given)}`);
    return null;
  }
  refuseOthers(given, keys, pointer, errors);
  const text = (key: string): string => {
    const found = idOf(given[key], `${pointer}/${key}`, errors);
    if (found === null && (given[key] ?? null) === null)
      errors.add(`${pointer}/${key}`, 'MISSING', `name the ${key}`);
    return found ?? '';
  };
  return {
    ...{ decisionId: text('decisionId'), user: text('id'), experiment: text('experiment') },
    ...{ variant: text('variant'), expVersion: text('version') },
    featureFlagId: idOf(given['featureFlagId'], `${pointer}/featureFlagId`, errors),
    ...{ at: timeOf(given['at'], `${pointer}/at`, now, errors), storedAt: now * 1000 },
  };
}

const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;

/** Microseconds since 1970. */
function timeOf(given: unknown, pointer: string, now: number, errors: ValueErrors): number {
  if (given === undefined || given === null) return now * 1000;
  const found = typeof given === 'string' && instant.test(given) ? Date.parse(given) : Number.NaN;
  if (Number.isNaN(found))
    errors.add(pointer, 'NOT_A_TIME', `must be a time such as 2026-12-01T08:00:00Z, got ${shown(given)}`);
  else if (found > now + clockError)
    errors.add(pointer, 'IN_FUTURE', `nobody can have seen it yet: ${shown(given)}`);
  return found * 1000;
}

function conflict(differing: readonly number[]): Problem {
  const values = new ValueErrors();
  const message = 'is stored with another user, variant or version; that one stays';
  for (const at of differing) values.add(`/exposures/${at}/decisionId`, 'DIFFERS', message);
  return new Problem('CONFLICT', 'the other exposures of the request are stored', { values });
}

function unavailable(error: unknown): never {
  if (error instanceof WinbackError && ['LOCKED', 'IO'].includes(error.code))
    throw new Problem('NOT_READY', 'the state cannot be written now: send the exposures again', {
      retryAfter: 1,
    });
  throw error;
}
