import { type FileHandle, open } from 'node:fs/promises';

import { WinbackError } from '../../base/errors.js';

/** A cell as the reader of workbooks gives it. */
type Cell = string | number | boolean | Date | null;

/** What is used of the package read-excel-file. */
interface SheetReader {
  readSheet(path: string): Promise<readonly (readonly Cell[])[]>;
}

/** Rows that are written at once. */
const rowsAtOnce = 1000;

/**
 * Writes the first sheet of an .xlsx file as JSON lines: the first row has the names. Dates become texts
 * `2026-01-02 03:04:05`, empty cells null, rows without any value nothing. The sheet is held in memory.
 * @throws WinbackError BAD_INPUT for a missing reader, a file that is no workbook, missing or repeated names; IO, ABORTED
 */
export async function writeSheet(from: string, to: string, signal?: AbortSignal | undefined): Promise<void> {
  const [header = [], ...rows] = await sheetOf(from);
  const names = namesOf(from, header);
  const output = await open(to, 'wx');
  try {
    await writeRows(output, from, names, rows, signal);
  } finally {
    await output.close();
  }
}

async function sheetOf(from: string): Promise<readonly (readonly Cell[])[]> {
  const reader = await readerOf(from);
  try {
    return await reader.readSheet(from);
  } catch (cause) {
    throw new WinbackError('BAD_INPUT', `${from} is no readable .xlsx file: ${(cause as Error).message}`, {
      cause,
    });
  }
}

async function readerOf(from: string): Promise<SheetReader> {
  try {
    return (await import('read-excel-file/node')) as unknown as SheetReader;
  } catch (cause) {
    throw new WinbackError(
      'BAD_INPUT',
      `${from}: reading .xlsx needs one more package: npm install read-excel-file@9; or save the sheet as "CSV UTF-8" (.csv)`,
      { cause },
    );
  }
}

function namesOf(from: string, header: readonly Cell[]): readonly string[] {
  const names = header.map((cell) => (cell === null ? '' : cellText(cell).trim()));
  if (names.every((name) => name === ''))
    throw new WinbackError('BAD_INPUT', `${from}: the first sheet is empty`);
  const empty = names.indexOf('');
  if (empty >= 0)
    throw new WinbackError(
      'BAD_INPUT',
      `${from}, row 1: column ${empty + 1} has no name: the first row must name every column`,
    );
  const repeated = names.find((name, i) => names.indexOf(name) < i);
  if (repeated !== undefined)
    throw new WinbackError('BAD_INPUT', `${from}, row 1: two columns are called "${repeated}": rename one`);
  return names;
}

async function writeRows(
  output: FileHandle,
  from: string,
  names: readonly string[],
  rows: readonly (readonly Cell[])[],
  signal: AbortSignal | undefined,
): Promise<void> {
  let written = 0;
  for (let start = 0; start < rows.length; start += rowsAtOnce) {
    if (signal?.aborted)
      throw new WinbackError('ABORTED', `reading ${from} was aborted`, { cause: signal.reason });
    const lines = rows.slice(start, start + rowsAtOnce).flatMap((row, i) => {
      if (row.every((cell) => cell === null)) return [];
      const beyond = row.findIndex((cell, column) => cell !== null && column >= names.length);
      if (beyond >= 0)
        throw new WinbackError(
          'BAD_INPUT',
          `${from}, row ${start + i + 2}: column ${beyond + 1} has a value and no name in row 1`,
        );
      return [
        JSON.stringify(
          Object.fromEntries(names.map((name, column) => [name, cellValue(row[column] ?? null)])),
        ),
      ];
    });
    written += lines.length;
    if (lines.length > 0) await output.write(`${lines.join('\n')}\n`);
  }
  if (written === 0) throw new WinbackError('BAD_INPUT', `${from} has a header but no rows`);
}

const cellValue = (cell: Cell): string | number | boolean | null =>
  cell instanceof Date ? cellText(cell) : cell;

function cellText(cell: Exclude<Cell, null>): string {
  if (!(cell instanceof Date)) return String(cell);
  // Workbooks hold days as doubles: 21:30:15 comes back as 21:30:14.999.
  const second = Math.round(cell.getTime() / 1000) * 1000;
  const time = Math.abs(cell.getTime() - second) <= 2 ? new Date(second) : cell;
  return time
    .toISOString()
    .replace('T', ' ')
    .replace(/(\.000)?Z$/, '');
}
