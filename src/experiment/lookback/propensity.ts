import { WinbackError } from '../../base/errors.js';
import { requirePart, requireShape, requireShapes } from '../../base/shape.js';
import { solveSymmetric } from '../../stats/linear.js';

/** People as rows, covariates as columns of equal length; text covariates become 0/1 columns first. */
export interface ObservedGroup {
  /** 1 = received the treatment, 0 = did not. */
  readonly treated: Uint8Array;
  /** What was known before the treatment. */
  readonly covariates: readonly {
    /** Name of the covariate. */
    readonly name: string;
    /** One value a row. */
    readonly values: Float64Array;
  }[];
}

/** The probability of treatment by covariates, a logistic regression. */
export interface PropensityModel {
  /** On the covariates' own scale, intercept first. */
  readonly coefficients: readonly number[];
  /** Log likelihood at the maximum. */
  readonly logLikelihood: number;
  /** Newton steps that were taken. */
  readonly iterations: number;
  /** Fitted P(treated | covariates), in (0, 1). */
  readonly scores: Float64Array;
}

const maxIterations = 60;

/**
 * The propensity score by logistic regression: maximum likelihood, iteratively reweighted least squares
 * on standardised columns. Collinear columns get coefficient 0.
 * @param group treatment flags and at least one covariate
 * @throws BAD_INPUT for unequal lengths, values that are not finite or a missing group
 * @throws NOT_CONVERGED when the groups can be separated perfectly: there is no overlap to compare on
 *
 * @example
 * ```ts
 * import { fitPropensity } from 'winback/experiment';
 *
 * const treated = Uint8Array.of(0, 0, 1, 0, 1, 1);
 * const covariates = [{ name: 'visits', values: Float64Array.of(1, 2, 3, 4, 5, 6) }];
 * const { scores } = fitPropensity({ treated, covariates });
 * scores[0]; // 0.04587
 * ```
 */
export function fitPropensity(group: ObservedGroup): PropensityModel {
  requireGroup(group);
  checkGroup(group);
  const columns = group.covariates.map(({ values }) => standardised(values));
  const rows = group.treated.length;
  let beta = new Array<number>(columns.length + 1).fill(0);
  let last = Number.NEGATIVE_INFINITY;
  for (let iteration = 1; iteration <= maxIterations; iteration++) {
    const scores = fitted(beta, columns, rows);
    const logLikelihood = likelihood(scores, group.treated);
    if (Math.abs(logLikelihood - last) <= 1e-15 * Math.abs(logLikelihood) && iteration > 2) {
      return { coefficients: unscaled(beta, columns), logLikelihood, iterations: iteration, scores };
    }
    if (scores.every((p, i) => Math.abs(p - group.treated[i]!) < 1e-6)) break;
    last = logLikelihood;
    const step = newtonStep(scores, columns, group.treated);
    beta = beta.map((b, i) => b + step[i]!);
  }
  throw new WinbackError(
    'NOT_CONVERGED',
    `propensity score: not converged in ${maxIterations} steps, or the covariates separate the groups perfectly`,
  );
}

interface Standardised {
  readonly values: Float64Array;
  readonly mean: number;
  readonly deviation: number;
}

function standardised(values: Float64Array): Standardised {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length) || 1;
  return { values: values.map((v) => (v - mean) / deviation), mean, deviation };
}

function unscaled(beta: readonly number[], columns: readonly Standardised[]): number[] {
  const slopes = columns.map(({ deviation }, c) => beta[c + 1]! / deviation);
  return [columns.reduce((sum, { mean }, c) => sum - slopes[c]! * mean, beta[0]!), ...slopes];
}

function fitted(beta: readonly number[], columns: readonly Standardised[], rows: number): Float64Array {
  const scores = new Float64Array(rows).fill(beta[0]!);
  columns.forEach(({ values }, c) => {
    for (let i = 0; i < rows; i++) scores[i]! += beta[c + 1]! * values[i]!;
  });
  return scores.map((eta) => 1 / (1 + Math.exp(-eta)));
}

function likelihood(scores: Float64Array, treated: Uint8Array): number {
  return scores.reduce((sum, p, i) => sum + (treated[i] === 1 ? Math.log(p) : Math.log1p(-p)), 0);
}

function newtonStep(scores: Float64Array, columns: readonly Standardised[], treated: Uint8Array): number[] {
  const size = columns.length + 1;
  const information = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  const gradient = new Array<number>(size).fill(0);
  const row = new Array<number>(size).fill(1);
  scores.forEach((p, i) => {
    for (let c = 1; c < size; c++) row[c] = columns[c - 1]!.values[i]!;
    const weight = p * (1 - p);
    for (let a = 0; a < size; a++) {
      gradient[a]! += row[a]! * (treated[i]! - p);
      for (let b = 0; b <= a; b++) information[a]![b]! += weight * row[a]! * row[b]!;
    }
  });
  for (let a = 0; a < size; a++) for (let b = 0; b < a; b++) information[b]![a] = information[a]![b]!;
  return solveSymmetric(information, gradient);
}

function checkGroup({ treated, covariates }: ObservedGroup): void {
  for (const { name, values } of covariates) {
    if (values.length !== treated.length) {
      throw new WinbackError(
        'BAD_INPUT',
        `covariate "${name}" has ${values.length} rows, expected ${treated.length}`,
      );
    }
    const bad = values.findIndex((v) => !Number.isFinite(v));
    if (bad >= 0)
      throw new WinbackError(
        'BAD_INPUT',
        `covariate "${name}", row ${bad + 1}: ${values[bad]} is not finite`,
      );
  }
  for (const side of [0, 1] as const) {
    if (!treated.includes(side))
      throw new WinbackError('BAD_INPUT', `nobody has treated = ${side}: nothing to compare`);
  }
}

/**
 * One 0/1 column per category but the first (sorted): how a text covariate enters the model.
 * @param name name of the covariate; the columns are called `name=category`
 * @param values category of each person
 *
 * @example
 * ```ts
 * import { indicatorColumns } from 'winback/experiment';
 *
 * const [column] = indicatorColumns('channel', ['seo', 'ads', 'seo']);
 * column?.name; // channel=seo
 * column?.values; // [1, 0, 1]
 * ```
 */
export function indicatorColumns(name: string, values: readonly string[]): ObservedGroup['covariates'] {
  requirePart(values, 'values', 'list');
  const categories = [...new Set(values)].sort();
  return categories.slice(1).map((category) => ({
    name: `${name}=${category}`,
    values: Float64Array.from(values, (v) => (v === category ? 1 : 0)),
  }));
}

/** @throws BAD_INPUT unless `group` has treatment flags and named covariates */
export function requireGroup(group: unknown): void {
  requireShape(group, 'group', { treated: 'numbers', covariates: 'list' });
  const { covariates } = group as { readonly covariates: unknown };
  requireShapes(covariates, 'group.covariates', { name: 'text', values: 'numbers' });
}
