import type { DuckDBAppender, DuckDBConnection, DuckDBType } from '@duckdb/node-api';

import type { DuckDb } from './duckdb.js';
import { type DuckDbApi, loadDuckDbApi } from './duckdb-api.js';

/** Rows of DuckDB's own vectors. */
const chunkRows = 2048;

/**
 * Appends rows of numbers to a table whose columns are INTEGER or DOUBLE, fast: values go straight into the
 * chunk's buffers. Rows are in the table after close().
 */
export class NumberAppender {
  readonly #api: DuckDbApi;
  readonly #connection: DuckDBConnection;
  readonly #appender: DuckDBAppender;
  readonly #types: readonly DuckDBType[];
  readonly #buffers: readonly (Int32Array | Float64Array)[];
  #rows = 0;

  private constructor(api: DuckDbApi, connection: DuckDBConnection, appender: DuckDBAppender) {
    this.#api = api;
    this.#connection = connection;
    this.#appender = appender;
    this.#types = Array.from({ length: appender.columnCount }, (_, i) => appender.columnType(i));
    this.#buffers = this.#types.map((type) =>
      type.typeId === api.DuckDBTypeId.DOUBLE ? new Float64Array(chunkRows) : new Int32Array(chunkRows),
    );
  }

  static async open(engine: DuckDb, table: string): Promise<NumberAppender> {
    const api = await loadDuckDbApi();
    const connection = await engine.connect();
    return new NumberAppender(api, connection, await connection.createAppender(table));
  }

  /** One value for each column of the table, none null. */
  append(...row: readonly number[]): void {
    for (let i = 0; i < row.length; i++) {
      this.#buffers[i]![this.#rows] = row[i]!;
    }
    if (++this.#rows === chunkRows) this.#flush();
  }

  close(): void {
    if (this.#rows > 0) this.#flush();
    this.#appender.closeSync();
    this.#connection.closeSync();
  }

  #flush(): void {
    const chunk = this.#api.DuckDBDataChunk.create(this.#types, this.#rows);
    for (const [i, buffer] of this.#buffers.entries()) {
      const vector = chunk.getColumnVector(i) as unknown as {
        readonly items: Int32Array | Float64Array;
        flush(): void;
      };
      vector.items.set(buffer.subarray(0, this.#rows));
      vector.flush();
    }
    this.#appender.appendDataChunk(chunk);
    this.#rows = 0;
  }
}
