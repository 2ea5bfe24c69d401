import type { RawParts } from './raw-parts.js';

/**
 * The features that move each row the most, either way; of equal ones the first in the order of the model.
 * @param parts of rawParts
 * @param count how many a row, at most the features there are
 * @returns row-major: `count` positions of features a row
 */
export function strongest({ rows, width, values }: RawParts, count: number): Int32Array {
  const found = new Int32Array(rows * count);
  const taken = new Uint8Array(width);
  for (let row = 0; row < rows; row++) {
    taken.fill(0);
    for (let place = 0; place < count; place++) {
      const best = largest(values, row * width, width - 1, taken);
      taken[best] = 1;
      found[row * count + place] = best;
    }
  }
  return found;
}

function largest(values: Float64Array, from: number, features: number, taken: Uint8Array): number {
  let best = -1;
  let size = -1;
  for (let i = 0; i < features; i++) {
    const candidate = Math.abs(values[from + i]!);
    if (taken[i] === 1 || candidate <= size) continue;
    [best, size] = [i, candidate];
  }
  return best;
}
