import { meanScore, type ScoreMean } from '../../stats/causal/mean-score.js';
import { normal } from '../../stats/distributions.js';
import type { ClaimRatio, Interval, NamedEffect, PartEffect } from './records.js';
import { type CloseRows, countsOf } from './rows.js';

/** Confidence of every interval. */
export const level = 0.95;

/** Scores of profit and of staying, one a row, and the code of each row's user. */
export interface CloseScores {
  readonly profit: Float64Array;
  readonly stayed: Float64Array;
  readonly users: Int32Array;
}

/** The effect on a part of the rows that was known before; null with fewer than two users. */
export function partEffect(
  rows: CloseRows,
  scores: CloseScores,
  part: readonly number[],
): (PartEffect & { readonly profit: ScoreMean }) | null {
  const users = Int32Array.from(part, (row) => scores.users[row]!);
  if (new Set(users).size < 2) return null;
  const mean = (values: Float64Array): ScoreMean =>
    meanScore(
      Float64Array.from(part, (row) => values[row]!),
      { clusters: users, level },
    );
  const counts = countsOf(rows, part);
  const profit = mean(scores.profit);
  const reached = part.filter((row) => rows.contacted[row] === 1);
  return {
    ...counts,
    profit,
    incremental: scaled(profit, counts.contacted),
    claimed: sumOf(reached, rows.claimed),
    spent: sumOf(reached, rows.cost),
    stayed: scaled(mean(scores.stayed), 1),
  };
}

/** The effects by the codes of a column, those with users. */
export function effectsBy(
  rows: CloseRows,
  scores: CloseScores,
  codes: Int32Array,
  names: readonly string[],
): readonly NamedEffect[] {
  const parts = names.map((): number[] => []);
  codes.forEach((code, row) => {
    parts[code]!.push(row);
  });
  return names.flatMap((name, code) => {
    const effect = partEffect(rows, scores, parts[code]!);
    if (effect === null) return [];
    const { profit: _, ...rest } = effect;
    return [{ name, ...rest }];
  });
}

/** Claimed over true. The claim is a fixed number: the ratio has an upper end where the whole interval of the truth is above 0. */
export function claimRatio(claimed: number, { value, low, high }: Interval): ClaimRatio {
  if (claimed <= 0 || value <= 0) return { value: null, low: null, high: null };
  return { value: claimed / value, low: claimed / high, high: low > 0 ? claimed / low : null };
}

/** Mean outcome of the contacted less that of those held back, for as many as were contacted. */
export function differenceOfMeans(rows: CloseRows, outcome: Float64Array): Interval {
  const arms = [0, 1].map((arm) => outcome.filter((_, row) => rows.contacted[row] === arm));
  const [held, contacted] = arms.map((values) => {
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    return { mean, error: squares / (values.length - 1) / values.length };
  });
  const reach = normal.inverseSurvival((1 - level) / 2) * Math.sqrt(held!.error + contacted!.error);
  const value = contacted!.mean - held!.mean;
  return scaled({ value, low: value - reach, high: value + reach }, arms[1]!.length);
}

export const scaled = ({ value, low, high }: Interval, by: number): Interval => ({
  ...{ value: value * by, low: low * by, high: high * by },
});

/** In fen, so that the sum is exact. */
const sumOf = (part: readonly number[], values: Float64Array): number =>
  part.reduce((sum, row) => sum + Math.round(values[row]! * 1e6), 0) / 1e6;
