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
  readonly objective?: (typeof objectives)[number];
  /** Trees kind. 'rf' needs bagging. @default 'gbdt' */
  readonly boosting?: 'gbdt' | 'rf' | 'dart';
  readonly dataSampleStrategy?: 'bagging' | 'goss';
  /** Boosting rounds. @default 100 */
  readonly numIterations?: number;
  readonly learningRate?: number;
  readonly numLeaves?: number;
  /** <= 0 = no limit */
  readonly maxDepth?: number;
  readonly minDataInLeaf?: number;
  readonly minSumHessianInLeaf?: number;
  readonly baggingFraction?: number;
  /** 0 = no bagging, whatever baggingFraction says. */
  readonly baggingFreq?: number;
  readonly featureFraction?: number;
  readonly featureFractionBynode?: number;
  readonly extraTrees?: boolean;
  readonly lambdaL1?: number;
  readonly lambdaL2?: number;
  readonly linearLambda?: number;
  readonly linearTree?: boolean;
  readonly minGainToSplit?: number;
  readonly maxDeltaStep?: number;
  readonly pathSmooth?: number;
  readonly maxBin?: number;
  readonly minDataInBin?: number;
  readonly binConstructSampleCnt?: number;
  readonly useMissing?: boolean;
  readonly zeroAsMissing?: boolean;
  readonly enableBundle?: boolean;
  readonly featurePreFilter?: boolean;
  readonly catL2?: number;
  readonly catSmooth?: number;
  readonly maxCatThreshold?: number;
  readonly maxCatToOnehot?: number;
  readonly minDataPerGroup?: number;
  readonly topRate?: number;
  readonly otherRate?: number;
  readonly dropRate?: number;
  readonly maxDrop?: number;
  readonly skipDrop?: number;
  readonly uniformDrop?: boolean;
  readonly isUnbalance?: boolean;
  readonly scalePosWeight?: number;
  readonly boostFromAverage?: boolean;
  readonly sigmoid?: number;
  readonly alpha?: number;
  readonly fairC?: number;
  readonly poissonMaxDeltaStep?: number;
  readonly tweedieVariancePower?: number;
  /** Classes of 'multiclass'. @default 1 */
  readonly numClass?: number;
  /** -1, 0 or 1 per feature: decreasing, free, increasing. */
  readonly monotoneConstraints?: readonly number[];
  readonly monotonePenalty?: number;
  /** Metrics on the validation data; the first one decides early stopping. @default the objective's */
  readonly metric?: readonly (typeof metrics)[number][];
  /** Seeds everything below it. @default 42 (ours) */
  readonly seed?: number;
  readonly baggingSeed?: number;
  readonly featureFractionSeed?: number;
  readonly dataRandomSeed?: number;
  readonly extraSeed?: number;
  readonly dropSeed?: number;
  /** Same bytes on every run and machine with the same data and parameters. @default true (ours) */
  readonly deterministic?: boolean;
  /** Histogram layout: by column. @default true unless forceRowWise (ours: no timing test at the start) */
  readonly forceColWise?: boolean;
  /** Histogram layout: by row; doubles the memory of the bins, faster with many rows. @default false */
  readonly forceRowWise?: boolean;
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

type Resolved = { readonly [K in keyof Required<LightGbmParameters>]: LightGbmParameters[K] | undefined };

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
