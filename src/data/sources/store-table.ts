import type { DuckDBDataChunk } from '@duckdb/node-api';

import { WinbackError } from '../../base/errors.js';
import type { StoreColumn, TextRow } from '../../stores/sql/store.js';
import { quotedName } from '../sql/quote.js';
import type { DuckDb } from './duckdb.js';
import { loadDuckDbApi } from './duckdb-api.js';

/** Rows that are kept as texts before they become values of their types. */
const flushRows = 65_536;

const chunkRows = 2048;

/**
 * Fills a new table with rows of a database. Values keep every digit: they come as texts and are cast by the engine.
 * @param engine where the table is made
 * @param name its name
 * @param columns names and types
 * @param batches rows as texts
 * @param signal stops the work
 * @throws WinbackError BAD_INPUT for a value that the engine has no place for, such as a day before Christ; what `batches` throws
 */
export async function storeTable(
  engine: DuckDb,
  name: string,
  columns: readonly StoreColumn[],
  batches: AsyncIterable<readonly TextRow[]>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const texts = `${name}_texts`;
  const run = (sql: string): Promise<void> => engine.run(sql, { signal });
  const list = (of: (column: StoreColumn) => string): string => columns.map(of).join(', ');
  const fresh = `CREATE OR REPLACE TABLE ${quotedName(texts)} (${list((c) => `${quotedName(c.name)} VARCHAR`)})`;
  const values = list((c) => `CAST(${quotedName(c.name)} AS ${c.type})`);
  const flush = async (): Promise<void> => {
    await run(`INSERT INTO ${quotedName(name)} SELECT ${values} FROM ${quotedName(texts)}`).catch(refused);
    await run(fresh);
  };
  await run(`CREATE TABLE ${quotedName(name)} (${list((c) => `${quotedName(c.name)} ${c.type}`)})`);
  await run(fresh);
  let kept = 0;
  for await (const batch of batches) {
    await append(engine, texts, columns.length, batch);
    kept += batch.length;
    if (kept < flushRows) continue;
    kept = 0;
    await flush();
  }
  await flush();
  await run(`DROP TABLE ${quotedName(texts)}`);
}

function refused(error: unknown): never {
  if (!(error instanceof WinbackError) || error.code !== 'BAD_INPUT') throw error;
  const remedy =
    'a value of the database has no place here; leave its row out, or cast it to text, in a `query`';
  throw new WinbackError('BAD_INPUT', `${remedy}: ${error.message}`, { cause: error });
}

async function append(engine: DuckDb, table: string, width: number, rows: readonly TextRow[]): Promise<void> {
  const api = await loadDuckDbApi();
  const connection = await engine.connect();
  try {
    const appender = await connection.createAppender(table);
    for (let from = 0; from < rows.length; from += chunkRows) {
      const part = rows.slice(from, from + chunkRows);
      const types = Array.from({ length: width }, () => api.VARCHAR);
      const chunk: DuckDBDataChunk = api.DuckDBDataChunk.create(types, part.length);
      for (let i = 0; i < width; i++) {
        chunk.setColumnValues(
          i,
          part.map((row) => row[i] ?? null),
        );
      }
      appender.appendDataChunk(chunk);
    }
    appender.closeSync();
  } finally {
    connection.closeSync();
  }
}
