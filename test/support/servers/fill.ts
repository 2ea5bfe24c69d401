// Copies a file into a table of a test's server, by the server's own reading of JSON or of literals.
import { DuckDb } from '../../../src/data/sources/duckdb.js';
import { quotedText } from '../../../src/data/sql/quote.js';
import type { TestServer } from './server.js';

interface Admin extends Pick<TestServer, 'port'> {
  admin(...statements: readonly string[]): Promise<readonly Record<string, unknown>[]>;
}

/** Rows of a Parquet file as texts; 64-bit numbers and decimals keep their digits. */
export async function rowsOf(file: string): Promise<readonly Record<string, string | null>[]> {
  const engine = await DuckDb.open();
  try {
    const rows = await engine.rows(`SELECT COLUMNS(*)::VARCHAR FROM ${quotedText(file)}`);
    return rows as readonly Record<string, string | null>[];
  } finally {
    engine.close();
  }
}

const literal = (value: string | null): string => (value === null ? 'NULL' : quotedText(value));

/** Fills a table that is there; every value is written as a text literal, which the server casts. */
export async function fillTable(
  server: Admin,
  table: string,
  rows: readonly Record<string, string | null>[],
  quote: '"' | '`',
): Promise<void> {
  const names = Object.keys(rows[0]!)
    .map((name) => `${quote}${name}${quote}`)
    .join(', ');
  const statements: string[] = [];
  for (let from = 0; from < rows.length; from += 2000) {
    const part = rows
      .slice(from, from + 2000)
      .map((row) => `(${Object.values(row).map(literal).join(', ')})`);
    statements.push(`INSERT INTO ${table} (${names}) VALUES ${part.join(', ')}`);
  }
  await server.admin(...statements);
}
