import type { NativeCells } from '../../native/drift-binding.js';
import type { NumericProfile } from '../profile/records.js';

/** The largest distance of the distribution functions of a profile and of a day. */
export interface KsDistance {
  /** In [0, 1]; 0 where either has no value. */
  readonly statistic: number;
  /** How much larger the distance can be, since the profile does not keep every value: at most about 1 / 4096. */
  readonly error: number;
  /** The value of the profile's grid at which, or just below which, it is reached; null where either has no value. */
  readonly location: number | null;
  /** 1 when the day has fewer small values than the profile there, -1 when it has more, 0 when they are equal. */
  readonly sign: number;
}

/** Rows of a profile or of a day that have a finite value. */
export const finiteRows = (equal: ArrayLike<number>, between: ArrayLike<number>): number =>
  total(equal) + total(between);

function total(counts: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < counts.length; i++) sum += counts[i]!;
  return sum;
}

/** Calls `visit` with both distribution functions just below and at each value of the grid, as shares of the rows. */
function walk(
  profile: NumericProfile,
  cells: NativeCells,
  visit: (place: number, reference: number, current: number, at: boolean) => void,
): void {
  const n = finiteRows(profile.equal, profile.between);
  const m = finiteRows(cells.equal, cells.between);
  let reference = 0;
  let current = cells.between[0]!;
  for (let place = 0; place < profile.grid.length; place++) {
    visit(place, reference / n, current / m, false);
    reference += profile.equal[place]!;
    current += cells.equal[place]!;
    visit(place, reference / n, current / m, true);
    reference += profile.between[place]!;
    current += cells.between[place + 1]!;
  }
}

/**
 * The Kolmogorov-Smirnov distance, ties included. Between two values of the grid the functions differ by at most the larger of
 * the differences at its ends and the rows that the profile has there.
 */
export function ksDistance(profile: NumericProfile, cells: NativeCells): KsDistance {
  const n = finiteRows(profile.equal, profile.between);
  if (n === 0 || finiteRows(cells.equal, cells.between) === 0)
    return { statistic: 0, error: 0, location: null, sign: 0 };
  let [statistic, location, sign] = [0, profile.grid[0]!, 0];
  walk(profile, cells, (place, reference, current) => {
    const distance = Math.abs(reference - current);
    if (distance <= statistic) return;
    [statistic, location, sign] = [distance, profile.grid[place]!, Math.sign(reference - current)];
  });
  let widest = 0;
  for (const rows of profile.between) widest = Math.max(widest, rows);
  return { statistic, error: widest / n, location, sign };
}

/** The area between the distribution functions, from the cells alone. */
export interface Area {
  /** In the unit of the column. */
  readonly value: number;
  /** How much larger the true area can be, since the functions may cross between two values of the grid. */
  readonly error: number;
}

/** null where either has no value. */
export function wasserstein(profile: NumericProfile, cells: NativeCells): Area | null {
  const n = finiteRows(profile.equal, profile.between);
  const m = finiteRows(cells.equal, cells.between);
  if (n === 0 || m === 0) return null;
  const last = profile.grid.length - 1;
  // Below the grid only the day has rows, above it too.
  let value = (cells.excess[last + 1]! - cells.excess[0]!) / m;
  let error = 0;
  walk(profile, cells, (place, reference, current, at) => {
    if (!at || place === last) return;
    const width = profile.grid[place + 1]! - profile.grid[place]!;
    const [more, dayMore] = [profile.between[place]! / n, cells.between[place + 1]! / m];
    // Areas under both functions from this value to the next.
    const under = (reference + more) * width - profile.excess[place]! / n;
    const dayUnder = (current + dayMore) * width - cells.excess[place + 1]! / m;
    const least = Math.abs(under - dayUnder);
    value += least;
    if (reference >= current + dayMore || reference + more <= current) return;
    const most = width * Math.max(reference + more - current, current + dayMore - reference);
    error += most - least;
  });
  return { value, error };
}

/** The value below which `share` of the profile's rows lie: type 7, exact where the profile is. */
export function profileQuantile(
  { grid, equal, between, excess }: NumericProfile,
  share: number,
): number | null {
  const n = finiteRows(equal, between);
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

/** Mean of a day's finite values; null without any. */
export function meanOf(grid: Float64Array, cells: NativeCells): number | null {
  const rows = finiteRows(cells.equal, cells.between);
  if (rows === 0) return null;
  const center = grid.length === 0 ? 0 : grid[grid.length >> 1]!;
  let sum = 0;
  for (let i = 0; i <= grid.length; i++) {
    const base = i === 0 ? (grid[0] ?? 0) : grid[i - 1]!;
    const equal = i === 0 ? 0 : cells.equal[i - 1]!;
    sum += (base - center) * (equal + cells.between[i]!) + cells.excess[i]!;
  }
  return center + sum / rows;
}

/** Rows of a day by the bins between the deciles of the profile. */
export function decileCounts({ grid, edges }: NumericProfile, cells: NativeCells): readonly number[] {
  const bins = new Array<number>(edges.length + 1).fill(0);
  let bin = 0;
  bins[0] = cells.between[0]!;
  for (let i = 0; i < grid.length; i++) {
    if (bin < edges.length && grid[i]! >= edges[bin]!) bin++;
    bins[bin]! += cells.equal[i]! + cells.between[i + 1]!;
  }
  return bins;
}
