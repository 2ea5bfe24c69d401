/** Small dense linear algebra for normal equations: symmetric positive semi-definite, some columns. */

/** A square matrix, row by row. */
export type Matrix = readonly (readonly number[])[];

/**
 * Lower Cholesky factor. A column that depends on earlier ones (its pivot below 1e-10 of its diagonal) is
 * marked dependent and left out, as a regression leaves out a collinear covariate.
 */
export function cholesky(matrix: Matrix): { readonly lower: number[][]; readonly dependent: boolean[] } {
  const size = matrix.length;
  const lower = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  const dependent = new Array<boolean>(size).fill(false);
  for (let j = 0; j < size; j++) {
    let pivot = matrix[j]![j]!;
    for (let k = 0; k < j; k++) pivot -= lower[j]![k]! ** 2;
    dependent[j] = !(pivot > 1e-10 * matrix[j]![j]!);
    if (dependent[j]) continue;
    lower[j]![j] = Math.sqrt(pivot);
    for (let i = j + 1; i < size; i++) {
      let sum = matrix[i]![j]!;
      for (let k = 0; k < j; k++) sum -= lower[i]![k]! * lower[j]![k]!;
      lower[i]![j] = sum / lower[j]![j]!;
    }
  }
  return { lower, dependent };
}

/** x with matrix x = right; 0 for dependent columns. */
export function solveSymmetric(matrix: Matrix, right: readonly number[]): number[] {
  const { lower, dependent } = cholesky(matrix);
  const size = right.length;
  const x = new Array<number>(size).fill(0);
  for (let i = 0; i < size; i++) {
    if (dependent[i]) continue;
    let sum = right[i]!;
    for (let k = 0; k < i; k++) sum -= lower[i]![k]! * x[k]!;
    x[i] = sum / lower[i]![i]!;
  }
  for (let i = size - 1; i >= 0; i--) {
    if (dependent[i]) continue;
    let sum = x[i]!;
    for (let k = i + 1; k < size; k++) sum -= dependent[k] ? 0 : lower[k]![i]! * x[k]!;
    x[i] = sum / lower[i]![i]!;
  }
  return x;
}

export function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}
