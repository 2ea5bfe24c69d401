import type { Data, Table, Vector } from 'apache-arrow';

import { WinbackError } from '../../base/errors.js';
import { type ArrowType, arrowType } from '../arrow-shape.js';
import { decimalText } from '../decimals.js';
import { formulaSafe } from './formula-safe.js';

/** How cells of a CSV file are written. */
export interface CsvOptions {
  /**
   * Put `'` before text that a spreadsheet would run as a formula (`=`, `+`, `-`, `@`, tab, CR first;
   * OWASP ASVS 1.2.10). Numbers are never touched. @default false, so that files read back unchanged
   */
  readonly escapeFormulas?: boolean | undefined;
  /** Columns of numbers that are rounded to so many decimals, all of them written. @default none: every digit */
  readonly decimals?: Readonly<Record<string, number>> | undefined;
}

const needsQuotes = /[",\r\n]|^\s|\s$/;

/** The header line of `table`. */
export function csvHeader(table: Table, options: CsvOptions): string {
  return `${table.schema.fields.map((field) => textCell(field.name, options)).join(',')}\n`;
}

/** Rows `from .. to` of `table` as RFC 4180 lines ended by LF; null is an empty cell. */
export function csvRows(table: Table, from: number, to: number, options: CsvOptions): string {
  const columns = table.schema.fields.map(({ name }, i) => {
    const vector = table.getChildAt(i)!;
    const digits = options.decimals?.[name];
    return digits === undefined ? cellsOf(vector, from, to, options) : roundedCells(vector, digits);
  });
  let text = '';
  for (let row = from; row < to; row++) {
    for (let i = 0; i < columns.length; i++) text += (i === 0 ? '' : ',') + columns[i]!(row);
    text += '\n';
  }
  return text;
}

function quoted(text: string): string {
  // An empty text is quoted: a bare empty cell is null.
  return text === '' || needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function textCell(text: string, options: CsvOptions): string {
  return quoted(options.escapeFormulas === true ? formulaSafe(text) : text);
}

type Cells = (row: number) => string;

function roundedCells(vector: Vector, digits: number): Cells {
  return (row) => {
    const value: unknown = vector.get(row);
    return value === null || value === undefined ? '' : roundedText(Number(value), digits);
  };
}

/** A number with exactly `digits` decimals, as lists for people have it; never `-0.00`. */
export function roundedText(value: number, digits: number): string {
  const text = value.toFixed(digits);
  return Number(text) === 0 ? text.replace('-', '') : text;
}

/** A column's cells, for rows of `from .. to` only. */
function cellsOf(vector: Vector, from: number, to: number, options: CsvOptions): Cells {
  const cell = cellOf(vector.type as ArrowType, options);
  const fast = vector.data.length === 1 ? cellsInPlace(vector.data[0]!, [from, to], cell) : undefined;
  return (
    fast ??
    ((row) => {
      const value: unknown = vector.get(row);
      return value === null || value === undefined ? '' : cell(value);
    })
  );
}

/** The same cells without an accessor's detour for each value, of the types that make up most files. */
function cellsInPlace(
  data: Data,
  range: readonly [number, number],
  cell: (value: unknown) => string,
): Cells | undefined {
  const { typeId, precision } = data.type as { typeId: number; precision?: number };
  const present = (cells: Cells): Cells =>
    data.nullCount === 0 ? cells : (row) => (data.getValid(row) ? cells(row) : '');
  // Half floats are kept as bits.
  if (typeId === arrowType.int || (typeId === arrowType.float && precision !== 0)) {
    const values = data.values as Float64Array;
    return present((row) => String(values[row]));
  }
  if (typeId === arrowType.dictionary) return present(dictionaryCells(data, cell));
  return typeId === arrowType.utf8 ? asciiCells(data, range, present, cell) : undefined;
}

/** Each text is written once. */
function dictionaryCells(data: Data, cell: (value: unknown) => string): Cells {
  const codes = data.values as Int32Array;
  const dictionary = data.dictionary!;
  const written: (string | undefined)[] = [];
  return (row) => {
    const code = Number(codes[row]);
    let text = written[code];
    if (text === undefined) {
      const value: unknown = dictionary.get(code);
      text = value === null || value === undefined ? '' : cell(value);
      written[code] = text;
    }
    return text;
  };
}

/** Texts cut from the range's, decoded at once; not for others than ASCII, whose bytes are no positions. */
function asciiCells(
  data: Data,
  [from, to]: readonly [number, number],
  present: (cells: Cells) => Cells,
  cell: (value: unknown) => string,
): Cells | undefined {
  const offsets = data.valueOffsets as Int32Array;
  const start = offsets[from]!;
  const bytes = (data.values as Uint8Array).subarray(start, offsets[to]!);
  const all = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  if (all.length !== bytes.length) return undefined;
  return present((row) => cell(all.slice(offsets[row]! - start, offsets[row + 1]! - start)));
}

function cellOf(type: ArrowType, options: CsvOptions): (value: unknown) => string {
  const { typeId } = type;
  // arrow-js gives dates and timestamps as milliseconds.
  if (typeId === arrowType.date) return (value) => new Date(Number(value)).toISOString().slice(0, 10);
  if (typeId === arrowType.timestamp) return (value) => timeCell(Number(value));
  if (typeId === arrowType.int || typeId === arrowType.float || typeId === arrowType.bool) return String;
  if (typeId === arrowType.decimal) return (value) => decimalText(value as Uint32Array, type.scale ?? 0);
  if (typeId === arrowType.dictionary) return cellOf(type.dictionary!, options);
  if (typeId === arrowType.utf8 || typeId === arrowType.largeUtf8 || typeId === arrowType.null)
    return (value) => textCell(String(value), options);
  throw new WinbackError('BAD_INPUT', `a column of Arrow type ${String(type)} is not written to CSV`);
}

/** Microseconds where there are any. @param ms since 1970, with a fraction */
function timeCell(ms: number): string {
  const micros = Math.round(ms * 1000);
  const whole = Math.floor(micros / 1000);
  const rest = micros - whole * 1000;
  const text = new Date(whole).toISOString().replace('T', ' ').replace('Z', '');
  return rest === 0 ? text : `${text}${String(rest).padStart(3, '0')}`;
}
