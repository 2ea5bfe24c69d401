import type { Complete } from '../base/complete.js';
import { WinbackError } from '../base/errors.js';
import { type Checks, integer, object, optional, resolveOptions } from '../base/options.js';
import { type OnProgress, progressOf } from '../base/progress.js';
import { requireShape } from '../base/shape.js';
import { averagePrecision, countPositives, rankingOf, rocAuc } from '../model/metrics.js';
import { type ModelSettings, trainCandidate } from './candidates.js';
import { confusionAt, thresholdOnTest } from './choose-threshold.js';
import type { ChurnDataset, ChurnModel, ChurnOptions, ChurnRun } from './dataset.js';
import { foldRun } from './fold-run.js';
import { modelGates } from './gates.js';
import { correlatedGroups, featureImportance, type ModelOnRows } from './importance.js';
import { leakSuspects } from './leak-check.js';
import { type EvaluationOptions, evaluationChecks, modelChecks } from './options.js';
import type {
  CalibrationTrial,
  Candidate,
  ChurnData,
  Curves,
  Importance,
  ModelKind,
  SplitDescription,
} from './records.js';
import { featuresOf, type Sample } from './sample.js';
import { byAuc } from './selection.js';
import { withoutInfinite } from './table/infinite-features.js';
import {
  curves,
  deciles,
  expectedError,
  reliability,
  type Scored,
  testMetrics,
  tiers,
  truthComparison,
} from './test-metrics.js';
import { timeRun } from './time-run.js';

/** Settings, complete and checked. */
export interface ResolvedOptions {
  readonly models: Complete<ModelSettings>;
  readonly evaluation: Complete<EvaluationOptions>;
  readonly seed: number;
}

export interface RunContext extends ResolvedOptions {
  readonly trainer: NonNullable<ChurnOptions['trainer']>;
  readonly threads: number | undefined;
  readonly signal: AbortSignal | undefined;
  readonly report: OnProgress;
}

export interface OtherScores {
  readonly name: ModelKind;
  /** Before calibration. */
  readonly scores: Float64Array;
}

/** What both kinds of split come to, before it is written down. */
export interface RunResult {
  readonly split: SplitDescription;
  readonly candidates: readonly Candidate[];
  readonly trials: readonly CalibrationTrial[];
  readonly model: ChurnModel;
  readonly scored: Scored;
  /** Test rows as the candidates score them that were not chosen. */
  readonly others: readonly OtherScores[];
  readonly days: Int32Array | null;
  /** Row of each scored row in the table it came from. */
  readonly rows: Uint32Array;
  readonly foldAucs: readonly number[] | null;
  /** Models with rows they never saw. */
  readonly parts: readonly ModelOnRows[];
}

/**
 * Trains the candidates, chooses by validation AUC, calibrates, certifies a threshold, and evaluates
 * once on the test rows. Same data, options and seed: same result.
 * @throws WinbackError BAD_INPUT, TRAINING when no candidate could be trained, ABORTED
 */
export async function runChurn(dataset: ChurnDataset, given: ChurnOptions = {}): Promise<ChurnRun> {
  requireShape(dataset, 'dataset', { features: 'list', leftOut: 'list', split: { kind: 'text' } });
  const context = contextOf(given, dataset);
  const train = dataset.split.kind === 'time' ? dataset.split.train : dataset.split.sample;
  requireBothClasses(train);
  const run =
    dataset.split.kind === 'time' ? timeRun(dataset.split, context) : foldRun(dataset.split, context);
  // Started first, so that these have their turn while native threads train.
  const beside = Promise.all([leakSuspects(train), groupsOf(dataset.split, context)]);
  const [result, [suspects, groups]] = await Promise.all([run, beside]);
  const importance = await importanceOf(result, groups, context);
  for (const { model } of result.parts) if (model !== result.model.classifier) model.close();
  const { source, label, features, leftOut, warnings = [] } = dataset;
  const data: ChurnData = {
    ...{ source, label, features, leftOut, warnings },
    leakSuspects: suspects,
    split: result.split,
  };
  return {
    evaluation: evaluationOf(data, result, importance, context.evaluation),
    model: result.model,
    test: { ...result.scored, days: result.days, rows: result.rows },
  };
}

function allCurves({ scored, others }: RunResult): Curves {
  const figures = others.map(({ name, scores }) => {
    const ranking = rankingOf(scores, scored.labels);
    return { name, auc: rocAuc(ranking), prAuc: averagePrecision(ranking), ...curves(ranking) };
  });
  const chosen = curves(rankingOf(scored.uncalibrated, scored.labels));
  return { ...chosen, others: figures.sort((a, b) => b.auc - a.auc) };
}

function contextOf(given: ChurnOptions, dataset: ChurnDataset): RunContext {
  const report = progressOf('runChurn', given) ?? (() => undefined);
  const { trainer, threads, signal, onProgress: _, ...plain } = given;
  const checks: Checks<ResolvedOptions> = {
    models: (value) => object<Complete<ModelSettings>>(modelChecks)(value ?? {}, 'models'),
    evaluation: (value) => object<Complete<EvaluationOptions>>(evaluationChecks)(value ?? {}, 'evaluation'),
    seed: optional(integer(0, 2 ** 31 - 1), 42),
  };
  return {
    ...resolveOptions<ResolvedOptions>('runChurn', plain, checks),
    trainer: trainer ?? withoutInfinite(trainCandidate, dataset),
    threads,
    signal,
    report,
  };
}

function requireBothClasses(sample: Sample): void {
  const positives = countPositives(sample.labels);
  if (positives > 0 && positives < sample.labels.length) return;
  throw new WinbackError(
    'BAD_INPUT',
    `training needs users who left and users who stayed, got ${positives} of ${sample.labels.length} who left`,
  );
}

type Groups = readonly (readonly string[])[];

// With a time split the rows that importance is measured on are known before any model is.
async function groupsOf(split: ChurnDataset['split'], context: RunContext): Promise<Groups | null> {
  if (split.kind !== 'time') return null;
  return correlatedGroups(split.test.table, featuresOf(split.test), context.evaluation.correlation);
}

function importanceOf(result: RunResult, groups: Groups | null, context: RunContext): Promise<Importance> {
  return featureImportance(result.parts, {
    groups,
    repeats: context.evaluation.importanceRepeats,
    correlation: context.evaluation.correlation,
    seed: context.seed,
    threads: context.threads,
    signal: context.signal,
    onProgress: context.report,
  });
}

function evaluationOf(
  data: ChurnData,
  result: RunResult,
  importance: Importance,
  options: Complete<EvaluationOptions>,
): ChurnRun['evaluation'] {
  const { scored, model } = result;
  const test = testMetrics(scored, result.foldAucs);
  const after = reliability(scored.probabilities, scored.labels);
  const basis = result.split.kind === 'time' ? 'held-out' : 'cross-validated';
  const threshold = thresholdOnTest(model.threshold, scored, basis);
  const judged = { data, test, threshold, truth: truthComparison(scored, test.auc.value) };
  return {
    ...judged,
    candidates: byAuc(result.candidates),
    chosen: model.classifier.kind,
    curves: allCurves(result),
    calibration: {
      method: model.calibration.method,
      trials: result.trials,
      reliability: after,
      reliabilityBefore: reliability(scored.uncalibrated, scored.labels),
      expectedError: expectedError(after),
    },
    deciles: deciles(scored.probabilities, scored.labels),
    confusion: confusionAt(scored, threshold.value),
    tiers: tiers(scored.probabilities, scored.labels),
    importance,
    gates: modelGates(judged, options),
  };
}
