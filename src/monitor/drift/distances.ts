import type { NativeCells } from '../../native/drift-binding.js';
import type { NumericProfile } from '../profile/records.js';
import { finiteRows, referenceOf } from './reference.js';

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

/**
 * The Kolmogorov-Smirnov distance, ties included: both functions are compared just below and at each value of the grid. Between
 * two values they differ by at most the larger of the differences at its ends and the rows that the profile has there.
 */
export function ksDistance(profile: NumericProfile, cells: NativeCells): KsDistance {
  const { rows: n, widest } = referenceOf(profile);
  const m = finiteRows(cells.equal, cells.between);
  if (n === 0 || m === 0) return { statistic: 0, error: 0, location: null, sign: 0 };
  const { grid, equal, between } = profile;
  let statistic = 0;
  let place = 0;
  let sign = 0;
  let reference = 0;
  let current = cells.between[0]!;
  // Step 2k stands just below value k of the grid, step 2k + 1 at it.
  for (let step = 0; step < 2 * grid.length; step++) {
    const at = step >> 1;
    const difference = reference / n - current / m;
    if (Math.abs(difference) > statistic) {
      statistic = Math.abs(difference);
      place = at;
      sign = Math.sign(difference);
    }
    const isBelow = step % 2 === 0;
    reference += isBelow ? equal[at]! : between[at]!;
    current += isBelow ? cells.equal[at]! : cells.between[at + 1]!;
  }
  return { statistic, error: widest / n, location: grid[place]!, sign };
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
  const { rows: n } = referenceOf(profile);
  const m = finiteRows(cells.equal, cells.between);
  if (n === 0 || m === 0) return null;
  const { grid, equal, between, excess } = profile;
  const last = grid.length - 1;
  // Below the grid only the day has rows, above it too.
  let value = (cells.excess[last + 1]! - cells.excess[0]!) / m;
  let error = 0;
  let [rows, dayRows] = [0, cells.between[0]!];
  for (let place = 0; place < last; place++) {
    rows += equal[place]!;
    dayRows += cells.equal[place]!;
    const reference = rows / n;
    const current = dayRows / m;
    const width = grid[place + 1]! - grid[place]!;
    const more = between[place]! / n;
    const dayMore = cells.between[place + 1]! / m;
    rows += between[place]!;
    dayRows += cells.between[place + 1]!;
    // Areas under both functions from this value to the next.
    const under = (reference + more) * width - excess[place]! / n;
    const dayUnder = (current + dayMore) * width - cells.excess[place + 1]! / m;
    const least = Math.abs(under - dayUnder);
    value += least;
    if (reference >= current + dayMore || reference + more <= current) continue;
    error += width * Math.max(reference + more - current, current + dayMore - reference) - least;
  }
  return { value, error };
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
