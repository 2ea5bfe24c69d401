import type { Coded } from '../base/coded.js';
import type { Complete } from '../base/complete.js';
import { integer, optional, resolveOptions, strictlyBetween } from '../base/options.js';
import { requireShape } from '../base/shape.js';
import { hashOf, type UserId } from '../model/folds.js';
import { descendingOrder, type Labels } from '../model/metrics.js';
import { binomial } from '../stats/distributions.js';

/** Scored rows with the outcome, one user per row or several rows a user. */
export interface ScoredRows {
  /** Calibrated probabilities. */
  readonly scores: Float64Array;
  /** 1 for a user who left, 0 for one who stayed, row by row. */
  readonly labels: Labels;
  /** The user of each row. */
  readonly users: readonly UserId[];
}

/** The precision asked for, and how sure it has to be. */
export interface PrecisionFloorOptions {
  /** Precision to hold, in (0, 1). @default 0.6 */
  readonly floor?: number | undefined;
  /** Probability that it holds, in (0, 1). @default 0.95 */
  readonly confidence?: number | undefined;
  /** Thresholds examined, spread evenly over the ranking. @default 100 */
  readonly cuts?: number | undefined;
  /** Decides which of a user's rows is tested. @default 1 */
  readonly seed?: number | undefined;
}

/** The thresholds whose precision is certified. */
export interface PrecisionFloor {
  /** The precision that was asked for. */
  readonly floor: number;
  /** How sure the certificate is. */
  readonly confidence: number;
  /** Ascending; every one of them holds the floor, all together with `confidence`. Empty: not certified. */
  readonly certified: readonly number[];
  /** Rows that were tested: one a user. */
  readonly rows: number;
  /** Why nothing is certified; null when something is. */
  readonly reason: UncertifiedReason | null;
}

/** Why no threshold is certified; `evaluationTexts` of winback/report has the sentences. */
export interface UncertifiedValues {
  /** No threshold has the precision even on the rows where thresholds are looked for. */
  readonly 'none-reached': {
    /** The precision that was asked for, in (0, 1). */
    readonly floor: number;
  };
  /** Too few users are tested, or too few of those that the most promising threshold selects left. */
  readonly 'too-little-evidence': {
    /** The precision that was asked for, in (0, 1). */
    readonly floor: number;
    /** Users that were tested. */
    readonly users: number;
    /** Those that the most promising threshold selects. */
    readonly selected: number;
    /** Those of the selected who left. */
    readonly left: number;
  };
  /** A reason that winback 0.1 stored as an English sentence. */
  readonly 'in-words': {
    /** The sentence. */
    readonly text: string;
  };
}

/** Why no threshold is certified. */
export type UncertifiedReason = Coded<UncertifiedValues>;

/**
 * Thresholds whose precision on new users is at least `floor`, with simultaneous confidence: Learn then
 * Test (Angelopoulos et al., 2021, arXiv 2110.01052) with split fixed-sequence testing. Precision is not
 * monotone in the threshold, so the order in which thresholds are tested is learnt on `learn`, most promising first; on `test`
 * each is tested at level 1 - confidence by the exact binomial tail until the first one fails.
 *
 * A user who appears in several snapshots counts with one row of his, drawn by a hash that knows neither
 * score nor label: rows of one user are not independent, users are.
 * @param learn rows that decide in which order thresholds are tested
 * @param test rows of other users, on which they are tested
 * @param given the floor and its confidence
 * @throws WinbackError BAD_INPUT
 *
 * @example
 * ```ts
 * import { certifyPrecision } from 'winback/churn';
 *
 * // Every user scored 0.5 or more left.
 * const rows = (users: readonly number[]) => ({
 *   scores: Float64Array.from(users, (user) => (user % 100) / 100),
 *   labels: Uint8Array.from(users, (user) => (user % 100 >= 50 ? 1 : 0)),
 *   users,
 * });
 * const users = Array.from({ length: 2000 }, (_, i) => i);
 * const { certified } = certifyPrecision(rows(users.slice(0, 1000)), rows(users.slice(1000)), { floor: 0.9 });
 * certified[0]; // 0.46
 * ```
 */
