import { normal } from '../../stats/distributions.js';
import { type Figure, level, type Rate } from '../figures/figure.js';
import type { MaturedRows } from './rows.js';

/** The rows that an evaluation looks at: untreated ones, each standing for 1 / P(untreated) rows. */
export interface UntreatedRows {
  readonly users: readonly string[];
  /** Code of each row's user, from 0. */
  readonly codes: Int32Array;
  readonly userCount: number;
  readonly scores: Float64Array;
  readonly probabilities: Float64Array;
  readonly labels: Uint8Array;
  readonly weights: Float64Array;
  readonly slices: ReadonlyMap<string, readonly string[]>;
}

/** The untreated rows with their weights (Horvitz and Thompson, 1952). */
export function untreatedRows(rows: MaturedRows): UntreatedRows {
  const kept: number[] = [];
  rows.treated.forEach((treated, row) => {
    if (treated === 0) kept.push(row);
  });
  const take = (values: Float64Array): Float64Array => Float64Array.from(kept, (row) => values[row]!);
  const users = kept.map((row) => rows.users[row]!);
  return {
    ...{ users, ...codesOf(users) },
    ...{ scores: take(rows.scores), probabilities: take(rows.probabilities) },
    labels: Uint8Array.from(kept, (row) => rows.labels[row]!),
    weights: take(rows.untreatedProbability).map((p) => 1 / p),
    slices: new Map([...rows.slices].map(([name, values]) => [name, kept.map((row) => values[row]!)])),
  };
}

function codesOf(users: readonly string[]): Pick<UntreatedRows, 'codes' | 'userCount'> {
  const known = new Map<string, number>();
  const codes = Int32Array.from(users, (user) => {
    const code = known.get(user) ?? known.size;
    known.set(user, code);
    return code;
  });
  return { codes, userCount: known.size };
}

/**
 * Rows that would be as informative without weights: (sum of weights)² / sum over users of (their weight)². The rows of one user
 * count as one, which is the safe side.
 */
export function effectiveRows(
  { codes, weights, userCount }: Pick<UntreatedRows, 'codes' | 'weights' | 'userCount'>,
  selected: (row: number) => boolean,
): number {
  const ofUser = new Float64Array(userCount);
  let sum = 0;
  for (let row = 0; row < weights.length; row++) {
    if (!selected(row)) continue;
    ofUser[codes[row]!]! += weights[row]!;
    sum += weights[row]!;
  }
  const squares = ofUser.reduce((all, weight) => all + weight * weight, 0);
  return squares === 0 ? 0 : (sum * sum) / squares;
}

/**
 * Weighted share of the selected rows that `counts` holds for, with Wilson's interval at the effective number of rows; null
 * where nothing is selected.
 */
export function rateOf(
  rows: UntreatedRows,
  selected: (row: number) => boolean,
  counts: (row: number) => boolean,
): Rate | null {
  let [n, all, hit] = [0, 0, 0];
  for (let row = 0; row < rows.weights.length; row++) {
    if (!selected(row)) continue;
    n++;
    all += rows.weights[row]!;
    if (counts(row)) hit += rows.weights[row]!;
  }
  if (n === 0) return null;
  const effective = effectiveRows(rows, selected);
  return { value: hit / all, ...wilson(hit / all, effective), rows: n, effectiveRows: effective };
}

/** Wilson's interval (1927) of a share that was seen on `trials` rows, which need not be a whole number. */
export function wilson(share: number, trials: number): { readonly low: number; readonly high: number } {
  const z = normal.inverseSurvival((1 - level) / 2);
  const center = (share * trials + z ** 2 / 2) / (trials + z ** 2);
  const reach = (z * Math.sqrt(trials * share * (1 - share) + z ** 2 / 4)) / (trials + z ** 2);
  return { low: share === 0 ? 0 : center - reach, high: share === 1 ? 1 : center + reach };
}

/** Weighted mean with its normal interval, users as clusters. */
export function weightedMean(
  { codes, weights, userCount }: Pick<UntreatedRows, 'codes' | 'weights' | 'userCount'>,
  values: Float64Array,
  coverage = level,
): Figure {
  let [sum, total] = [0, 0];
  for (let row = 0; row < values.length; row++) {
    sum += weights[row]! * values[row]!;
    total += weights[row]!;
  }
  const value = sum / total;
  const ofUser = new Float64Array(userCount);
  for (let row = 0; row < values.length; row++)
    ofUser[codes[row]!]! += (weights[row]! * (values[row]! - value)) / total;
  const variance = ofUser.reduce((all, part) => all + part * part, 0) * (userCount / (userCount - 1));
  const reach = normal.inverseSurvival((1 - coverage) / 2) * Math.sqrt(variance);
  return { value, low: value - reach, high: value + reach };
}

/**
 * Ratio of two weighted means with its normal interval, users as clusters. Its variance is that of the mean of
 * `above` - ratio x `below`, over the square of the mean of `below` (the delta method).
 * @param below its mean is above 0
 */
export function weightedRatio(
  rows: Pick<UntreatedRows, 'codes' | 'weights' | 'userCount'>,
  above: Float64Array,
  below: Float64Array,
): Figure {
  const mean = weightedMean(rows, below).value;
  const value = weightedMean(rows, above).value / mean;
  const rest = weightedMean(
    rows,
    above.map((one, row) => one - value * below[row]!),
  );
  const reach = (rest.high - rest.value) / mean;
  return { value, low: value - reach, high: value + reach };
}
