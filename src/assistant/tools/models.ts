import { WinbackError } from '../../base/errors.js';
import type { ModelRecord, State } from '../../entries/state.js';
import { askState, recordsOf } from '../../pipeline/state/recompute.js';
import { projectOf } from '../projects.js';
import { limit, name, project, tool } from '../tool.js';
import { listOf, timeOf } from '../words.js';

const mostModels = 200;

const modelsOf = (state: State, of: string) =>
  recordsOf(state, 'model', { where: { project: of }, limit: mostModels });

const isServing = ({ promotedAt, retiredAt }: ModelRecord): boolean =>
  promotedAt !== null && retiredAt === null;

const shownModel = (model: ModelRecord) => ({
  ...{ digest: model.digest, version: model.version, inProduction: isServing(model) },
  ...{ trainedFrom: model.trainedFrom, trainedTo: model.trainedTo, featureVersion: model.featureVersion },
  ...{ promotedAt: timeOf(model.promotedAt), retiredAt: timeOf(model.retiredAt), parent: model.parent },
  ...{ reason: model.reason, by: model.by, figures: model.metrics, gates: listOf(model.gates, 'passed') },
});

export const listModels = tool('list_models', { project }, async ({ state }, given) => {
  const of = await projectOf(state, given.project);
  const { records, source } = await modelsOf(state, of);
  return { answer: { project: of, models: records.map(shownModel) }, records: [source] };
});

export const modelHistory = tool('model_history', { project, limit }, async ({ state }, given) => {
  const of = await projectOf(state, given.project);
  const { rows, source } = await askState(state, {
    table: 'winback_decision',
    sql: `SELECT "date", "kind", "object", "at", "by", "reason" FROM winback_decision WHERE "project" = ? AND "kind" <> 'plan' ORDER BY "date" DESC, "at" DESC, "kind", "object"`,
    ...{ cells: [of], limit: given.limit },
  });
  const decisions = rows.map(({ at, ...row }) => ({ ...row, at: timeOf(Number(at)) }));
  return { answer: { project: of, decisions, of: source.of }, records: [source] };
});

/** The model that a question names by digest or version, or the one in production. */
function chosen(models: readonly ModelRecord[], wanted: string | undefined): ModelRecord {
  const found = models.filter((model) =>
    wanted === undefined ? isServing(model) : model.digest === wanted || model.version === wanted,
  );
  const [first] = [...found].sort((a, b) => (b.promotedAt ?? 0) - (a.promotedAt ?? 0));
  if (first !== undefined) return first;
  if (wanted === undefined)
    throw new WinbackError('NOT_FOUND', 'model: none is in production; name one that list_models gives');
  throw new WinbackError(
    'NOT_FOUND',
    `model: the state has none called "${wanted}"; list_models gives their digests and versions`,
  );
}

/** Figures of all users of the newest snapshot, of its newest evaluation. */
async function figuresOf(state: State, of: string, model: string, kind: 'matured' | 'estimated') {
  const { rows, source } = await askState(state, {
    table: 'winback_metric',
    sql: `SELECT "date", "as_of", "name", "value", "low", "high", "n", "positives", "reason" FROM winback_metric WHERE "project" = ? AND "model" = ? AND "kind" = ? AND "slice" = '' ORDER BY "date" DESC, "as_of" DESC, "name"`,
    ...{ cells: [of, model, kind], limit: 200 },
  });
  const [newest] = rows;
  const same = rows.filter((row) => row['date'] === newest!['date'] && row['as_of'] === newest!['as_of']);
  const figures = same.map(({ date: _, as_of: __, ...figure }) => figure);
  const found =
    newest === undefined ? null : { snapshot: newest['date'], evaluated: newest['as_of'], figures };
  return { found, source };
}

export const modelEvaluation = tool(
  'model_evaluation',
  { project, model: name.optional() },
  async ({ state }, given) => {
    const of = await projectOf(state, given.project);
    const { records, source } = await modelsOf(state, of);
    const model = chosen(records, given.model);
    const matured = await figuresOf(state, of, model.digest, 'matured');
    const estimated = await figuresOf(state, of, model.digest, 'estimated');
    const training = model.metrics;
    return {
      answer: {
        ...{ project: of, model: model.digest, version: model.version, training },
        ...{ matured: matured.found, estimated: estimated.found },
      },
      records: [source, matured.source, estimated.source],
    };
  },
);
