import type { Complete } from '../base/complete.js';
import { WinbackError } from '../base/errors.js';
import {
  between,
  type Checks,
  flag,
  integer,
  listOf,
  nonNegative,
  oneOf,
  optional,
  positive,
  resolveOptions,
} from '../base/options.js';

const seedRange = integer(0, 2 ** 31 - 1);

/**
 * LightGBM's documented training parameters under their own names in camelCase; defaults are
 * LightGBM's except where said. Ranges are LightGBM's, or tighter where it would misbehave.
 * Source: LightGBM 4.7.0, docs/Parameters.rst.
 */
export interface LightGbmParameters {
  /** What to learn. @default 'binary' */
  readonly objective?: (typeof objectives)[number] | undefined;
  /** Trees kind. 'rf' needs bagging. @default 'gbdt' */
  readonly boosting?: 'gbdt' | 'rf' | 'dart' | undefined;
  /**
   * Which rows a tree sees: a random share (`bagging`), or those of large gradients and a share of the rest (`goss`).
   * @default 'bagging'
   */
  readonly dataSampleStrategy?: 'bagging' | 'goss' | undefined;
  /** Boosting rounds. @default 100 */
  readonly numIterations?: number | undefined;
  /** Share of a new tree's prediction that is added, above 0. @default 0.1 */
  readonly learningRate?: number | undefined;
  /** Most leaves of a tree, at least 2. @default 31 */
  readonly numLeaves?: number | undefined;
  /** <= 0 = no limit */
  readonly maxDepth?: number | undefined;
  /** Fewest rows of a leaf. @default 20 */
  readonly minDataInLeaf?: number | undefined;
  /** Smallest sum of second derivatives of a leaf. @default 0.001 */
  readonly minSumHessianInLeaf?: number | undefined;
  /** Share of the rows that a tree sees, in (0, 1]. @default 1 */
  readonly baggingFraction?: number | undefined;
  /** 0 = no bagging, whatever baggingFraction says. */
  readonly baggingFreq?: number | undefined;
  /** Share of the features that a tree sees, in (0, 1]. @default 1 */
  readonly featureFraction?: number | undefined;
  /** Share of the features that one split sees, in (0, 1]. @default 1 */
  readonly featureFractionBynode?: number | undefined;
  /** Whether one random threshold a feature is tried instead of all. @default false */
  readonly extraTrees?: boolean | undefined;
  /** L1 penalty of leaf values. @default 0 */
  readonly lambdaL1?: number | undefined;
  /** L2 penalty of leaf values. @default 0 */
  readonly lambdaL2?: number | undefined;
  /** L2 penalty of the linear models in leaves. @default 0 */
  readonly linearLambda?: number | undefined;
  /** Whether each leaf has a linear model. @default false */
  readonly linearTree?: boolean | undefined;
  /** Smallest gain of a split. @default 0 */
  readonly minGainToSplit?: number | undefined;
  /** Largest value of a leaf; 0 for no limit. @default 0 */
  readonly maxDeltaStep?: number | undefined;
  /** How strongly leaf values are drawn to that of their parent; 0 for not at all. @default 0 */
  readonly pathSmooth?: number | undefined;
  /** Most bins a feature is cut into. @default 255 */
  readonly maxBin?: number | undefined;
  /** Fewest rows of a bin. @default 3 */
  readonly minDataInBin?: number | undefined;
  /** Rows that bins are chosen from. @default 200000 */
  readonly binConstructSampleCnt?: number | undefined;
  /** Whether missing values have a side of their own at a split. @default true */
  readonly useMissing?: boolean | undefined;
  /** Whether 0 counts as missing. @default false */
  readonly zeroAsMissing?: boolean | undefined;
  /** Whether features that are never non-zero together share a column. @default true */
  readonly enableBundle?: boolean | undefined;
  /** Whether features that `minDataInLeaf` rules out are dropped at once. @default true */
  readonly featurePreFilter?: boolean | undefined;
  /** L2 penalty of categorical splits. @default 10 */
  readonly catL2?: number | undefined;
  /** Rows added to each category to calm small ones. @default 10 */
  readonly catSmooth?: number | undefined;
  /** Most categories on one side of a split. @default 32 */
  readonly maxCatThreshold?: number | undefined;
  /** Up to this many categories, a split takes one against the rest. @default 4 */
  readonly maxCatToOnehot?: number | undefined;
  /** Fewest rows of a group of categories. @default 100 */
  readonly minDataPerGroup?: number | undefined;
  /** GOSS: share of the rows of largest gradients that are kept. @default 0.2 */
  readonly topRate?: number | undefined;
  /** GOSS: share of the other rows that are kept. @default 0.1 */
  readonly otherRate?: number | undefined;
  /** DART: share of the trees dropped in an iteration, in [0, 1]. @default 0.1 */
  readonly dropRate?: number | undefined;
  /** DART: most trees dropped in an iteration; 0 or less for no limit. @default 50 */
  readonly maxDrop?: number | undefined;
  /** DART: probability that an iteration drops none, in [0, 1]. @default 0.5 */
  readonly skipDrop?: number | undefined;
  /** DART: whether all trees are dropped with one probability. @default false */
  readonly uniformDrop?: boolean | undefined;
  /** Whether both classes get the same total weight; not together with `scalePosWeight`. @default false */
  readonly isUnbalance?: boolean | undefined;
  /** Weight of rows of class 1. @default 1 */
  readonly scalePosWeight?: number | undefined;
  /** Whether the first score is that of the mean label. @default true */
  readonly boostFromAverage?: boolean | undefined;
  /** Steepness of the sigmoid of binary classification. @default 1 */
  readonly sigmoid?: number | undefined;
  /** The quantile of `quantile`, the turning point of `huber`. @default 0.9 */
  readonly alpha?: number | undefined;
  /** The constant of the `fair` loss. @default 1 */
  readonly fairC?: number | undefined;
  /** Safeguard of Poisson regression. @default 0.7 */
  readonly poissonMaxDeltaStep?: number | undefined;
  /** Power of Tweedie's variance, from 1 to below 2. @default 1.5 */
  readonly tweedieVariancePower?: number | undefined;
  /** Classes of 'multiclass'. @default 1 */
  readonly numClass?: number | undefined;
  /** -1, 0 or 1 per feature: decreasing, free, increasing. */
  readonly monotoneConstraints?: readonly number[] | undefined;
  /** How strongly monotone splits near the root are avoided. @default 0 */
  readonly monotonePenalty?: number | undefined;
  /** Metrics on the validation data; the first one decides early stopping. @default the objective's */
  readonly metric?: readonly (typeof metrics)[number][] | undefined;
  /** Seeds everything below it. @default 42 (ours) */
  readonly seed?: number | undefined;
  /** Seed of the draw of rows. */
  readonly baggingSeed?: number | undefined;
  /** Seed of the draw of features. */
  readonly featureFractionSeed?: number | undefined;
  /** Seed of the rows that bins are chosen from. */
  readonly dataRandomSeed?: number | undefined;
  /** Seed of the thresholds of `extraTrees`. */
  readonly extraSeed?: number | undefined;
  /** Seed of the trees that DART drops. */
  readonly dropSeed?: number | undefined;
  /** Same bytes on every run and machine with the same data and parameters. @default true (ours) */
  readonly deterministic?: boolean | undefined;
  /** Histogram layout: by column. @default true unless forceRowWise (ours: no timing test at the start) */
  readonly forceColWise?: boolean | undefined;
  /** Histogram layout: by row; doubles the memory of the bins, faster with many rows. @default false */
  readonly forceRowWise?: boolean | undefined;
}

