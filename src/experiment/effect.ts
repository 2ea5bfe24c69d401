import { WinbackError } from '../base/errors.js';
import { meanTest } from '../stats/means.js';
import { twoProportionTest } from '../stats/proportions.js';
import type { TestOptions, TestResult } from '../stats/test-options.js';
import { type AdjustedPair, comparePair, residualVariance } from './adjusted.js';
import type { ExperimentConfig, MetricConfig } from './config.js';
import { covariateColumns, type ExperimentData } from './data.js';
import { combineColumns, type JointMoments, mergeMoments, selectColumns } from './moments.js';
import { quantileEffect } from './quantile.js';

/** Runs one comparison at any level, side and null: interval and p always invert each other. */
export type RunTest = (options: TestOptions) => TestResult;

/** A metric in one variant against control, ready to be tested at any level. */
export interface Effect {
  /** With CUPED and strata as configured. */
  readonly run: RunTest;
  /** The plain comparison of the arms; the same as `run` when nothing is adjusted. */
  readonly raw: RunTest;
  /** The same with strata only and with covariates only; null where not configured. */
  readonly cuped: { readonly theta: readonly number[]; readonly covariates: readonly string[] } | null;
  readonly stratified: boolean;
  readonly control: ArmValue;
  readonly treatment: ArmValue;
  /** Difference and its standard error after adjustment. */
  readonly difference: number;
  readonly standardError: number;
  readonly rawError: number;
}

export interface ArmValue {
  readonly users: number;
  readonly value: number;
  readonly successes: number | null;
  readonly deviation: number | null;
}

/** Everything but quantiles. @throws BAD_INPUT when an arm is too small or has no spread */
export function effectOf(
  data: ExperimentData,
  config: ExperimentConfig,
  metric: MetricConfig,
  arm: number,
): Effect {
  const names = config.cuped === 'off' ? [] : covariateColumns(metric.covariates, data.facts);
  const control = linearised(data, metric, names, 0);
  const treatment = linearised(data, metric, names, arm);
  const plain = comparison(merged(control), merged(treatment), 'pooled', false);
  const adjusts = names.length > 0 || data.strata.length > 1;
  const scope = config.cuped === 'pooled' ? 'pooled' : 'within';
  const pair = adjusts ? comparison(control, treatment, scope, names.length > 0) : plain;
  const counts = metric.kind === 'proportion' ? [armCounts(control), armCounts(treatment)] : null;
  const raw =
    counts && metric.test !== 'welch' ? proportionRun(counts[0]!, counts[1]!) : pairRun(metric, plain);
  return {
    run: adjusts ? pairRun(metric, pair) : raw,
    raw,
    cuped: names.length > 0 ? { theta: pair.theta, covariates: names } : null,
    stratified: data.strata.length > 1,
    control: armValue(metric, control, counts?.[0]),
    treatment: armValue(metric, treatment, counts?.[1]),
    difference: pair.treatment - pair.control,
    standardError: errorOf(pair),
    rawError: errorOf(plain),
  };
}

/** The same for every kind of metric, quantiles included. @throws BAD_INPUT also for a quantile without rows */
export async function effectOfRows(
  data: ExperimentData,
  config: ExperimentConfig,
  metric: MetricConfig,
  arm: number,
): Promise<Effect> {
  if (metric.kind === 'quantile') return quantileEffect(data, metric, arm);
  return effectOf(data, config, metric, arm);
}

/** Standard error of the difference. */
export function errorOf({ errors }: AdjustedPair): number {
  return Math.sqrt(errors.control + errors.treatment - 2 * errors.covariance);
}

// Each arm's strata as moments of [value, covariates]. A ratio is linearised around the arm's own ratio R
// (delta method): its user value is R + (numerator - R denominator) / mean denominator.
function linearised(
  data: ExperimentData,
  metric: MetricConfig,
  covariates: readonly string[],
  arm: number,
): readonly JointMoments[] {
  const index = (name: string): number => data.columns.indexOf(name);
  const others = covariates.map(index);
  const cells = data.cells[arm]!;
  if (metric.per === undefined) return cells.map((c) => selectColumns(c, [index(metric.name), ...others]));
  const [top, bottom] = [index(metric.name), index(`${metric.name} per`)];
  const whole = cells.reduce(mergeMoments);
  const ratio = whole.mean[top]! / whole.mean[bottom]!;
  if (!Number.isFinite(ratio)) {
    throw new WinbackError('BAD_INPUT', `metric "${metric.name}": the denominator's mean is 0 in arm ${arm}`);
  }
  const rows = [top, ...others].map((column, i) =>
    data.columns.map((_, c) => {
      if (i > 0) return c === column ? 1 : 0;
      return c === top ? 1 / whole.mean[bottom]! : c === bottom ? -ratio / whole.mean[bottom]! : 0;
    }),
  );
  return cells.map((cell) => {
    const moments = combineColumns(cell, rows);
    return { ...moments, mean: moments.mean.map((m, i) => (i === 0 ? m + ratio : m)) };
  });
}

function merged(cells: readonly JointMoments[]): readonly JointMoments[] {
  return [cells.reduce(mergeMoments)];
}

function comparison(
  control: readonly JointMoments[],
  treatment: readonly JointMoments[],
  scope: 'within' | 'pooled',
  withCovariates: boolean,
): AdjustedPair {
  const kept = (cells: readonly JointMoments[]): readonly JointMoments[] =>
    withCovariates ? cells : cells.map((cell) => selectColumns(cell, [0]));
  return comparePair(kept(control), kept(treatment), scope);
}

function pairRun(metric: MetricConfig, pair: AdjustedPair): RunTest {
  const method = metric.kind === 'ratio' ? 'ratio-delta' : 'welch-t';
  if (errorOf(pair) === 0) {
    throw new WinbackError(
      'BAD_INPUT',
      `metric "${metric.name}" has no spread: every user has the same value`,
    );
  }
  return (options) => meanTest(method, pair.control, pair.treatment, pair.errors, options);
}

interface Counts {
  readonly successes: number;
  readonly trials: number;
}

function armCounts(cells: readonly JointMoments[]): Counts {
  const trials = cells.reduce((n, cell) => n + cell.n, 0);
  return { trials, successes: Math.round(cells.reduce((sum, cell) => sum + cell.n * cell.mean[0]!, 0)) };
}

function proportionRun(control: Counts, treatment: Counts): RunTest {
  return (options) => twoProportionTest(control, treatment, options);
}

function armValue(
  metric: MetricConfig,
  cells: readonly JointMoments[],
  counts: Counts | undefined,
): ArmValue {
  const whole = cells.reduce(mergeMoments);
  return {
    users: whole.n,
    value: counts === undefined ? whole.mean[0]! : counts.successes / counts.trials,
    successes: metric.kind === 'proportion' ? (counts?.successes ?? null) : null,
    deviation: Math.sqrt(residualVariance(selectColumns(whole, [0]), [])),
  };
}
