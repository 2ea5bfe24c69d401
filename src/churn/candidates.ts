import { WinbackError } from '../base/errors.js';
import { oneOf } from '../base/options.js';
import { requireShape } from '../base/shape.js';
import type { ArrowTable } from '../data/arrow-shape.js';
import type { TrainingLog } from '../model/booster.js';
import type { Classifier } from '../model/classifier.js';
import { hashOf } from '../model/folds.js';
import type { LightGbmParameters } from '../model/lightgbm-parameters.js';
import { trainLogistic } from '../model/logistic.js';
import { trainLightGbm, trainRandomForest } from '../model/tree-classifier.js';
import type { ModelKind } from './records.js';
import { featuresOf, filterRows, labelColumn, type Sample } from './sample.js';

/** Which candidates are trained, and with what. */
export interface ModelSettings {
  /** Models to compare. @default all three */
  readonly candidates?: readonly ModelKind[] | undefined;
  /** LightGBM's parameters in camelCase, over the defaults of `boostingDefaults`. */
  readonly lightgbm?: LightGbmParameters | undefined;
  /** Stop boosting after so many rounds without gain. @default 50 */
  readonly earlyStoppingRounds?: number | undefined;
  /** L2 penalty of the logistic regression, > 0. @default 1 */
  readonly l2?: number | undefined;
  /** Trees of the random forest, >= 1. @default 300 */
  readonly trees?: number | undefined;
  /** Leaves of each of its trees, >= 2. @default 63 */
  readonly leaves?: number | undefined;
}

export const modelKinds: readonly ModelKind[] = ['lightgbm', 'logistic', 'forest'];

/**
 * Small trees, a low rate and strong regularisation: churn tables have weak signals, and 63 leaves as in
 * the reference script fit noise (AUC 0.752 against 0.768 on its own data).
 */
export const boostingDefaults: LightGbmParameters = {
  numIterations: 1000,
  learningRate: 0.05,
  numLeaves: 7,
  minDataInLeaf: 40,
  baggingFraction: 0.8,
  baggingFreq: 1,
  featureFraction: 0.6,
  lambdaL2: 5,
  metric: ['binary_logloss'],
};

/** What a trainer is given beside the rows. */
export interface TrainingContext {
  /** Parameters of the candidates. */
  readonly settings: ModelSettings;
  /** Seed of every draw. */
  readonly seed: number;
  /** Threads it may use. @default every hardware thread */
  readonly threads?: number | undefined;
  /** Stops the training. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Trains one model on all rows of `sample`.
 * @param kind which model to train
 * @param sample the rows to learn from, with their labels
 * @param context settings, seed, threads and stop signal
 */
export type Trainer = (kind: ModelKind, sample: Sample, context: TrainingContext) => Promise<Classifier>;

/**
 * The real models.
 * @throws WinbackError BAD_INPUT, TRAINING, NOT_CONVERGED, ABORTED
 *
 * @example
 * ```ts
 * import { prepareTable, trainCandidate } from 'winback/churn';
 * import { generateChurnTable } from 'winback/simulate';
 *
 * const { table } = await generateChurnTable({ users: 500 });
 * const { sample } = prepareTable(table, { label: 'label_churn_14d', id: 'user_id', date: 'snapshot_date' });
 * const model = await trainCandidate('forest', sample, { settings: { trees: 50 }, seed: 42 });
 * (await model.predict(table)).length; // 500
 * model.close();
 * ```
 */
export const trainCandidate: Trainer = async (kind, sample, context) => {
  oneOf(...modelKinds)(kind, 'kind');
  requireShape(sample, 'sample', { table: 'object', labels: 'list', users: 'list' });
  requireShape(context, 'context', { settings: 'object', seed: 'number' });
  const { settings, seed } = context;
  const common = {
    label: labelColumn,
    features: featuresOf(sample),
    // One thread unless asked: with a busy core, two OpenMP threads take up to ten times as long as one.
    threads: context.threads ?? 1,
    signal: context.signal,
  };
  if (kind === 'logistic') {
    return trainLogistic(sample.table, { ...common, l2: settings.l2 });
  }
  if (kind === 'forest') {
    const { trees, leaves } = settings;
    return trainRandomForest(sample.table, { ...common, trees, leaves, seed });
  }
  return trainBoosting(sample, common, context);
};

// Rounds are chosen on a fifth of the training users; then all of them are trained for so many rounds.
async function trainBoosting(
  sample: Sample,
  common: { readonly label: string; readonly features: readonly string[] },
  { settings, seed }: TrainingContext,
): Promise<Classifier> {
  const given = Object.entries(settings.lightgbm ?? {}).filter(([, value]) => value !== undefined);
  const parameters: LightGbmParameters = { ...boostingDefaults, ...Object.fromEntries(given), seed };
  const rounds = settings.earlyStoppingRounds ?? 50;
  if (rounds === 0) return trainLightGbm(sample.table, { ...common, parameters });
  const held = (row: number): boolean => hashOf(sample.users[row]!, seed ^ 0x5eed) % 5 === 0;
  const watched = filterRows(sample, held).table;
  const rest = filterRows(sample, (row) => !held(row)).table;
  const probe = await trainLightGbm(rest, {
    ...common,
    parameters,
    validation: watched,
    earlyStoppingRounds: rounds,
  });
  const numIterations = bestIteration(probe.booster.log, watched);
  probe.close();
  return trainLightGbm(sample.table, { ...common, parameters: { ...parameters, numIterations } });
}

function bestIteration(log: TrainingLog | undefined, watched: ArrowTable): number {
  if (log === undefined)
    throw new WinbackError('INTERNAL', `a training watched on ${watched.numRows} rows kept no log`);
  return Math.max(1, log.bestIteration);
}
