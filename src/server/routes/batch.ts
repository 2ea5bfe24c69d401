import type { FastifyInstance, FastifyRequest } from 'fastify';

import { shown } from '../../base/options.js';
import type { FeatureOrigin, ScoreAnswer } from '../../entries/client.js';
import type { ModelSlot } from '../../pipeline/serve/model-slot.js';
import type { ServedModel } from '../../pipeline/serve/served-model.js';
import { guard } from '../http/app.js';
import { bodyObject, idOf, refuseOthers } from '../http/body.js';
import { isObject } from '../http/fill-row.js';
import { Problem, ValueErrors } from '../http/problem.js';
import { fillUser } from '../http/user-row.js';
import type { Service } from '../service.js';
import { arrowBatch } from './batch-arrow.js';
import { answerOf, json } from './score.js';

export const arrowType = 'application/vnd.apache.arrow.stream';

/** `POST /v1/score/batch`: a few users in JSON, or many in an Arrow stream. */
export function batchRoute(app: FastifyInstance, service: Service): void {
  const { limits } = service.inFlight;
  app.register(async (scope) => {
    const options = { parseAs: 'buffer', bodyLimit: limits.arrowBytes } as const;
    scope.addContentTypeParser(arrowType, options, (_request, body, done) => done(null, body));
    const onRequest = guard(service, 'batch', 'score');
    scope.post('/v1/score/batch', { onRequest }, async (request, reply) => {
      if (Buffer.isBuffer(request.body)) return arrowBatch(service, request, reply);
      const rows = await scoreRows(service, request, rowsOf(request.body, limits.jsonRows));
      return reply.type(json).send(JSON.stringify({ rows }));
    });
  });
}

function rowsOf(body: unknown, most: number): readonly unknown[] {
  const { rows } = bodyObject(body, ['rows']);
  const errors = new ValueErrors();
  if (!Array.isArray(rows)) errors.add('/rows', 'NOT_A_LIST', `must be a list, got ${shown(rows)}`);
  errors.throwAny();
  const list = rows as readonly unknown[];
  if (list.length <= most) return list;
  throw new Problem(
    'TOO_LARGE',
    `${list.length} rows in JSON are more than ${most}: send them as ${arrowType}, or to /v1/score/stream`,
  );
}

/** The rows that one model scores. */
interface Part {
  readonly slot: ModelSlot;
  readonly model: ServedModel;
  readonly columns: readonly number[][];
  /** Places of the rows in the batch. */
  readonly rows: { readonly at: number; readonly id: string | null; readonly origin: FeatureOrigin }[];
}

/** Scores rows of JSON, each by the model of its user. @throws Problem BAD_VALUES with every wrong value */
export async function scoreRows(
  service: Service,
  request: Pick<FastifyRequest, 'deadline'>,
  rows: readonly unknown[],
): Promise<readonly ScoreAnswer[]> {
  const errors = new ValueErrors();
  const parts = partsOf(service, rows, errors);
  errors.throwAny();
  const answers: ScoreAnswer[] = new Array(rows.length);
  for (const { model } of parts) model.hold();
  try {
    await service.inFlight.scoring(rows.length, request.deadline, async () => {
      for (const part of parts) await scorePart(service, part, answers);
    });
  } finally {
    for (const { model } of parts) model.release();
  }
  return answers;
}

async function scorePart(
  service: Service,
  { slot, model, columns, rows }: Part,
  answers: ScoreAnswer[],
): Promise<void> {
  const found = await model.probabilities(columns.map((values) => Float64Array.from(values)));
  service.metrics.rows(slot.source.name, model.version, found.length);
  for (const [i, { at, id, origin }] of rows.entries())
    answers[at] = answerOf({ id, probability: found[i]!, model, slot, origin });
}

function partsOf(service: Service, rows: readonly unknown[], errors: ValueErrors): readonly Part[] {
  const parts = new Map<ModelSlot, Part>();
  const seen = new Map<string, number>();
  for (const [at, row] of rows.entries()) {
    const pointer = `/rows/${at}`;
    if (!isObject(row)) {
      errors.add(pointer, 'NOT_AN_OBJECT', `must be an object, got ${shown(row)}`);
      continue;
    }
    refuseOthers(row, ['id', 'features'], pointer, errors);
    const id = idOf(row['id'], `${pointer}/id`, errors);
    if (id !== null) refuseTwice(seen, id, at, errors);
    const part = partOf(service, parts, id);
    const { values } = part.model;
    const origin = fillUser(service, part.model, { id, values, features: row['features'], pointer }, errors);
    for (const [place, column] of part.columns.entries()) column.push(values[place]!);
    part.rows.push({ at, id, origin });
  }
  return [...parts.values()];
}

function refuseTwice(seen: Map<string, number>, id: string, at: number, errors: ValueErrors): void {
  const before = seen.get(id);
  if (before === undefined) seen.set(id, at);
  else errors.add(`/rows/${at}/id`, 'TWICE', `the user stands in /rows/${before} already`);
}

function partOf({ models }: Service, parts: Map<ModelSlot, Part>, id: string | null): Part {
  const slot = models.of(id);
  let part = parts.get(slot);
  if (part === undefined) {
    const model = slot.current;
    part = { slot, model, columns: model.features.map(() => []), rows: [] };
    parts.set(slot, part);
  }
  return part;
}
