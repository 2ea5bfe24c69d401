import type { DuckDBAppender, DuckDBConnection, DuckDBDataChunk, DuckDBType } from '@duckdb/node-api';
import type { Table, Vector } from 'apache-arrow';

import { WinbackError } from '../../base/errors.js';
import { type ArrowType, arrowType } from '../arrow-shape.js';
import { quotedName, quotedText } from '../sql/quote.js';
import type { DuckDb } from './duckdb.js';

type Api = typeof import('@duckdb/node-api');

interface AppendedColumn {
  readonly name: string;
  readonly type: DuckDBType;
  /** The value as DuckDB's API wants it. */
  readonly convert: (value: unknown) => unknown;
  /** DuckDB keeps the column's values in an array of the same kind. */
  readonly plain?: boolean;
  /** A dictionary of few texts: the table holds codes into these, see storedColumns. */
  readonly texts?: Map<string, number>;
}

/** Texts of a dictionary up to which codes are kept instead of every row's text. */
const fewTexts = 4096;

const chunkRows = 2048;

/** Creates an empty table with the columns of `like`. @throws WinbackError BAD_INPUT for an unsupported type */
export async function createTable(
  engine: DuckDb,
  name: string,
  like: Table,
): Promise<readonly AppendedColumn[]> {
  const api = await import('@duckdb/node-api');
  const columns = like.schema.fields.map((field) => {
    const size = like.getChild(field.name)?.data[0]?.dictionary?.length ?? fewTexts + 1;
    return size <= fewTexts
      ? { name: field.name, type: api.INTEGER, convert: Number, texts: new Map<string, number>() }
      : columnOf(api, field.name, field.type as ArrowType);
  });
  const list = columns.map((column) => `${quotedName(column.name)} ${column.type}`).join(', ');
  await engine.run(`CREATE TABLE ${quotedName(name)} (${list})`);
  return columns;
}

/** A literal has no NUL, a text may. */
const anyText = (text: string): string => text.split('\0').map(quotedText).join(' || chr(0) || ');

/** SQL of the columns' values as they were appended: codes become their texts again. */
export function storedColumns(columns: readonly AppendedColumn[]): string {
  return columns
    .map(({ name, texts }) => {
      const column = quotedName(name);
      if (texts === undefined) return column;
      // Code -1 is position 0 of a list that counts from 1: null.
      return `([${[...texts.keys()].map(anyText).join(', ')}]::VARCHAR[])[${column} + 1] AS ${column}`;
    })
    .join(', ');
}

/** Appends the rows of `table`; its columns are those given to createTable. */
export async function appendTable(
  engine: DuckDb,
  name: string,
  columns: readonly AppendedColumn[],
  table: Table,
): Promise<void> {
  const api = await import('@duckdb/node-api');
  const vectors = columns.map(({ name: column }) => {
    const vector = table.getChild(column);
    if (vector === null) throw new WinbackError('BAD_INPUT', `a later table lacks the column "${column}"`);
    return vector;
  });
  const codes = vectors.map((vector, i) => {
    const { texts } = columns[i]!;
    return texts && codesInto(texts, vector);
  });
  const connection = await engine.connect();
  try {
    const appender = await connection.createAppender(name);
    for (let from = 0; from < table.numRows; from += chunkRows) {
      const rows = Math.min(chunkRows, table.numRows - from);
      const chunk = api.DuckDBDataChunk.create(
        columns.map((column) => column.type),
        rows,
      );
      for (const [i, vector] of vectors.entries()) {
        fill(chunk, i, vector, columns[i]!, codes[i], [from, rows]);
      }
      appender.appendDataChunk(chunk);
    }
    appender.closeSync();
  } finally {
    connection.closeSync();
  }
}

interface Stored {
  readonly items: Uint8Array;
  flush(): void;
}

/** Every row's code into `texts`, which takes in the dictionary's new ones; -1 for null. */
function codesInto(texts: Map<string, number>, vector: Vector): Int32Array {
  const codes = new Int32Array(vector.length);
  let row = 0;
  for (const data of vector.data) {
    const map = Array.from({ length: data.dictionary?.length ?? 0 }, (_, code) => {
      const text = String(data.dictionary!.get(code));
      if (!texts.has(text)) texts.set(text, texts.size);
      return texts.get(text)!;
    });
    for (let i = 0; i < data.length; i++) codes[row++] = data.getValid(i) ? map[Number(data.values[i])]! : -1;
  }
  return codes;
}

