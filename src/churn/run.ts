import type { Complete } from '../base/complete.js';
import { WinbackError } from '../base/errors.js';
import { type Checks, integer, object, optional, resolveOptions } from '../base/options.js';
import { progressOf } from '../base/progress.js';
import { requireShape } from '../base/shape.js';
import { averagePrecision, countPositives, type Ranking, rankingOf, rocAuc } from '../model/metrics.js';
import { type ModelSettings, trainCandidate } from './candidates.js';
import { confusionAt, thresholdOnTest } from './choose-threshold.js';
import type { ChurnDataset, ChurnOptions, ChurnRun } from './dataset.js';
import { foldRun } from './fold-run.js';
import { modelGates } from './gates.js';
import { correlatedGroups, featureImportance } from './importance.js';
import { leakSuspects } from './leak-check.js';
import { type EvaluationOptions, evaluationChecks, modelChecks } from './options.js';
import type { ChurnData, Curves, Importance } from './records.js';
import type { ResolvedOptions, RunContext, RunResult } from './run-context.js';
import { featuresOf, type Sample } from './sample.js';
import { byAuc } from './selection.js';
import { withoutInfinite } from './table/infinite-features.js';
import {
  curves,
  deciles,
  expectedError,
  reliability,
  testMetrics,
  tiers,
  truthComparison,
} from './test-metrics.js';
import { timeRun } from './time-run.js';

/**
 * Trains the candidates, chooses by validation AUC, calibrates, certifies a threshold, and evaluates
 * once on the test rows. Same data, options and seed: same result.
 * @param dataset the split sample with its features, such as splitSample and prepareTable give
 * @param given candidates, evaluation, seed, threads, stop signal and progress
 * @throws WinbackError BAD_INPUT, TRAINING when no candidate could be trained, ABORTED
 *
 * @example
 * ```ts
 * import { prepareTable, runChurn, splitSample } from 'winback/churn';
 * import { generateChurnTable } from 'winback/simulate';
 *
 * const { table } = await generateChurnTable({ users: 2000 });
 * const columns = { label: 'label_churn_14d', id: 'user_id', date: 'snapshot_date' };
 * const { sample, features, leftOut } = prepareTable(table, columns);
 * const split = splitSample(sample, { testDays: 7, calibrationDays: 7, embargoDays: 0, folds: 5 });
 * const dataset = { source: 'generated', label: columns.label, features, leftOut, split };
 * const { evaluation, model } = await runChurn(dataset, { models: { candidates: ['logistic'] } });
 * evaluation.test.auc.value > 0.6; // true
 * evaluation.gates.map(({ name }) => name); // [auc, precision, leak]
 * model.classifier.close();
 * ```
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
    evaluation: await evaluationOf(data, result, importance, context.evaluation),
    model: result.model,
    test: { ...result.scored, days: result.days, rows: result.rows },
  };
}

async function allCurves(chosen: Ranking, { scored, others }: RunResult): Promise<Curves> {
  const figures = await Promise.all(
    others.map(async ({ name, scores }) => {
      const ranking = await rankingOf(scores, scored.labels);
      return { name, auc: rocAuc(ranking), prAuc: averagePrecision(ranking), ...curves(ranking) };
    }),
  );
  return { ...curves(chosen), others: figures.sort((a, b) => b.auc - a.auc) };
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

async function evaluationOf(
  data: ChurnData,
  result: RunResult,
  importance: Importance,
  options: Complete<EvaluationOptions>,
): Promise<ChurnRun['evaluation']> {
  const { scored, model } = result;
  const ranking = await rankingOf(scored.uncalibrated, scored.labels);
  const calibrated = await rankingOf(scored.probabilities, scored.labels);
  const test = await testMetrics(scored, ranking, result.foldAucs);
  const after = reliability(scored.probabilities, scored.labels);
  const basis = result.split.kind === 'time' ? 'held-out' : 'cross-validated';
  const threshold = thresholdOnTest(model.threshold, calibrated, basis);
  const judged = { data, test, threshold, truth: await truthComparison(scored, test.auc.value) };
  return {
    ...judged,
    candidates: byAuc(result.candidates),
    chosen: model.classifier.kind,
    curves: await allCurves(ranking, result),
    calibration: {
      method: model.calibration.method,
      trials: result.trials,
      reliability: after,
      reliabilityBefore: reliability(scored.uncalibrated, scored.labels),
      expectedError: expectedError(after),
    },
    deciles: deciles(scored.probabilities, scored.labels),
    confusion: confusionAt(calibrated, threshold.value),
    tiers: tiers(scored.probabilities, scored.labels),
    importance,
    gates: modelGates(judged, options),
  };
}
