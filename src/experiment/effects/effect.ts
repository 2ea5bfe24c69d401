import { meanTest } from '../../stats/means.js';
import { twoProportionTest } from '../../stats/proportions.js';
import type { TestOptions, TestResult } from '../../stats/test-options.js';
import type { ExperimentConfig, MetricConfig } from '../config/config.js';
import { covariateColumns, type ExperimentData } from '../data/data.js';
import { type AdjustedPair, comparePair, residualVariance } from '../moments/adjusted.js';
import {
  combineColumns,
  type JointMoments,
  mergeMoments,
  packed,
  selectColumns,
} from '../moments/moments.js';
import { NotComputableError, notComputable } from '../records/not-computable.js';
import { checkArms, checkStrata, constantReason, isFlat, isRounding } from './computable.js';
import { quantileEffect } from './quantile.js';

/** Runs one comparison at any level, side and null: interval and p always invert each other. */
export type RunTest = (options: TestOptions) => TestResult;

/** A metric in one variant against control, ready to be tested at any level. */
export interface Effect {
  /** With CUPED and strata as configured. */
  readonly run: RunTest;
  /** The plain comparison of the arms; the same as `run` when nothing is adjusted. */
  readonly raw: RunTest;
  /** The score test of plain counts: it also stands where nobody or everybody converted. Null for other comparisons. */
  readonly score: RunTest | null;
  /** The same with strata only and with covariates only; null where not configured. */
  readonly cuped: { readonly theta: readonly number[]; readonly covariates: readonly string[] } | null;
  readonly stratified: boolean;
  /** Both arms' values after CUPED and strata, with `difference` between them; null where nothing is adjusted. */
  readonly adjusted: { readonly control: number; readonly treatment: number } | null;
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

/**
 * Everything but quantiles. A proportion that is constant in both arms is compared by its plain counts, whatever the
 * config adjusts: there is nothing to adjust.
 * @throws NotComputableError (BAD_INPUT) when an arm is too small or a mean or ratio has no spread
 */
export function effectOf(
  data: ExperimentData,
  config: ExperimentConfig,
  metric: MetricConfig,
  arm: number,
): Effect {
  checkArms(data, config, metric, arm);
  const names = config.cuped === 'off' ? [] : covariateColumns(metric.covariates, data.facts);
  const control = linearised(data, metric, names, 0, config.control);
  const treatment = linearised(data, metric, names, arm, config.treatments[arm - 1]!);
  const plain = comparison(merged(control), merged(treatment), 'pooled', false);
  const flat = isFlat(plain);
  if (flat && metric.kind !== 'proportion') throw new NotComputableError(metric.name, constantReason(plain));
  const adjusts = !flat && (names.length > 0 || data.strata.length > 1);
  const scope = config.cuped === 'pooled' ? 'pooled' : 'within';
  if (adjusts) checkStrata(data, config, metric, arm);
  const pair = adjusts ? comparison(control, treatment, scope, names.length > 0) : plain;
  if (adjusts && isFlat(pair)) throw new NotComputableError(metric.name, notComputable('explained'));
  const counts = metric.kind === 'proportion' ? [armCounts(control), armCounts(treatment)] : null;
  const score = counts && (flat || metric.test !== 'welch') ? proportionRun(counts[0]!, counts[1]!) : null;
  const raw = score ?? pairRun(metric, plain);
  return {
    run: adjusts ? pairRun(metric, pair) : raw,
    raw,
    score: adjusts ? null : score,
    cuped: adjusts && names.length > 0 ? { theta: pair.theta, covariates: names } : null,
    stratified: adjusts && data.strata.length > 1,
    adjusted: adjusts ? { control: pair.control, treatment: pair.treatment } : null,
    control: armValue(metric, control, counts?.[0]),
    treatment: armValue(metric, treatment, counts?.[1]),
    difference: pair.treatment - pair.control,
    standardError: flat ? 0 : errorOf(pair),
    rawError: flat ? 0 : errorOf(plain),
  };
}

/** The same for every kind of metric, quantiles included. @throws BAD_INPUT also for a quantile without rows */
export async function effectOfRows(
  data: ExperimentData,
  config: ExperimentConfig,
  metric: MetricConfig,
  arm: number,
): Promise<Effect> {
  if (metric.kind === 'quantile') return quantileEffect(data, config, metric, arm);
  return effectOf(data, config, metric, arm);
}

/** Standard error of the difference. */
export function errorOf({ errors }: AdjustedPair): number {
  return Math.sqrt(Math.max(0, errors.control + errors.treatment - 2 * errors.covariance));
}

// Each arm's strata as moments of [value, covariates]. A ratio is linearised around the arm's own ratio R
// (delta method): its user value is R + (numerator - R denominator) / mean denominator.
function linearised(
  data: ExperimentData,
  metric: MetricConfig,
  covariates: readonly string[],
  arm: number,
  variant: string,
): readonly JointMoments[] {
  const index = (name: string): number => data.columns.indexOf(name);
  const others = covariates.map(index);
  const cells = data.cells[arm]!;
  if (metric.per === undefined) return cells.map((c) => selectColumns(c, [index(metric.name), ...others]));
  const [top, bottom] = [index(metric.name), index(`${metric.name} per`)];
  const whole = cells.reduce(mergeMoments);
  const ratio = whole.mean[top]! / whole.mean[bottom]!;
  if (!Number.isFinite(ratio))
    throw new NotComputableError(metric.name, notComputable('zero-denominator', { variant }));
  const rows = [top, ...others].map((column, i) =>
    data.columns.map((_, c) => {
      if (i > 0) return c === column ? 1 : 0;
      return c === top ? 1 / whole.mean[bottom]! : c === bottom ? -ratio / whole.mean[bottom]! : 0;
    }),
  );
  return cells.map((cell) => {
    const moments = combineColumns(cell, rows);
    return {
      n: moments.n,
      mean: moments.mean.map((m, i) => (i === 0 ? m + ratio : m)),
      cross: withoutRounding(moments.cross, cell, rows[0]!),
    };
  });
}

// A ratio that is the same for every user leaves only what its large terms lose when they cancel: that is no spread.
function withoutRounding(
  cross: readonly number[],
  cell: JointMoments,
  weights: readonly number[],
): readonly number[] {
  const size = weights.length;
  const terms = weights.reduce((sum, w, i) => sum + w * w * cell.cross[packed(size, i, i)]!, 0);
  return isRounding(cross[0]!, terms) ? cross.map((value, i) => (i === 0 ? 0 : value)) : cross;
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