const objectives = [
  'binary',
  'cross_entropy',
  'regression',
  'regression_l1',
  'huber',
  'fair',
  'poisson',
  'quantile',
  'mape',
  'gamma',
  'tweedie',
  'multiclass',
  'multiclassova',
] as const;

const metrics = [
  'auc',
  'average_precision',
  'binary_logloss',
  'binary_error',
  'cross_entropy',
  'kullback_leibler',
  'l1',
  'l2',
  'rmse',
  'quantile',
  'mape',
  'huber',
  'fair',
  'poisson',
  'gamma',
  'gamma_deviance',
  'tweedie',
  'multi_logloss',
  'multi_error',
  'auc_mu',
  'None',
] as const;

type Resolved = { readonly [K in keyof Complete<LightGbmParameters>]: LightGbmParameters[K] | undefined };

const unset = undefined;
const fraction = optional(between(Number.MIN_VALUE, 1), unset);
const whole = (low: number, high?: number) => optional(integer(low, high), unset);
const atLeastZero = optional(nonNegative, unset);
const aboveZero = optional(positive, unset);
const yesNo = optional(flag, unset);
const seed = optional(seedRange, unset);

const checks: Checks<Resolved> = {
  objective: optional(oneOf(...objectives), 'binary'),
  boosting: optional(oneOf('gbdt', 'rf', 'dart'), unset),
  dataSampleStrategy: optional(oneOf('bagging', 'goss'), unset),
  numIterations: optional(integer(1, 100_000), 100),
  learningRate: aboveZero,
  numLeaves: whole(2, 131_072),
  maxDepth: whole(-1, 1000),
  minDataInLeaf: whole(0, 2 ** 31 - 1),
  minSumHessianInLeaf: atLeastZero,
  baggingFraction: fraction,
  baggingFreq: whole(0, 100_000),
  featureFraction: fraction,
  featureFractionBynode: fraction,
  extraTrees: yesNo,
  lambdaL1: atLeastZero,
  lambdaL2: atLeastZero,
  linearLambda: atLeastZero,
  linearTree: yesNo,
  minGainToSplit: atLeastZero,
  maxDeltaStep: atLeastZero,
  pathSmooth: atLeastZero,
  maxBin: whole(2, 65_535),
  minDataInBin: whole(1, 2 ** 31 - 1),
  binConstructSampleCnt: whole(1, 2 ** 31 - 1),
  useMissing: yesNo,
  zeroAsMissing: yesNo,
  enableBundle: yesNo,
  featurePreFilter: yesNo,
  catL2: atLeastZero,
  catSmooth: atLeastZero,
  maxCatThreshold: whole(1, 100_000),
  maxCatToOnehot: whole(1, 100_000),
  minDataPerGroup: whole(1, 2 ** 31 - 1),
  topRate: optional(between(0, 1), unset),
  otherRate: optional(between(0, 1), unset),
  dropRate: optional(between(0, 1), unset),
  maxDrop: whole(0, 100_000),
  skipDrop: optional(between(0, 1), unset),
  uniformDrop: yesNo,
  isUnbalance: yesNo,
  scalePosWeight: aboveZero,
  boostFromAverage: yesNo,
  sigmoid: aboveZero,
  alpha: aboveZero,
  fairC: aboveZero,
  poissonMaxDeltaStep: aboveZero,
  tweedieVariancePower: optional(between(1, 1.999_999), unset),
  numClass: optional(integer(1, 10_000), 1),
  monotoneConstraints: optional(listOf(integer(-1, 1)), unset),
  monotonePenalty: atLeastZero,
  metric: optional(listOf(oneOf(...metrics)), unset),
  seed: optional(seedRange, 42),
  baggingSeed: seed,
  featureFractionSeed: seed,
  dataRandomSeed: seed,
  extraSeed: seed,
  dropSeed: seed,
  deterministic: optional(flag, true),
  forceColWise: yesNo,
  forceRowWise: yesNo,
};

