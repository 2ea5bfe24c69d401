import type { NativeCells } from '../../native/drift-binding.js';
import type { NumericProfile } from '../profile/records.js';

/** Rows of a profile or of a day that have a finite value. */
export const finiteRows = (equal: ArrayLike<number>, between: ArrayLike<number>): number =>
  total(equal) + total(between);

function total(counts: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < counts.length; i++) sum += counts[i]!;
  return sum;
}

/** What every comparison with the same profile needs of a column of numbers. */
export interface NumericReference {
  /** Rows with a finite value. */
  readonly rows: number;
  /** Most rows between two values of the grid. */
  readonly widest: number;
  /** Quartiles; null without rows. */
  readonly quartiles: readonly [number, number] | null;
  /** Rows by the bins between the deciles. */
  readonly deciles: readonly number[];
}

/** A profile is compared with one day after another: what depends on it alone is found once. */
const known = new WeakMap<NumericProfile, NumericReference>();

export function referenceOf(profile: NumericProfile): NumericReference {
  const before = known.get(profile);
  if (before !== undefined) return before;
  const { equal, between } = profile;
  const rows = finiteRows(equal, between);
  const quartile = (share: number): number => profileQuantile(profile, rows, share)!;
  const reference: NumericReference = {
    rows,
    widest: between.reduce((most, count) => Math.max(most, count), 0),
    quartiles: rows === 0 ? null : [quartile(0.25), quartile(0.75)],
    deciles: decileCounts(profile, { equal, between: Float64Array.of(0, ...between) }),
  };
  known.set(profile, reference);
  return reference;
}

/** The value below which `share` of the profile's rows lie: type 7, exact where the profile is. */
function profileQuantile(
  { grid, equal, between, excess }: NumericProfile,
  n: number,
  share: number,
): number | null {
  if (n === 0) return null;
  const at = share * (n - 1);
  const below = Math.floor(at);
  const [a, b] = [orderStatistic(below), orderStatistic(Math.min(n - 1, below + 1))];
  const t = at - below;
  return t >= 0.5 ? b - (b - a) * (1 - t) : a + (b - a) * t;

  // Rows between two values of the grid count as their mean.
  function orderStatistic(rank: number): number {
    let before = 0;
    for (let i = 0; i < grid.length; i++) {
      before += equal[i]!;
      if (rank < before) return grid[i]!;
      before += between[i]!;
      if (rank < before) return grid[i]! + excess[i]! / between[i]!;
    }
    return grid[grid.length - 1]!;
  }
}

/**
 * Rows by the bins between the deciles of the profile.
 * @param cells of a day, or of the profile itself with no row below its grid
 */
export function decileCounts(
  { grid, edges }: NumericProfile,
  cells: Pick<NativeCells, 'equal' | 'between'>,
): readonly number[] {
  const bins = new Array<number>(edges.length + 1).fill(0);
  let bin = 0;
  bins[0] = cells.between[0]!;
  for (let i = 0; i < grid.length; i++) {
    if (bin < edges.length && grid[i]! >= edges[bin]!) bin++;
    bins[bin]! += cells.equal[i]! + cells.between[i + 1]!;
  }
  return bins;
}
