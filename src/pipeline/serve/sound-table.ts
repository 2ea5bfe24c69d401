import type { Data, Table, Vector } from 'apache-arrow';

import { WinbackError } from '../../base/errors.js';
import { shown } from '../../base/options.js';
import { arrowType } from '../../data/arrow-shape.js';
import { bitAt } from '../../data/read/bits.js';

/** Texts and bytes: values that lie between two offsets. */
const binary = 4;
const largeBinary = 19;
const withOffsets: readonly number[] = [arrowType.utf8, arrowType.largeUtf8, binary, largeBinary];

/**
 * Checks what the head of a stream says against its buffers: lengths, offsets and codes of somebody who is not trusted.
 * @throws WinbackError BAD_INPUT naming the column
 */
export function requireSound(table: Table, mostRows: number): void {
  if (table.numRows > mostRows)
    throw new WinbackError('BAD_INPUT', `the table has ${table.numRows} rows, more than ${mostRows}`);
  const names = table.schema.fields.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined)
    throw new WinbackError('BAD_INPUT', `the table has two columns called ${shown(twice)}`);
  for (const { numRows, data } of table.batches)
    for (const [i, column] of data.children.entries()) {
      const lie = column.length === numRows ? lieOf(column) : 'has another length than the table';
      if (lie !== null) throw new WinbackError('BAD_INPUT', `the column ${shown(names[i])} ${lie}`);
    }
}

/** What the buffers of a column show to be untrue; null for nothing. */
function lieOf(data: Data): string | null {
  const { length, nullCount, nullBitmap, typeId } = data;
  // A column of this type has no buffers: every row is missing.
  if (typeId === arrowType.null) return null;
  if (nullCount > length) return 'has more missing rows than rows';
  if (nullCount > 0 && (nullBitmap?.length ?? 0) * 8 < data.offset + length)
    return 'does not say of every row whether it is missing';
  if (withOffsets.includes(typeId)) return hasOffsets(data) ? null : 'has texts outside of its bytes';
  return typeId === arrowType.dictionary ? lieOfCodes(data) : null;
}

function hasOffsets({ length, valueOffsets, values }: Data): boolean {
  const offsets = valueOffsets as Int32Array | BigInt64Array;
  if (length === 0) return true;
  if (offsets.length <= length || offsets[0]! < 0) return false;
  for (let row = 0; row < length; row++) if (offsets[row]! > offsets[row + 1]!) return false;
  return offsets[length]! <= (values as Uint8Array).length;
}

function lieOfCodes(data: Data): string | null {
  const { length, nullCount, nullBitmap, offset } = data;
  const dictionary = data.dictionary as Vector | undefined;
  const codes = data.values as ArrayLike<number | bigint>;
  if (codes.length < length) return 'has fewer codes than rows';
  const entries = dictionary?.length ?? 0;
  for (let row = 0; row < length; row++) {
    const code = codes[row]!;
    if (code >= 0 && code < entries) continue;
    const isMissing = nullCount > 0 && bitAt(nullBitmap, offset + row) === 0;
    if (!isMissing) return `has the code ${code} in row ${row + 1}, and its dictionary ${entries} entries`;
  }
  return dictionary?.data.map(lieOf).find((lie) => lie !== null) ?? null;
}
