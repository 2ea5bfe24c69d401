import { allocateColumn } from '../../base/large-arrays.js';
import { type ArrowTable, arrowType } from '../../data/arrow-shape.js';
import { viewColumn } from '../../data/columns.js';
import { columnOf } from '../../data/read/column.js';
import { numbersOrCodes } from '../../data/read/numbers.js';
import { conform } from '../../model/conform.js';
import type { NativeColumn } from '../../native/binding.js';
import { kernelColumn } from '../../stats/column-input.js';
import type { ProfiledColumn } from './records.js';

/** A column as kernels count it: numbers, or codes of texts. */
export type CountedColumn =
  | { readonly kind: 'numeric'; readonly column: NativeColumn }
  | { readonly kind: 'categorical'; readonly column: NativeColumn; readonly texts: readonly string[] };

/**
 * The named column of a table, whatever type a file gave it: texts that hold numbers become numbers, numbers become names of
 * categories. Columns that fit already are read in place.
 * @throws WinbackError BAD_INPUT for a missing column, or a text that is no number where one is needed
 */
export function countedColumn(table: ArrowTable, { name, kind }: ProfiledColumn): CountedColumn {
  if (kind === 'numeric') {
    const view = viewColumn(conform(table, [{ name, kind }]), name);
    return { kind, column: kernelColumn(view, name) };
  }
  if (columnOf(table, name).type.typeId === arrowType.dictionary) {
    const view = viewColumn(table, name);
    return { kind, column: kernelColumn(view, name), texts: view.categories ?? [] };
  }
  const { codes, texts } = codedTexts(table, name);
  return { kind, column: { ...kernelColumn(codes, name), name }, texts };
}

/** The code of each row (NaN where it has no text) of a column of texts, and the texts. */
export function textCodes(
  table: ArrowTable,
  name: string,
): { readonly codes: Float64Array; readonly texts: readonly string[] } {
  if (columnOf(table, name).type.typeId !== arrowType.dictionary) return codedTexts(table, name);
  return { codes: numbersOrCodes(table, name), texts: viewColumn(table, name).categories ?? [] };
}

/** Code of each row, NaN where it has no text. */
function codedTexts(table: ArrowTable, name: string): { codes: Float64Array; texts: readonly string[] } {
  const vector = columnOf(table, name);
  const codeOf = new Map<string, number>();
  const codes = allocateColumn(Float64Array, vector.length);
  for (let row = 0; row < codes.length; row++) {
    const value: unknown = vector.get(row);
    if (value === null || value === undefined) {
      codes[row] = Number.NaN;
      continue;
    }
    const text = String(value);
    if (!codeOf.has(text)) codeOf.set(text, codeOf.size);
    codes[row] = codeOf.get(text)!;
  }
  return { codes, texts: [...codeOf.keys()] };
}

/** Rows of each text; a dictionary may hold one twice. */
export function textCounts(texts: readonly string[], rows: Float64Array): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const [code, text] of texts.entries())
    if (rows[code]! > 0) counts.set(text, (counts.get(text) ?? 0) + rows[code]!);
  return counts;
}
