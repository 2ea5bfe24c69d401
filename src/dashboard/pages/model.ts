import type { State, StateRecords } from '../../entries/state.js';
import type { Estimate, Head } from '../documents/common.js';
import type { FigurePoint, FigureSeries, ModelDocument, ModelLine, ModelMark } from '../documents/model.js';
import { shownUsers } from './cells.js';
import { inScope } from './scope.js';
import { decisionSentence } from './sentences.js';

/** Figures with a picture, in its order. */
const shownFigures = ['auc', 'prAuc', 'precision', 'recall', 'brier', 'calibrationSlope'] as const;
/** Decisions that change which model scores, or say that it should. */
const markKinds = ['promote', 'roll-back', 'rollback', 'retrain', 'train', 'recalibrate'];
const tierPrefix = 'churn.';

type Metric = StateRecords['metric'];

/** How good the models are: on their training's test rows, on final labels, and as expected. */
export async function modelPage(state: State, head: Head): Promise<ModelDocument> {
  const { project, from, to } = head.scope;
  const metrics = await inScope(state, 'metric', head.scope);
  const decisions = await state.list('decision', { where: { project }, from, to });
  const models = await state.list('model', { where: { project } });
  const everybody = metrics.filter(({ slice }) => slice === '');
  const training = trainingOf(models, head.scope.model);
  return {
    ...head,
    series: shownFigures.map((name) => seriesOf(name, everybody, training)),
    marks: decisions.filter(({ kind }) => markKinds.includes(kind)).map(markOf),
    models: models.map(lineOf).sort((a, b) => (b.promotedAt ?? 0) - (a.promotedAt ?? 0)),
    tiers: newestOf(everybody.filter(isTier)).map((metric) => ({
      ...pointOf(metric),
      tier: metric.name.slice(tierPrefix.length),
    })),
    slices: newestOf(metrics.filter(({ slice, kind }) => slice !== '' && kind === 'matured')).map(
      (metric) => ({
        ...pointOf(metric),
        ...{ slice: metric.slice, name: metric.name },
      }),
    ),
  };
}

const isTier = ({ name, kind }: Metric): boolean => kind === 'matured' && name.startsWith(tierPrefix);

function newestOf(metrics: readonly Metric[]): readonly Metric[] {
  const last = metrics.reduce((newest, { date }) => (date > newest ? date : newest), '');
  return latest(metrics.filter(({ date }) => date === last));
}

/** A snapshot may have been evaluated on several days: the newest evaluation counts. */
function latest(metrics: readonly Metric[]): readonly Metric[] {
  const found = new Map<string, Metric>();
  for (const metric of metrics) {
    const key = JSON.stringify([metric.date, metric.model, metric.slice, metric.name]);
    const known = found.get(key);
    if (known === undefined || known.asOf < metric.asOf) found.set(key, metric);
  }
  return [...found.values()].sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0));
}

function seriesOf(
  name: string,
  metrics: readonly Metric[],
  training: StateRecords['model'] | null,
): FigureSeries {
  const of = (kind: Metric['kind']): FigurePoint[] =>
    latest(metrics.filter((metric) => metric.name === name && metric.kind === kind)).map(pointOf);
  return {
    name,
    training: training === null ? null : figureOf(training, name),
    matured: of('matured'),
    estimated: of('estimated'),
  };
}

function pointOf({ date, model, value, low, high, n, positives, effectiveN, reason }: Metric): FigurePoint {
  const counts = { n: shownUsers(n), positives: positives === null ? null : shownUsers(positives) };
  return { date, model, value, low, high, ...counts, effectiveN, reason };
}

/** The chosen model, or else the one that was promoted last. */
function trainingOf(
  models: readonly StateRecords['model'][],
  chosen: string | null,
): StateRecords['model'] | null {
  if (chosen !== null) return models.find(({ digest }) => digest === chosen) ?? null;
  return models.reduce<StateRecords['model'] | null>(
    (best, model) => ((model.promotedAt ?? -1) > (best?.promotedAt ?? -1) ? model : best),
    null,
  );
}

/** Names of figures are written in several ways: `prAuc`, `pr_auc`, `test.prAuc`. */
const plainName = (name: string): string =>
  name
    .replace(/^test\./, '')
    .replaceAll(/[_-]/g, '')
    .toLowerCase();

function figureOf({ metrics }: StateRecords['model'], name: string): Estimate | null {
  const found = metrics.find((figure) => plainName(figure.name) === plainName(name));
  return found === undefined ? null : { value: found.value, low: found.low, high: found.high };
}

function markOf(decision: StateRecords['decision']): ModelMark {
  const { date, kind, object, by } = decision;
  return { date, kind, model: object, text: decisionSentence(decision), by };
}

function lineOf(model: StateRecords['model']): ModelLine {
  const { digest, version, trainedFrom, trainedTo, promotedAt, retiredAt, reason, by, gates } = model;
  const figures = { auc: figureOf(model, 'auc'), prAuc: figureOf(model, 'prAuc') };
  return { digest, version, trainedFrom, trainedTo, promotedAt, retiredAt, reason, by, gates, ...figures };
}
