import { WinbackError } from '../base/errors.js';
import { murmur3 } from '../base/murmur3.js';
import { shown } from '../base/options.js';
import type { ArrowTable } from '../data/arrow-shape.js';
import { columnOf } from '../data/read/column.js';
import { eachStrictText, textAt } from '../data/read/texts.js';

/**
 * One 64-bit key a user, from seed and id alone: the same user gets the same key in any file, any order
 * and any year. Its upper half decides the holdout. The whole key decides between users of equal worth.
 */
export function userKeys(table: ArrowTable, column: string, seed: number): BigUint64Array {
  const halves = new Uint32Array(table.numRows * 2);
  eachStrictText(table, column, (id, row) => {
    halves[2 * row] = murmur3(id, (seed ^ 0x9e3779b9) >>> 0);
    halves[2 * row + 1] = murmur3(id, seed >>> 0);
  });
  return new BigUint64Array(halves.buffer);
}

/** Whether one user is held back, as `heldBack` says it of a table. */
export const isHeldBack = (id: string, seed: number, share: number): boolean =>
  murmur3(id, seed >>> 0) < share * 2 ** 32;

/** Whether a user is held back: the upper half of his key lies below `share` of its range. */
export function heldBack(keys: BigUint64Array, share: number): Uint8Array {
  const halves = new Uint32Array(keys.buffer, keys.byteOffset, keys.length * 2);
  const below = share * 2 ** 32;
  const held = new Uint8Array(keys.length);
  for (let row = 0; row < held.length; row++) held[row] = halves[2 * row + 1]! < below ? 1 : 0;
  return held;
}

/**
 * @throws WinbackError BAD_INPUT naming the id and both rows when an id comes twice
 */
export function requireUniqueUsers(table: ArrowTable, column: string, keys: BigUint64Array): void {
  const sorted = keys.slice().sort();
  const repeated = new Set<bigint>();
  for (let i = 1; i < sorted.length; i++) if (sorted[i] === sorted[i - 1]) repeated.add(sorted[i]!);
  if (repeated.size === 0) return;
  const vector = columnOf(table, column);
  const rowOf = new Map<string, number>();
  keys.forEach((key, row) => {
    if (!repeated.has(key)) return;
    const id = textAt(vector, row);
    const earlier = rowOf.get(id);
    if (earlier !== undefined) {
      throw new WinbackError(
        'BAD_INPUT',
        `column "${column}", row ${row + 1}: user ${shown(id)} appears again, first in row ${earlier + 1}`,
      );
    }
    rowOf.set(id, row);
  });
}
