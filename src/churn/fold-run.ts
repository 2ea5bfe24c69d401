import { WinbackError } from '../base/errors.js';
import { type Calibration, calibrate } from '../model/calibration/calibration.js';
import { chooseCalibration } from '../model/calibration/calibration-choice.js';
import type { Classifier } from '../model/classifier.js';
import { stratifiedFolds } from '../model/folds.js';
import { rankingOf, rocAuc } from '../model/metrics.js';
import { chooseThreshold } from './choose-threshold.js';
import type { FoldSplit } from './dataset.js';
import type { Candidate, ModelKind } from './records.js';
import {
  floorOptions,
  inFirstHalf,
  type RunContext,
  type RunResult,
  scoredOf,
  type scoredRows,
  trainingContext,
} from './run-context.js';
import { describePart, filterRows, type Sample, takeRows } from './sample.js';
import { bestOf, together, tryCandidate } from './selection.js';

const innerFolds = 3;

interface OuterFold {
  readonly rows: Uint32Array;
  readonly held: Sample;
  readonly rest: Sample;
  readonly candidates: readonly Candidate[];
  readonly model: Classifier;
  readonly calibration: Calibration;
  /** Of the held rows by every candidate that could be trained, before calibration. */
  readonly scores: ReadonlyMap<ModelKind, Float64Array>;
}

/**
 * Nested cross-validation for tables without dates: in each outer fold the model is chosen and calibrated by
 * inner folds of the other rows alone, so the held rows stay a test. The shipped model is the kind with the best
 * mean inner AUC, refitted on all rows and calibrated on out-of-fold scores.
 */
export async function foldRun(split: FoldSplit, context: RunContext): Promise<RunResult> {
  const { sample } = split;
  const fold = stratifiedFolds(sample.users, sample.labels, split.folds, context.seed);
  const outer: OuterFold[] = [];
  for (let k = 0; k < split.folds; k++) {
    context.report({ stage: 'training', detail: `fold ${k + 1}`, done: k, total: split.folds });
    outer.push(await outerFold(sample, fold, k, context));
  }
  const candidates = meanCandidates(outer);
  const kind = bestOf(candidates);
  const uncalibrated = assembled(sample, outer, chosenScores);
  const probabilities = assembled(sample, outer, (one) => calibrate(one.calibration, chosenScores(one)));
  const ownScores = scoresOfKind(sample, outer, kind);
  const { calibration, trials } = chooseCalibration(ownScores, sample.labels, sample.users, context.seed);
  const threshold = await thresholdOf(sample, probabilities, context);
  const classifier = await context.trainer(kind, sample, trainingContext(context));
  return {
    split: describe(split),
    candidates,
    trials,
    model: { classifier, calibration, threshold },
    scored: scoredOf(sample, uncalibrated, probabilities),
    others: candidates
      .filter(({ name }) => name !== kind && outer.every(({ scores }) => scores.has(name)))
      .map(({ name }) => ({ name, scores: scoresOfKind(sample, outer, name) })),
    days: sample.days,
    rows: sample.rows,
    foldAucs: await Promise.all(outer.map(foldAuc)),
    parts: outer.map(({ model, held }) => ({ model, sample: held })),
  };
}

async function outerFold(
  sample: Sample,
  fold: Uint8Array,
  k: number,
  context: RunContext,
): Promise<OuterFold> {
  const rows = Uint32Array.from([...fold.keys()].filter((row) => fold[row] === k));
  const held = takeRows(sample, rows);
  const rest = filterRows(sample, (row) => fold[row] !== k);
  const inner = stratifiedFolds(rest.users, rest.labels, innerFolds, context.seed + 1 + k);
  const tried = await together(context.models.candidates, (kind) => innerScores(kind, rest, inner, context));
  const candidates = tried.map(({ record }) => record);
  const best = tried.find(({ record }) => record.name === bestOf(candidates))!;
  const { calibration } = chooseCalibration(best.scores, rest.labels, rest.users, context.seed);
  const trainable = candidates.filter(({ failure }) => failure === null).map(({ name }) => name);
  const fitted = await together(trainable, (name) =>
    tryCandidate(name, rest, held, context.trainer, trainingContext(context)),
  );
  const scores = new Map<ModelKind, Float64Array>();
  let chosen: Classifier | null = null;
  for (const { record, model, scores: own } of fitted) {
    if (model !== null) scores.set(record.name, own);
    if (record.name === best.record.name) chosen = model;
    else model?.close();
  }
  if (chosen === null)
    throw new WinbackError('TRAINING', `${best.record.name} could be trained on parts of the rows only`);
  return { rows, held, rest, candidates, model: chosen, calibration, scores };
}

