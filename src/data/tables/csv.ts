import type { Table, Vector } from 'apache-arrow';

import { arrowType } from '../arrow-shape.js';

export interface CsvOptions {
  /**
   * Put `'` before text that a spreadsheet would run as a formula (`=`, `+`, `-`, `@`, tab, CR first;
   * OWASP ASVS 1.2.10). Numbers are never touched. @default false, so that files read back unchanged
   */
  readonly escapeFormulas?: boolean | undefined;
}

const needsQuotes = /[",\r\n]|^\s|\s$/;
const formulaStart = /^[=+\-@\t\r\0]/;

/** The header line of `table`. */
export function csvHeader(table: Table): string {
  return `${table.schema.fields.map((field) => quoted(field.name)).join(',')}\n`;
}

/** Rows `from .. to` of `table` as RFC 4180 lines ended by LF; null is an empty cell. */
export function csvRows(table: Table, from: number, to: number, options: CsvOptions): string {
  const columns = table.schema.fields.map((field) => cellsOf(table.getChild(field.name)!, options));
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
  return quoted(options.escapeFormulas === true && formulaStart.test(text) ? `'${text}` : text);
}

function cellsOf(vector: Vector, options: CsvOptions): (row: number) => string {
  const { typeId } = vector.type as { typeId: number };
  const cell = cellOf(typeId, options);
  return (row) => {
    const value: unknown = vector.get(row);
    return value === null || value === undefined ? '' : cell(value);
  };
}

function cellOf(typeId: number, options: CsvOptions): (value: unknown) => string {
  // arrow-js gives dates and timestamps as milliseconds.
  if (typeId === arrowType.date) return (value) => new Date(Number(value)).toISOString().slice(0, 10);
  if (typeId === arrowType.timestamp) {
    return (value) => new Date(Number(value)).toISOString().replace('T', ' ').replace('Z', '');
  }
  if (typeId === arrowType.int || typeId === arrowType.float || typeId === arrowType.bool) return String;
  return (value) => textCell(String(value), options);
}
