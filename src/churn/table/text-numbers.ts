import { type ArrowTable, arrowType } from '../../data/arrow-shape.js';
import { viewColumn } from '../../data/columns.js';
import { isWrittenNumber, numberIn } from '../../data/number-text.js';
import { columnOf } from '../../data/read/column.js';
import { readerOf } from '../../data/read/reader.js';
import { categoryCounts } from '../../model/conform.js';
import type { ColumnWarning } from './column-warnings.js';

interface Tally {
  rows: number;
  readonly texts: [text: string, rows: number][];
}

/** What a text column holds: whether it is one of numbers, and what to tell. */
export interface TextColumn {
  readonly numeric: boolean;
  readonly warning: ColumnWarning | null;
}

/** Judges a text column that nobody declared: numbers and marks of missing ones make it numeric. */
export function judgeText(table: ArrowTable, name: string): TextColumn {
  const [numbers, marks, written, others]: Tally[] = Array.from({ length: 4 }, () => ({
    rows: 0,
    texts: [],
  }));
  let of = 0;
  for (const [text, rows] of categoryCounts(table, name)) {
    const number = numberIn(text);
    const tally =
      number === null ? marks! : number !== undefined ? numbers! : isWrittenNumber(text) ? written! : others!;
    tally.rows += rows;
    tally.texts.push([text, rows]);
    of += rows;
  }
  const warning = (kind: ColumnWarning['kind'], rows: number, from: readonly Tally[]): ColumnWarning => ({
    kind,
    column: name,
    rows,
    of,
    examples: examplesOf(from),
  });
  const odd = written!.rows + others!.rows;
  if (numbers!.rows > 0 && odd === 0)
    return marks!.rows > 0
      ? { numeric: true, warning: warning('missing-marks', marks!.rows, [marks!]) }
      : { numeric: false, warning: warning('all-numbers', numbers!.rows, []) };
  if (written!.rows > 0 && written!.rows + numbers!.rows > of / 2)
    return { numeric: false, warning: warning('written-numbers', written!.rows, [written!]) };
  if (numbers!.rows > of / 2)
    return { numeric: false, warning: warning('mostly-numbers', numbers!.rows, [others!, marks!]) };
  return { numeric: false, warning: null };
}

const longest = 40;

/** The most frequent first. */
function examplesOf(tallies: readonly Tally[]): readonly string[] {
  return tallies
    .flatMap(({ texts }) => texts)
    .sort(([, m], [, n]) => n - m)
    .slice(0, 3)
    .map(([text]) => (text.length > longest ? `${text.slice(0, longest - 3)}...` : text));
}

/** Infinite values of a column of floats; null when there are none. */
export function infiniteValues(table: ArrowTable, name: string): ColumnWarning | null {
  const { typeId } = columnOf(table, name).type;
  if (typeId !== arrowType.float) return null;
  const read = readerOf(viewColumn(table, name));
  let first = -1;
  let rows = 0;
  let of = 0;
  for (let row = 0; row < table.numRows; row++) {
    if (!read.present(row)) continue;
    of++;
    const value = Number(read.value(row));
    if (value !== Infinity && value !== -Infinity) continue;
    if (rows++ === 0) first = row;
  }
  return rows === 0 ? null : { kind: 'infinite', column: name, rows, of, examples: [String(first + 1)] };
}