function scoresIn({ scores }: OuterFold, kind: ModelKind): Float64Array {
  const own = scores.get(kind);
  if (own !== undefined) return own;
  throw new WinbackError('TRAINING', `${kind} could be trained on parts of the rows only`);
}

const chosenScores = (fold: OuterFold): Float64Array => scoresIn(fold, fold.model.kind);

const foldAuc = async (fold: OuterFold): Promise<number> =>
  rocAuc(await rankingOf(chosenScores(fold), fold.held.labels));

interface InnerResult {
  readonly record: Candidate;
  /** Out-of-fold probabilities of every row of `rest`. */
  readonly scores: Float64Array;
}

async function innerScores(
  kind: ModelKind,
  rest: Sample,
  inner: Uint8Array,
  context: RunContext,
): Promise<InnerResult> {
  const scores = new Float64Array(rest.labels.length);
  const records: Candidate[] = [];
  for (let k = 0; k < innerFolds; k++) {
    const rows = Uint32Array.from([...inner.keys()].filter((row) => inner[row] === k));
    const train = filterRows(rest, (row) => inner[row] !== k);
    const tried = await tryCandidate(
      kind,
      train,
      takeRows(rest, rows),
      context.trainer,
      trainingContext(context),
    );
    tried.model?.close();
    if (tried.model === null) return { record: tried.record, scores };
    records.push(tried.record);
    for (const [i, row] of rows.entries()) scores[row] = tried.scores[i]!;
  }
  return { record: meanOf(kind, records), scores };
}

function meanCandidates(outer: readonly OuterFold[]): readonly Candidate[] {
  return outer[0]!.candidates.map(({ name }) =>
    meanOf(
      name,
      outer.map(({ candidates }) => candidates.find((other) => other.name === name)!),
    ),
  );
}

function meanOf(name: ModelKind, records: readonly Candidate[]): Candidate {
  const failed = records.find(({ failure }) => failure !== null);
  if (failed !== undefined) return { ...failed, name };
  const mean = (value: (record: Candidate) => number | null): number =>
    records.reduce((sum, record) => sum + (value(record) ?? 0), 0) / records.length;
  return { name, auc: mean(({ auc }) => auc), logLoss: mean(({ logLoss }) => logLoss), failure: null };
}

function assembled(
  sample: Sample,
  outer: readonly OuterFold[],
  values: (fold: OuterFold) => Float64Array,
): Float64Array {
  const result = new Float64Array(sample.labels.length);
  for (const fold of outer) {
    const own = values(fold);
    for (const [i, row] of fold.rows.entries()) result[row] = own[i]!;
  }
  return result;
}

// Out-of-fold scores of one kind, which every fold has trained.
function scoresOfKind(sample: Sample, outer: readonly OuterFold[], kind: ModelKind): Float64Array {
  return assembled(sample, outer, (fold) => scoresIn(fold, kind));
}

function thresholdOf(
  sample: Sample,
  probabilities: Float64Array,
  context: RunContext,
): Promise<RunResult['model']['threshold']> {
  const side = (first: boolean): ReturnType<typeof scoredRows> => {
    const rows = [...sample.users.keys()].filter(
      (row) => inFirstHalf(sample.users[row]!, context.seed) === first,
    );
    const labels = Uint8Array.from(rows, (row) => sample.labels[row]!);
    const scores = Float64Array.from(rows, (row) => probabilities[row]!);
    return { labels, scores, users: rows.map((row) => sample.users[row]!) };
  };
  return chooseThreshold(side(true), side(false), floorOptions(context));
}

function describe(split: FoldSplit): RunResult['split'] {
  return {
    kind: 'cross-validation',
    embargoDays: null,
    folds: split.folds,
    parts: [describePart('test', split.sample)],
  };
}
