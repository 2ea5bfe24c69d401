import { WinbackError } from '../../base/errors.js';
import { type JointMoments, packed } from '../moments/moments.js';

/** What rounding of given products may leave, on the scale of correlations. */
const tolerance = 1e-6;
/** A column of which the others leave a smaller share than this is not divided by. */
const smallestPivot = 1e-4;
/** Relative size of what is left of the spread of a constant column. */
const constant = 1e-9;

/**
 * Checks that the products of an arm can be those of data: no weighted sum of the columns has a negative variance (the
 * matrix is positive semi-definite, by elimination without pivoting).
 * @throws BAD_INPUT naming the two columns that contradict each other
 */
export function requireCovariances(cell: JointMoments, columns: readonly string[], arm: string): void {
  const left = correlations(cell);
  left.forEach((row, k) => {
    for (let j = k; j < row.length; j++) {
      const own = row[k]!;
      const other = left[j]![j]!;
      const isHeld = own >= -tolerance && row[j]! ** 2 <= Math.max(0, own) * Math.max(0, other) + tolerance;
      if (!isHeld) throw impossible(columns[k]!, columns[j]!, arm);
    }
    if (row[k]! > smallestPivot) eliminate(left, k);
  });
}

/** Products on the scale of each column's spread; a constant column keeps a small scale of its own. */
function correlations({ n, mean, cross }: JointMoments): number[][] {
  const size = mean.length;
  const scales = mean.map((value, i) =>
    Math.max(Math.sqrt(cross[packed(size, i, i)]!), constant * Math.abs(value) * Math.sqrt(n)),
  );
  return scales.map((a, i) =>
    scales.map((b, j) => {
      const product = cross[packed(size, i, j)]!;
      return product === 0 ? 0 : product / a / b;
    }),
  );
}

/** Takes column k out of the columns after it. */
function eliminate(left: number[][], k: number): void {
  const row = left[k]!;
  for (let i = k + 1; i < row.length; i++) {
    const share = row[i]! / row[k]!;
    for (let j = i; j < row.length; j++) {
      left[i]![j]! -= share * row[j]!;
      left[j]![i] = left[i]![j]!;
    }
  }
}

function impossible(a: string, b: string, arm: string): WinbackError {
  const names = a === b ? `"${a}" with the columns before it` : `"${a}" and "${b}"`;
  return new WinbackError(
    'BAD_INPUT',
    `aggregates of variant "${arm}": the covariances of ${names} are larger than their variances allow, which no data ` +
      'can have; give them of the same users and with all digits',
  );
}
