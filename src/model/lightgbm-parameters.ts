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
  readonly dataSampleStrategy?: 'bagging' | 'goss' | undefined;
  /** Boosting rounds. @default 100 */
  readonly numIterations?: number | undefined;
  readonly learningRate?: number | undefined;
  readonly numLeaves?: number | undefined;
  /** <= 0 = no limit */
  readonly maxDepth?: number | undefined;
  readonly minDataInLeaf?: number | undefined;
  readonly minSumHessianInLeaf?: number | undefined;
  readonly baggingFraction?: number | undefined;
  /** 0 = no bagging, whatever baggingFraction says. */
  readonly baggingFreq?: number | undefined;
  readonly featureFraction?: number | undefined;
  readonly featureFractionBynode?: number | undefined;
  readonly extraTrees?: boolean | undefined;
  readonly lambdaL1?: number | undefined;
  readonly lambdaL2?: number | undefined;
  readonly linearLambda?: number | undefined;
  readonly linearTree?: boolean | undefined;
  readonly minGainToSplit?: number | undefined;
  readonly maxDeltaStep?: number | undefined;
  readonly pathSmooth?: number | undefined;
  readonly maxBin?: number | undefined;
  readonly minDataInBin?: number | undefined;
  readonly binConstructSampleCnt?: number | undefined;
  readonly useMissing?: boolean | undefined;
  readonly zeroAsMissing?: boolean | undefined;
  readonly enableBundle?: boolean | undefined;
  readonly featurePreFilter?: boolean | undefined;
  readonly catL2?: number | undefined;
  readonly catSmooth?: number | undefined;
  readonly maxCatThreshold?: number | undefined;
  readonly maxCatToOnehot?: number | undefined;
  readonly minDataPerGroup?: number | undefined;
  readonly topRate?: number | undefined;
  readonly otherRate?: number | undefined;
  readonly dropRate?: number | undefined;
  readonly maxDrop?: number | undefined;
  readonly skipDrop?: number | undefined;
  readonly uniformDrop?: boolean | undefined;
  readonly isUnbalance?: boolean | undefined;
  readonly scalePosWeight?: number | undefined;
  readonly boostFromAverage?: boolean | undefined;
  readonly sigmoid?: number | undefined;
  readonly alpha?: number | undefined;
  readonly fairC?: number | undefined;
  readonly poissonMaxDeltaStep?: number | undefined;
  readonly tweedieVariancePower?: number | undefined;
  /** Classes of 'multiclass'. @default 1 */
  readonly numClass?: number | undefined;
  /** -1, 0 or 1 per feature: decreasing, free, increasing. */
  readonly monotoneConstraints?: readonly number[] | undefined;
  readonly monotonePenalty?: number | undefined;
  /** Metrics on the validation data; the first one decides early stopping. @default the objective's */
  readonly metric?: readonly (typeof metrics)[number][] | undefined;
  /** Seeds everything below it. @default 42 (ours) */
  readonly seed?: number | undefined;
  readonly baggingSeed?: number | undefined;
  readonly featureFractionSeed?: number | undefined;
  readonly dataRandomSeed?: number | undefined;
  readonly extraSeed?: number | undefined;
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
