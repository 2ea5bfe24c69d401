import { WinbackError } from '../../base/errors.js';
import { requireShape } from '../../base/shape.js';

/**
 * Sufficient statistics of several columns over the users of one arm (and stratum): everything the
 * tests, CUPED, ratios and the OEC need. Mergeable, so blocks, days, files and databases can be added up.
 */
export interface JointMoments {
  /** Users that the moments are of, >= 0. */
  readonly n: number;
  /** One mean per column; 0 where n = 0. */
  readonly mean: readonly number[];
  /** Sums of centred products, upper triangle row by row: (0,0) (0,1) ... (1,1) ... */
  readonly cross: readonly number[];
}

/** Index of (i, j) in the packed upper triangle of `size` columns. */
export function packed(size: number, i: number, j: number): number {
  const [row, column] = i <= j ? [i, j] : [j, i];
  return row * size - (row * (row - 1)) / 2 + (column - row);
}

export function emptyMoments(size: number): JointMoments {
  return {
    n: 0,
    mean: new Array<number>(size).fill(0),
    cross: new Array<number>((size * (size + 1)) / 2).fill(0),
  };
}

/**
 * Moments of both samples together (Chan, Golub and LeVeque, 1979).
 * @param a moments of some users
 * @param b moments of the same columns of other users
 *
 * @example
 * ```ts
 * import { mergeMoments } from 'winback/experiment';
 *
 * // The users with 0 and 2, and one with 4.
 * const both = mergeMoments({ n: 2, mean: [1], cross: [2] }, { n: 1, mean: [4], cross: [0] });
 * both.mean; // [2]
 * both.cross; // [8]
 * ```
 */
export function mergeMoments(a: JointMoments, b: JointMoments): JointMoments {
  requireShape(a, 'a', { n: 'number', mean: 'list', cross: 'list' });
  requireShape(b, 'b', { n: 'number', mean: 'list', cross: 'list' });
  if (a.mean.length !== b.mean.length) {
    throw new WinbackError(
      'BAD_INPUT',
      `cannot merge moments of ${a.mean.length} and ${b.mean.length} columns`,
    );
  }
  if (a.n === 0) return b;
  if (b.n === 0) return a;
  const n = a.n + b.n;
  const step = a.mean.map((m, i) => b.mean[i]! - m);
  const weight = (a.n / n) * b.n;
  const cross: number[] = [];
  for (let i = 0; i < step.length; i++) {
    for (let j = i; j < step.length; j++) {
      const at = cross.length;
      cross.push(a.cross[at]! + b.cross[at]! + weight * step[i]! * step[j]!);
    }
  }
  return { n, mean: a.mean.map((m, i) => m + (step[i]! * b.n) / n), cross };
}

/** Sample covariance (n - 1) of columns i and j; NaN below two users. */
export function covariance(moments: JointMoments, i: number, j: number): number {
  return moments.n < 2 ? Number.NaN : moments.cross[packed(moments.mean.length, i, j)]! / (moments.n - 1);
}

/** The moments of some of the columns, in the given order. */
export function selectColumns(moments: JointMoments, columns: readonly number[]): JointMoments {
  const size = moments.mean.length;
  const cross: number[] = [];
  for (let i = 0; i < columns.length; i++) {
    for (let j = i; j < columns.length; j++)
      cross.push(moments.cross[packed(size, columns[i]!, columns[j]!)]!);
  }
  return { n: moments.n, mean: columns.map((c) => moments.mean[c]!), cross };
}

/** The moments of new columns that are weighted sums of the old: the exact image of a per-user formula. */
export function combineColumns(moments: JointMoments, rows: readonly (readonly number[])[]): JointMoments {
  const size = moments.mean.length;
  const product = (a: readonly number[], b: readonly number[]): number => {
    let sum = 0;
    for (let i = 0; i < size; i++) {
      if (a[i] === 0) continue;
      for (let j = 0; j < size; j++) {
        if (b[j] !== 0) sum += a[i]! * b[j]! * moments.cross[packed(size, i, j)]!;
      }
    }
    return sum;
  };
  const cross: number[] = [];
  for (let i = 0; i < rows.length; i++) {
    for (let j = i; j < rows.length; j++) cross.push(product(rows[i]!, rows[j]!));
  }
  const mean = rows.map((row) => row.reduce((sum, w, i) => sum + w * moments.mean[i]!, 0));
  return { n: moments.n, mean, cross };
}

/**
 * Moments of every group, in two passes: means first, then products centred on them, so that a mean of
 * 1e9 with a spread of 1 keeps its variance (sums of squares lose it).
 * @param columns equally long, finite
 * @param group code of each row in [0, groups); negative rows are left out
 * @throws BAD_INPUT naming column index and row of the first value that is not finite
 */
export function groupedMoments(
  columns: readonly Float64Array[],
  group: Int32Array,
  groups: number,
): readonly JointMoments[] {
  const counts = new Float64Array(groups);
  for (const g of group) if (g >= 0) counts[g]!++;
  const pilots = columns.map((column, c) => pilotMeans(column, c, group, counts));
  const size = columns.length;
  const sums = columns.map((column, c) => centredSums(column, pilots[c]!, group, groups));
  const crosses: Float64Array[] = [];
  for (let i = 0; i < size; i++) {
    for (let j = i; j < size; j++) {
      crosses.push(centredProducts(columns[i]!, pilots[i]!, columns[j]!, pilots[j]!, group, groups));
    }
  }
  return Array.from({ length: groups }, (_, g) => {
    const n = counts[g]!;
    if (n === 0) return emptyMoments(size);
    const cross: number[] = [];
    for (let i = 0; i < size; i++) {
      for (let j = i; j < size; j++) {
        cross.push(crosses[cross.length]![g]! - (sums[i]![g]! * sums[j]![g]!) / n);
      }
    }
    return { n, mean: pilots.map((pilot, c) => pilot[g]! + sums[c]![g]! / n), cross };
  });
}

function pilotMeans(
  column: Float64Array,
  index: number,
  group: Int32Array,
  counts: Float64Array,
): Float64Array {
  const sums = new Float64Array(counts.length);
  for (let row = 0; row < column.length; row++) {
    const g = group[row]!;
    if (g < 0) continue;
    const value = column[row]!;
    if (!Number.isFinite(value)) {
      throw new WinbackError('BAD_INPUT', `column ${index}, row ${row + 1}: ${value} is not a finite number`);
    }
    sums[g]! += value;
  }
  return sums.map((sum, g) => (counts[g] === 0 ? 0 : sum / counts[g]!));
}

// The second pass's sums are what rounding left over of the first's means.
function centredSums(
  column: Float64Array,
  pilot: Float64Array,
  group: Int32Array,
  groups: number,
): Float64Array {
  const sums = new Float64Array(groups);
  for (let row = 0; row < column.length; row++) {
    const g = group[row]!;
    if (g >= 0) sums[g]! += column[row]! - pilot[g]!;
  }
  return sums;
}

function centredProducts(
  a: Float64Array,
  pilotA: Float64Array,
  b: Float64Array,
  pilotB: Float64Array,
  group: Int32Array,
  groups: number,
): Float64Array {
  const sums = new Float64Array(groups);
  for (let row = 0; row < a.length; row++) {
    const g = group[row]!;
    if (g >= 0) sums[g]! += (a[row]! - pilotA[g]!) * (b[row]! - pilotB[g]!);
  }
  return sums;
}
