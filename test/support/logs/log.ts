// What a made log is, and how it is written to a file.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { DuckDb } from '../../../src/data/sources/duckdb.js';
import { quotedText } from '../../../src/data/sql/quote.js';
import type { Role } from '../../../src/features/mapping.js';

/** What is right for a log. Where several answers are right, all of them stand here. */
export interface Truth {
  /** Option of `events.columns` -> the sources that are right for it. An option that is absent must stay empty. */
  readonly columns: Readonly<Record<string, readonly unknown[]>>;
  /** Event name -> the roles that are right for it; null: that it has none. */
  readonly roles: Readonly<Record<string, readonly (Role | null)[]>>;
  /** Role of every row where the log has no event names. */
  readonly everyRow?: Role;
  /** The preset that has to be recognised. */
  readonly preset?: string;
  /** Zones that are right for the days. */
  readonly timeZones: readonly string[];
  /** Rows of the file. */
  readonly rows: number;
  /** Users that the log has, and rows that have none. */
  readonly users: number;
  readonly missingUser: number;
}

export interface Log {
  readonly name: string;
  /** Name of the file that `write` makes. */
  readonly file: string;
  readonly truth: Truth;
  /** Writes the file into a folder and gives its path. */
  write(folder: string): Promise<string>;
}

type Value = string | number | boolean | null;

/** A log as text. */
export function textLog(name: string, file: string, truth: Truth, text: () => string | Uint8Array): Log {
  return {
    name,
    file,
    truth,
    write: async (folder) => {
      await mkdir(folder, { recursive: true });
      const target = path.join(folder, file);
      await writeFile(target, text());
      return target;
    },
  };
}

/** Lines of JSON. */
export const jsonLines = (rows: readonly object[]): string =>
  `${rows.map((row) => JSON.stringify(row)).join('\n')}\n`;

/** A CSV text; values with the separator, a quote or a new line stand in quotes. */
export function csvText(
  header: readonly string[],
  rows: readonly (readonly Value[])[],
  separator = ',',
): string {
  const cell = (value: Value): string => {
    const text = value === null ? '' : String(value);
    const quoted = text.includes(separator) || /["\r\n]/.test(text);
    return quoted ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return `${[header, ...rows].map((row) => row.map(cell).join(separator)).join('\r\n')}\r\n`;
}

/** A log as Parquet: lines of JSON that DuckDB reads with these types (column -> type). */
export function parquetLog(
  name: string,
  file: string,
  truth: Truth,
  types: Readonly<Record<string, string>>,
  rows: () => readonly object[],
): Log {
  return {
    name,
    file,
    truth,
    write: async (folder) => {
      await mkdir(folder, { recursive: true });
      const target = path.join(folder, file);
      const lines = `${target}.jsonl`;
      await writeFile(lines, jsonLines(rows()));
      const struct = Object.entries(types).map(
        ([column, type]) => `${quotedText(column)}: ${quotedText(type)}`,
      );
      const engine = await DuckDb.open({});
      try {
        await engine.run(
          `COPY (SELECT * FROM read_json(${quotedText(lines)}, format = 'newline_delimited', columns = {${struct.join(', ')}}))
           TO ${quotedText(target)} (FORMAT parquet)`,
        );
      } finally {
        engine.close();
        await rm(lines);
      }
      return target;
    },
  };
}

const spaced = (at: number): string => new Date(at).toISOString().replace('T', ' ').replace('Z', '');

/** `2026-01-02 03:04:05.678` */
export const sqlTime = (at: number): string => spaced(at);

/** `2026-01-02 03:04:05` */
export const secondTime = (at: number): string => spaced(at).slice(0, 19);

/** `2026-01-02T03:04:05.678Z` */
export const isoTime = (at: number): string => new Date(at).toISOString();

/** A number as hexadecimal digits of a UUID that is the same in every run. */
export function uuid(kind: number, n: number): string {
  const word = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');
  const mixed = (Math.imul(n + 1, 0x9e3779b1) ^ Math.imul(kind + 1, 0x85ebca6b)) >>> 0;
  return `${word(mixed, 8)}-${word(kind, 4)}-4${word(n % 4096, 3)}-8${word(kind, 3)}-${word(n, 12)}`;
}

/** How many different values there are, missing ones apart. */
export const distinct = (values: readonly (string | number | null | undefined)[]): number =>
  new Set(values.filter((value) => value !== null && value !== undefined && value !== '')).size;

/** How many values are missing. */
export const missing = (values: readonly (string | number | null | undefined)[]): number =>
  values.filter((value) => value === null || value === undefined || value === '').length;