function fill(
  chunk: DuckDBDataChunk,
  index: number,
  vector: Vector,
  column: AppendedColumn,
  codes: Int32Array | undefined,
  [from, rows]: readonly [number, number],
): void {
  const data = vector.data.length === 1 ? vector.data[0]! : undefined;
  const into = (): Stored => chunk.getColumnVector(index) as unknown as Stored;
  if (column.texts !== undefined) {
    const stored = into();
    for (let i = 0; i < rows; i++) stored.items[i] = codes![from + i]!;
    stored.flush();
    return;
  }
  if (column.plain && data?.nullCount === 0) {
    // A number column as it lies in memory: a copy of the run, no value looked at.
    const stored = into();
    stored.items.set((data.values as Uint8Array).subarray(from, from + rows));
    stored.flush();
    return;
  }
  const values = Array.from({ length: rows }, (_, i) => {
    const value: unknown = vector.get(from + i);
    return value === null || value === undefined ? null : column.convert(value);
  });
  chunk.setColumnValues(index, values as never);
}

function columnOf(api: Api, name: string, type: ArrowType): AppendedColumn {
  const same = (value: unknown): unknown => value;
  switch (type.typeId) {
    case arrowType.bool:
      return { name, type: api.BOOLEAN, convert: same };
    case arrowType.float:
      return {
        name,
        type: type.precision === 2 ? api.DOUBLE : api.FLOAT,
        convert: same,
        plain: type.precision !== 0,
      };
    case arrowType.int:
      return { name, type: integerType(api, type), convert: same, plain: true };
    case arrowType.date:
      // arrow-js gives milliseconds.
      return { name, type: api.DATE, convert: (v) => new api.DuckDBDateValue(Math.floor(Number(v) / 864e5)) };
    case arrowType.timestamp:
      return {
        name,
        type: api.TIMESTAMP,
        convert: (v) => new api.DuckDBTimestampValue(BigInt(Math.round(Number(v) * 1000))),
      };
    case arrowType.utf8:
    case arrowType.largeUtf8:
    case arrowType.dictionary:
      return { name, type: api.VARCHAR, convert: String };
    default:
      throw new WinbackError(
        'BAD_INPUT',
        `column "${name}" has Arrow type ${String(type)}, which is not written`,
      );
  }
}

function integerType(api: Api, type: ArrowType): DuckDBType {
  const signed = { 8: api.TINYINT, 16: api.SMALLINT, 32: api.INTEGER, 64: api.BIGINT } as const;
  const unsigned = { 8: api.UTINYINT, 16: api.USMALLINT, 32: api.UINTEGER, 64: api.UBIGINT } as const;
  return (type.isSigned ? signed : unsigned)[type.bitWidth as 8 | 16 | 32 | 64];
}

/**
 * Appends rows of numbers to a table whose columns are INTEGER or DOUBLE, fast: values go straight into the
 * chunk's buffers. Rows are in the table after close().
 */
export class NumberAppender {
  readonly #api: Api;
  readonly #connection: DuckDBConnection;
  readonly #appender: DuckDBAppender;
  readonly #types: readonly DuckDBType[];
  readonly #buffers: readonly (Int32Array | Float64Array)[];
  #rows = 0;

  private constructor(api: Api, connection: DuckDBConnection, appender: DuckDBAppender) {
    this.#api = api;
    this.#connection = connection;
    this.#appender = appender;
    this.#types = Array.from({ length: appender.columnCount }, (_, i) => appender.columnType(i));
    this.#buffers = this.#types.map((type) =>
      type.typeId === api.DuckDBTypeId.DOUBLE ? new Float64Array(chunkRows) : new Int32Array(chunkRows),
    );
  }

  static async open(engine: DuckDb, table: string): Promise<NumberAppender> {
    const api = await import('@duckdb/node-api');
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
