/**
 * Statistics by themselves: samples or their summaries in, tests, intervals, sizes and sequential designs out.
 *
 * @packageDocumentation
 */

// Two proportions: the test, exact tests for small counts, intervals.
export {
  differenceInterval,
  proportionInterval,
  type ProportionIntervalMethod,
  type ProportionSample,
  type ProportionTestOptions,
  twoProportionTest,
} from '../stats/proportions/proportions.js';
export { barnardTest, boschlooTest, type ExactTestOptions } from '../stats/proportions/exact.js';
export { type FisherOptions, type FisherResult, fisherTest } from '../stats/proportions/fisher.js';
export { chooseProportionTest, type ProportionChoice, proportionTest } from '../stats/proportions/choose.js';

// Two means, their relative difference, and ranks.
export { fiellerLift } from '../stats/fieller.js';
export type { MeanErrors } from '../stats/mean-errors.js';
export {
  type MeanSample,
  meanSample,
  meanTest,
  studentTest,
  welchTest,
} from '../stats/means.js';
export { type MannWhitneyOptions, type MannWhitneyResult, mannWhitneyTest } from '../stats/rank.js';

// Moments of columns: means, variances, covariances, merged over parts.
export {
  covariance,
  type GroupMoments,
  mergeMoments,
  type Moments,
  moments,
  type MomentsOptions,
} from '../stats/moments.js';
export { availableCovariance, type AvailableMoments, availableMoments } from '../stats/available-moments.js';
export { countInBins, type Histogram, histogram, type HistogramOptions } from '../stats/histogram.js';
export { fitIsotonic, isotonicAt, type IsotonicCurve, type IsotonicOptions } from '../stats/isotonic.js';
export type { ColumnShape, NumberColumn } from '../stats/column-input.js';

// Quantiles, bootstraps and permutation tests.
export { type QuantileInterval, quantileInterval, type QuantileOptions } from '../stats/quantile/quantile.js';
export {
  bootstrap,
  type BootstrapGroup,
  type BootstrapOptions,
  replicateInterval,
} from '../stats/resampling/bootstrap.js';
export {
  bootstrapT,
  type BootstrapTInterval,
  type BootstrapTOptions,
} from '../stats/resampling/bootstrap-t.js';
export { type Halves, randomHalves } from '../stats/resampling/random-halves.js';
export {
  bcaInterval,
  type PermutationOptions,
  type PermutationResult,
  permutationTest,
} from '../stats/resampling/resampling.js';

// Effects of assignments with known probabilities: doubly robust scores, their mean, and how they change with columns.
export { aipwScores, type AipwRows, scoreDifference } from '../stats/causal/aipw.js';
export type { Values } from '../stats/causal/arguments.js';
export { crossFit, type CrossFitRows } from '../stats/causal/cross-fit.js';
export {
  type ShrunkCell,
  shrinkCells,
  type ShrunkCells,
  type ShrinkOptions,
} from '../stats/causal/empirical-bayes.js';
export { userFolds } from '../stats/causal/folds.js';
export { bestLinearPredictor, type LinearPredictor } from '../stats/causal/linear-predictor.js';
export { meanScore, type ScoreMean, type ScoreOptions } from '../stats/causal/mean-score.js';

// Bayesian comparisons of two or more arms.
export {
  type BetaComparison,
  type BetaShape,
  type BetaSimulation,
  compareBetas,
  compareBetasSync,
  posteriorShape,
  simulateBetas,
  type Simulated,
  type SimulationOptions,
} from '../stats/posterior/beta-posterior.js';
export { type ArmPosterior, type BestArm, bestArm, betaArm, normalArm } from '../stats/posterior/best-arm.js';

// Effect sizes, equivalence, non-inferiority, several tests at once.
export { cohenD, cohenH, type EffectSize, hedgesG } from '../stats/effects.js';
export {
  type EquivalenceResult,
  equivalenceTest,
  type NonInferiorityResult,
  nonInferiorityTest,
  type RunTest,
} from '../stats/equivalence.js';
export {
  adjustedPValues,
  type Adjustment,
  type EstimateWithError,
  type SidedEnds,
  sidedEnds,
  sidedHolm,
  simultaneousIntervals,
} from '../stats/multiplicity.js';
export { allocationShares } from '../stats/posterior/allocation.js';

// How many users a test needs, and what it can find.
export { meanMde, type MeanPlan, meanPower, meanSampleSize } from '../stats/power/power-means.js';
export {
  type NonInferiorityPlan,
  nonInferiorityPower,
  nonInferioritySize,
} from '../stats/power/power-non-inferiority.js';
export { daysNeeded, type SampleSize, type SizeOptions } from '../stats/power/power-options.js';
export {
  proportionMde,
  type ProportionPlan,
  proportionPower,
  proportionPowerCurve,
  proportionSampleSize,
  type ProportionSizeMethod,
} from '../stats/power/power-proportions.js';

// Looking at a test while it runs: boundaries, always-valid intervals, futility.
export {
  alwaysValidP,
  mixtureInterval,
  mixtureRatio,
  type Running,
  sequenceHalfWidth,
  sequenceRho,
} from '../stats/sequential/always-valid.js';
export {
  type BayesianStopOptions,
  bayesianStops,
  calibratedWin,
  type StopCharacteristics,
} from '../stats/sequential/bayesian-stops.js';
export {
  type Boundaries,
  boundaries,
  type BoundaryOptions,
  exitProbabilities,
} from '../stats/sequential/boundaries.js';
export {
  type Assumption,
  conditionalPower,
  futilityBound,
  type Interim,
  predictivePower,
} from '../stats/sequential/futility.js';
export { type PlanCharacteristics, planCharacteristics, planPower } from '../stats/sequential/plan.js';
export { type LooksSoFar, sequentialP } from '../stats/sequential/sequential-p.js';
export { type Spending, spentAt } from '../stats/sequential/spending.js';
export {
  repeatedInterval,
  type SequentialInference,
  sequentialInference,
  type SequentialOutcome,
} from '../stats/sequential/stop.js';

// How well scores rank and fit.
export {
  type AucDifference,
  compareAuc,
  type ProbabilityMetrics,
  probabilityMetrics,
  type RankMetrics,
  rankMetrics,
  type RankOptions,
  type ThresholdCounts,
  thresholdCounts,
} from '../stats/auc.js';
export {
  compareWeightedAuc,
  type WeightedRankMetrics,
  weightedRankMetrics,
  type WeightedRows,
} from '../stats/weighted-auc.js';
export { type KsDistance, twoSampleKs } from '../stats/ks.js';

// Probability distributions and what the tests take and give.
export {
  beta,
  binomial,
  chiSquare,
  type Distribution,
  fisherF,
  gamma,
  hypergeometric,
  noncentralT,
  normal,
  studentT,
} from '../stats/distributions.js';
export type {
  Alternative,
  Lift,
  ResolvedTestOptions,
  TestOptions,
  TestResult,
} from '../stats/test-options.js';
export type { ColumnStorage, ColumnTypeName, NativeChunk } from '../native/binding.js';