export function certifyPrecision(
  learn: ScoredRows,
  test: ScoredRows,
  given: PrecisionFloorOptions = {},
): PrecisionFloor {
  requireShape(learn, 'learn', { scores: 'list', labels: 'list', users: 'list' });
  requireShape(test, 'test', { scores: 'list', labels: 'list', users: 'list' });
  const { floor, confidence, cuts, seed } = resolveOptions<Complete<PrecisionFloorOptions>>(
    'certifyPrecision',
    given,
    {
      floor: optional(strictlyBetween(0, 1), 0.6),
      confidence: optional(strictlyBetween(0, 1), 0.95),
      cuts: optional(integer(1, 10_000), 100),
      seed: optional(integer(0, 2 ** 32 - 1), 1),
    },
  );
  const sequence = learntSequence(onePerUser(learn, seed), floor, cuts);
  const tested = onePerUser(test, seed);
  const counts = selectionCounts(tested, sequence);
  const certified: number[] = [];
  for (const [i, threshold] of sequence.entries()) {
    const count = counts[i]!;
    if (count.selected === 0 || pValue(count, floor) > 1 - confidence) break;
    certified.push(threshold);
  }
  const reason = certified.length > 0 ? null : refusal(counts, floor, tested.labels.length);
  return {
    floor,
    confidence,
    certified: certified.sort((a, b) => a - b),
    rows: tested.labels.length,
    reason,
  };
}

function refusal(counts: readonly Count[], floor: number, users: number): UncertifiedReason {
  if (counts.length === 0) return { code: 'none-reached', values: { floor } };
  const { selected, positives } = counts[0]!;
  return { code: 'too-little-evidence', values: { floor, users, selected, left: positives } };
}

function onePerUser(rows: ScoredRows, seed: number): ScoredRows {
  const kept = new Map<UserId, { row: number; key: number }>();
  const seen = new Map<UserId, number>();
  for (const [row, user] of rows.users.entries()) {
    const nth = (seen.get(user) ?? 0) + 1;
    seen.set(user, nth);
    const key = hashOf(`${user} ${nth}`, seed);
    const current = kept.get(user);
    if (current === undefined || key < current.key) kept.set(user, { row, key });
  }
  if (kept.size === rows.users.length) return rows;
  const chosen = [...kept.values()].map(({ row }) => row);
  return {
    scores: Float64Array.from(chosen, (row) => rows.scores[row]!),
    labels: Uint8Array.from(chosen, (row) => rows.labels[row]!),
    users: chosen.map((row) => rows.users[row]!),
  };
}

// Thresholds in the order of their p-values on the learning rows. One that misses the floor even there
// would only end the sequence, so it is left out.
function learntSequence(rows: ScoredRows, floor: number, cuts: number): readonly number[] {
  const grid = evenCuts(rows.scores, cuts);
  const counts = selectionCounts(rows, grid);
  return grid
    .map((threshold, i) => ({ threshold, ...counts[i]! }))
    .filter(({ selected, positives }) => positives >= floor * selected)
    .map((cut) => ({ ...cut, p: pValue(cut, floor) }))
    .sort((a, b) => a.p - b.p || b.selected - a.selected)
    .map(({ threshold }) => threshold);
}

function evenCuts(scores: Float64Array, cuts: number): readonly number[] {
  const sorted = Float64Array.from(scores).sort();
  const last = sorted.length - 1;
  const picked = Array.from({ length: cuts }, (_, i) => sorted[Math.round((last * i) / cuts)]!);
  return sorted.length === 0 ? [] : [...new Set(picked)];
}

// P(at least so many churners among the selected) if the precision were exactly the floor.
function pValue({ selected, positives }: Count, floor: number): number {
  return binomial.survival(positives - 1, selected, floor);
}

interface Count {
  readonly selected: number;
  readonly positives: number;
}

function selectionCounts(rows: ScoredRows, thresholds: readonly number[]): readonly Count[] {
  const order = descendingOrder(rows.scores);
  const positives = new Uint32Array(order.length + 1);
  for (const [i, row] of order.entries()) positives[i + 1] = positives[i]! + rows.labels[row]!;
  return thresholds.map((threshold) => {
    let low = 0;
    let high = order.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (rows.scores[order[middle]!]! >= threshold) low = middle + 1;
      else high = middle;
    }
    return { selected: low, positives: positives[low]! };
  });
}
