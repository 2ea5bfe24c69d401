import { allocateColumn } from '../../base/large-arrays.js';
import { requireShape } from '../../base/shape.js';
import type { BuiltColumn } from './build.js';

/**
 * A text column of a few names, as plain UTF-8: unlike a dictionary it can join any table, since Arrow
 * dictionaries carry an id that must be unique in their table.
 * @param codes position in `names` of each row
 */
export function nameColumn(name: string, codes: ArrayLike<number>, names: readonly string[]): BuiltColumn {
  requireShape(name, 'name', 'text');
  requireShape(codes, 'codes', 'list');
  requireShape(names, 'names', 'list');
  const encoder = new TextEncoder();
  const words = names.map((word) => encoder.encode(word));
  const offsets = allocateColumn(Int32Array, codes.length + 1);
  for (let row = 0; row < codes.length; row++) offsets[row + 1] = offsets[row]! + words[codes[row]!]!.length;
  const bytes = allocateColumn(Uint8Array, offsets[codes.length]!);
  for (let row = 0; row < codes.length; row++) bytes.set(words[codes[row]!]!, offsets[row]!);
  return { name, kind: 'utf8', offsets, bytes };
}
