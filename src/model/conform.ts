import { WinbackError } from '../base/errors.js';
import { allocateColumn } from '../base/large-arrays.js';
import { shown } from '../base/options.js';
import { requireShape } from '../base/shape.js';
import { type ArrowTable, type ArrowVector, arrowType } from '../data/arrow-shape.js';
import { checkTable, viewColumn } from '../data/columns.js';
import { decimalNumbers } from '../data/decimals.js';
import { categoryVector, numberVector, tableOf } from '../data/gather.js';
import { isWrittenNumber, numberIn } from '../data/number-text.js';
import { bitAt } from '../data/read/bits.js';
import { columnOf, isText } from '../data/read/column.js';
import { readerOf } from '../data/read/reader.js';
import type { FeatureColumn } from './classifier.js';
import { emptyCounts, hasValue, type InputCounts } from './input-counts.js';

/**
 * A table with exactly the columns a model reads, whatever types a file gave them: text that holds numbers
 * becomes numbers (blank, NA and such = missing), numbers become category names, a category the model does not know
 * becomes missing. Columns that fit already are passed on as they are.
 * @param before rows of earlier tables, for row numbers in messages
 * @param counts one a feature, to which what the columns hold is added; nothing is counted without
 * @throws WinbackError BAD_INPUT for a missing column, or text that is no number where one is needed
 */
export function conform(
  table: ArrowTable,
  features: readonly FeatureColumn[],
  before = 0,
  counts: readonly InputCounts[] = [],
): ArrowTable {
  checkTable(table);
  requireShape(features, 'features', 'list');
  return tableOf(
    features.map((feature, i) => [feature.name, conformed(table, feature, before, counts[i])] as const),
  );
}

function conformed(
  table: ArrowTable,
  feature: FeatureColumn,
  before: number,
  counts: InputCounts | undefined,
): ArrowVector {
  const vector = columnOf(table, feature.name);
  const { typeId } = vector.type;
  if (feature.kind === 'categorical') return categorised(table, vector, feature, counts);
  if (typeId === arrowType.null)
    return numberVector(allocateColumn(Float64Array, table.numRows).fill(Number.NaN));
  if (isText(vector)) return parsedNumbers(vector, feature.name, before, counts);
  if (counts !== undefined) counts.any ||= hasValue(table, feature.name);
  return typeId === arrowType.decimal ? numberVector(decimalNumbers(vector)) : vector;
}

function parsedNumbers(
  vector: ArrowVector,
  name: string,
  before: number,
  counts = emptyCounts(),
): ArrowVector {
  const values = allocateColumn(Float64Array, vector.length);
  for (let row = 0; row < vector.length; row++) {
    const value = vector.get(row);
    const isMissing = value === null || value === undefined;
    const number = isMissing ? Number.NaN : parsed(String(value), name, before + row + 1);
    values[row] = number;
    if (!Number.isNaN(number)) counts.any = true;
    else if (!isMissing && String(value).trim() !== '') counts.marks++;
  }
  return numberVector(values);
}

/** A bool column in training is text where another value stands in it. */
const flags: Readonly<Record<string, number>> = { true: 1, false: 0 };

function parsed(text: string, name: string, row: number): number {
  const number = numberIn(text);
  if (number !== undefined) return number ?? Number.NaN;
  const flag = flags[text.trim().toLowerCase()];
  if (flag !== undefined) return flag;
  const remedy = isWrittenNumber(text) ? ': write it plainly, as 1853.00' : '; leave missing numbers empty';
  throw new WinbackError(
    'BAD_INPUT',
    `column "${name}", row ${row}: ${shown(text)} is not a number${remedy}`,
  );
}

function categorised(
  table: ArrowTable,
  vector: ArrowVector,
  feature: FeatureColumn & { kind: 'categorical' },
  counts: InputCounts | undefined,
): ArrowVector {
  const codes = ownCodes(table, vector, feature);
  if (counts !== undefined) count(vector, codes, counts);
  return codes === null ? vector : categoryVector(codes, feature.categories);
}

/** Adds what a categorical column holds. @param codes null where the codes of the column are the model's own */
function count(vector: ArrowVector, codes: Int32Array | null, counts: InputCounts): void {
  const nulls = vector.data.reduce((sum, { nullCount }) => sum + nullCount, 0);
  const texts = vector.length - nulls;
  counts.any ||= texts > 0;
  counts.texts += texts;
  if (codes === null) return;
  let known = 0;
  for (let row = 0; row < codes.length; row++) if (codes[row]! >= 0) known++;
  counts.unseen += texts - known;
}

/** The model's code of each row, -1 where it has none; null where the column has the model's own codes. */
function ownCodes(
  table: ArrowTable,
  vector: ArrowVector,
  feature: FeatureColumn & { kind: 'categorical' },
): Int32Array | null {
  if (vector.type.typeId === arrowType.dictionary) {
    const { categories = [] } = viewColumn(table, feature.name);
    const same = categories.length === feature.categories.length;
    if (same && categories.every((category, code) => category === feature.categories[code])) return null;
  }
  const codeOf = new Map(feature.categories.map((category, code) => [category, code]));
  const codes = allocateColumn(Int32Array, vector.length);
  if (vector.type.typeId === arrowType.dictionary) {
    // One look-up a category, not one a row.
    const view = viewColumn(table, feature.name);
    const map = (view.categories ?? []).map((category) => codeOf.get(category) ?? -1);
    let at = 0;
    for (const { values, validity, bitOffset, length } of view.chunks) {
      for (let row = 0; row < length; row++) {
        const isPresent = validity === null || bitAt(validity, bitOffset + row) === 1;
        codes[at + row] = isPresent ? (map[Number(values[row])] ?? -1) : -1;
      }
      at += length;
    }
  } else {
    for (let row = 0; row < codes.length; row++) {
      const value = vector.get(row);
      codes[row] = value === null || value === undefined ? -1 : (codeOf.get(String(value)) ?? -1);
    }
  }
  return codes;
}

/**
 * The categories of a column by falling frequency (equal ones by name), at most `limit`; anything
 * else is treated as missing.
 */
export function frequentCategories(table: ArrowTable, name: string, limit: number): readonly string[] {
  return [...categoryCounts(table, name)]
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .slice(0, limit)
    .map(([category]) => category);
}

/** Rows of each text of a column, those without a value left out. */
export function categoryCounts(table: ArrowTable, name: string): ReadonlyMap<string, number> {
  const vector = columnOf(table, name);
  const counts = new Map<string, number>();
  const add = (category: string, rows: number): unknown =>
    counts.set(category, (counts.get(category) ?? 0) + rows);
  if (vector.type.typeId === arrowType.dictionary) {
    const view = viewColumn(table, name);
    const read = readerOf(view);
    const categories = view.categories ?? [];
    const byCode = new Float64Array(categories.length);
    for (let row = 0; row < vector.length; row++)
      if (read.present(row)) byCode[Number(read.value(row))]! += 1;
    for (const [code, rows] of byCode.entries()) if (rows > 0) add(categories[code]!, rows);
    return counts;
  }
  for (let row = 0; row < vector.length; row++) {
    const value: unknown = vector.get(row);
    if (value !== null && value !== undefined) add(String(value), 1);
  }
  return counts;
}
