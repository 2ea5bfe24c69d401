import type { RawParts } from './raw-parts.js';

/**
 * The features that move each row's log odds the most, either way, the strongest first; of equal ones the first in the
 * order of the classifier. A feature that adds nothing is no reason.
 * @param parts of `rawParts`
 * @param count reasons of a row, at most
 * @returns `count` positions of features a row, row-major; -1 where fewer features add anything
 */
export function strongestOf({ rows, width, values }: RawParts, count: number): Int32Array {
  const found = new Int32Array(rows * count).fill(-1);
  const features = width - 1;
  for (let row = 0; row < rows; row++) {
    const start = row * width;
    const first = row * count;
    for (let feature = 0; feature < features; feature++) {
      const size = Math.abs(values[start + feature]!);
      if (size === 0) continue;
      let at = first + count;
      // Only what is larger goes before an earlier feature.
      while (at > first && isLarger(size, values, start, found[at - 1]!)) at--;
      if (at < first + count) insert(found, at, first + count, feature);
    }
  }
  return found;
}

const isLarger = (size: number, values: Float64Array, start: number, other: number): boolean =>
  other < 0 || size > Math.abs(values[start + other]!);

function insert(found: Int32Array, at: number, end: number, feature: number): void {
  for (let i = end - 1; i > at; i--) found[i] = found[i - 1]!;
  found[at] = feature;
}