/**
 * Complete, checked and frozen.
 * @param features columns of the training, where they are known
 * @throws WinbackError BAD_INPUT for an unknown or unfit parameter
 */
export function resolveParameters(given: LightGbmParameters | undefined, features?: number): Resolved {
  const resolved = resolveOptions<Resolved>('parameters', given, checks);
  const layout = resolved.forceRowWise === true ? {} : { forceColWise: resolved.forceColWise ?? true };
  const { monotoneConstraints } = resolved;
  if (monotoneConstraints !== undefined && features !== undefined && monotoneConstraints.length !== features)
    throw refused(`monotoneConstraints has ${monotoneConstraints.length} values for ${features} features`);
  return checkTogether(Object.freeze({ ...resolved, ...layout }));
}

// Combinations that LightGBM answers with a crash, an abort or a silent change of meaning.
function checkTogether(p: Resolved): Resolved {
  if (p.boosting === 'rf') {
    const bags = (p.baggingFreq ?? 0) > 0 && (p.baggingFraction ?? 1) < 1;
    if (!bags && (p.featureFraction ?? 1) >= 1)
      throw refused('boosting rf needs baggingFreq > 0 with baggingFraction < 1');
  }
  const isMulticlass = p.objective === 'multiclass' || p.objective === 'multiclassova';
  if (isMulticlass && (p.numClass ?? 1) < 2) throw refused('a multiclass objective needs numClass >= 2');
  if (!isMulticlass && (p.numClass ?? 1) !== 1) throw refused('numClass needs a multiclass objective');
  if (p.dataSampleStrategy === 'goss' && (p.topRate === 0 || p.otherRate === 0))
    throw refused('dataSampleStrategy goss needs topRate > 0 and otherRate > 0');
  if (p.objective === 'quantile' && (p.alpha ?? 0.9) >= 1)
    throw refused('alpha must be below 1 for the objective quantile');
  if (p.dataSampleStrategy === 'goss' && (p.topRate ?? 0.2) + (p.otherRate ?? 0.1) > 1)
    throw refused('topRate + otherRate must be at most 1 (their defaults are 0.2 and 0.1)');
  if (p.isUnbalance === true && p.scalePosWeight !== undefined)
    throw refused('give isUnbalance or scalePosWeight, not both');
  return p;
}

function refused(message: string): WinbackError {
  return new WinbackError('BAD_INPUT', `parameters: ${message}`);
}

/** LightGBM's "key=value" text: the one place where the typed options become strings. */
export function parameterText(
  parameters: Resolved,
  extra: Readonly<Record<string, string | number>>,
): string {
  const entries: [string, unknown][] = Object.entries(parameters).filter(([, value]) => value !== undefined);
  const pairs = [
    ...entries.map(([key, value]) => [snakeCase(key), value] as const),
    ...Object.entries(extra),
  ];
  return pairs.map(([key, value]) => `${key}=${valueText(value)}`).join(' ');
}

function snakeCase(key: string): string {
  return key.replace(/L([12])$/, '_l$1').replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function valueText(value: unknown): string {
  return Array.isArray(value) ? value.join(',') : String(value);
}
