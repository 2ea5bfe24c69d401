import type { DriftState } from './state.js';

/** Rows of which some have something. */
export interface ShareOfRows {
  /** Rows that have it. */
  readonly rows: number;
  /** All rows. */
  readonly of: number;
}

/** Relative entropy of two shares in natural units, which Chernoff's bound is made of. */
function divergence(seen: number, supposed: number): number {
  const part = (a: number, b: number): number => (a === 0 ? 0 : a * Math.log(a / b));
  // Rounding can put equal shares a hair below 0.
  return Math.max(0, part(seen, supposed) + part(1 - seen, 1 - supposed));
}

/**
 * Bounds of a true share: by Chernoff's inequality (1952) it is outside with a probability of at most `chance`, for every
 * number of rows and every share.
 * @param chance in (0, 1), of both sides together
 */
export function shareBounds({ rows, of }: ShareOfRows, chance: number): { low: number; high: number } {
  if (of === 0) return { low: 0, high: 1 };
  const seen = rows / of;
  const allowed = Math.log(2 / chance) / of;
  const inside = (share: number): boolean => divergence(seen, share) <= allowed;
  return { low: furthest(0, seen, inside), high: furthest(1, seen, inside) };
}

/** The share between `seen` and `end` that is the last one inside, found by halving; `end` where all are. */
function furthest(end: number, seen: number, inside: (share: number) => boolean): number {
  let [out, within] = [end, seen];
  if (inside(out)) return out;
  for (let step = 0; step < 60; step++) {
    const middle = (out + within) / 2;
    if (inside(middle)) within = middle;
    else out = middle;
  }
  return within;
}

/** A change of a share with its lower bound and what follows. */
export interface JudgedShare {
  /** Lower bound of the size of the true change, in [0, 1]. */
  readonly low: number;
  /** What can be said. */
  readonly state: Extract<DriftState, 'certain' | 'possible' | 'stable' | 'empty'>;
}

/**
 * The verdict on the change of a share.
 * @param limit largest change that is none
 * @param chance that the bounds of this one share fail, in (0, 1)
 */
export function judgeShare(
  reference: ShareOfRows,
  current: ShareOfRows,
  limit: number,
  chance: number,
): JudgedShare {
  if (reference.of === 0 || current.of === 0) return { low: 0, state: 'empty' };
  const [before, now] = [shareBounds(reference, chance / 2), shareBounds(current, chance / 2)];
  const low = Math.max(0, now.low - before.high, before.low - now.high);
  const change = Math.abs(current.rows / current.of - reference.rows / reference.of);
  if (low > limit) return { low, state: 'certain' };
  return { low, state: change > limit ? 'possible' : 'stable' };
}

/** What is impossible under the hypothesis has a p-value of 0, whose logarithm no sum survives. */
const leastLogP = -1e12;

/**
 * Logarithm of the p-value of "the share is at most `limit` away from `reference`": Chernoff's bound at the nearer end,
 * doubled for two sides.
 */
export function logShareP(share: number, reference: number, rows: number, limit: number): number {
  const nearest = Math.min(1, Math.max(0, share > reference ? reference + limit : reference - limit));
  const isBeyond = share > reference ? share > nearest : share < nearest;
  if (!isBeyond) return 0;
  return Math.max(leastLogP, Math.min(0, Math.LN2 - rows * divergence(share, nearest)));
}
