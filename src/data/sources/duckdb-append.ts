import type { DuckDBDataChunk, DuckDBType } from '@duckdb/node-api';
import type { Table, Vector } from 'apache-arrow';

import { WinbackError } from '../../base/errors.js';
import { type ArrowType, arrowType } from '../arrow-shape.js';
import { quotedName, quotedText } from '../sql/quote.js';
import type { DuckDb } from './duckdb.js';
import { type DuckDbApi, loadDuckDbApi } from './duckdb-api.js';
import { fillTexts, type Utf8Rows } from './duckdb-text-fill.js';

interface AppendedColumn {
  readonly name: string;
  /** What every table's column is, see kindOf. */
  readonly kind: string;
  readonly type: DuckDBType;
  /** The value as DuckDB's API wants it. */
  readonly convert: (value: unknown) => unknown;
  /** DuckDB keeps the column's values in an array of the same kind. */
  readonly plain?: boolean | undefined;
  /** A dictionary of few texts: the table holds codes into these, see storedColumns. */
  readonly texts?: Map<string, number> | undefined;
}

/** Columns of a table being filled; a text column may change from codes to texts on the way. */
export type AppendedColumns = AppendedColumn[];

/** Texts of a dictionary up to which codes are kept instead of every row's text. */
const fewTexts = 4096;

const chunkRows = 2048;

/** Creates an empty table with the columns of `like`. @throws WinbackError BAD_INPUT for an unsupported type */
export async function createTable(engine: DuckDb, name: string, like: Table): Promise<AppendedColumns> {
  const api = await loadDuckDbApi();
  const columns = like.schema.fields.map((field) => {
    const size = like.getChild(field.name)?.data[0]?.dictionary?.length ?? fewTexts + 1;
    const column = appendedColumn(api, field.name, field.type as ArrowType);
    return size <= fewTexts && column.kind === 'text'
      ? { ...column, type: api.INTEGER, convert: Number, texts: new Map<string, number>() }
      : column;
  });
  const list = columns.map((column) => `${quotedName(column.name)} ${column.type}`).join(', ');
  await engine.run(`CREATE TABLE ${quotedName(name)} (${list})`);
  return columns;
}

/** A literal has no NUL, a text may. */
const anyText = (text: string): string => text.split('\0').map(quotedText).join(' || chr(0) || ');

/** SQL of a column of codes as texts; code -1 is position 0 of a list that counts from 1: null. */
const decoded = (name: string, texts: readonly string[]): string =>
  `([${texts.map(anyText).join(', ')}]::VARCHAR[])[${quotedName(name)} + 1]`;

/** SQL of the columns' values as they were appended: codes become their texts again. */
export function storedColumns(columns: readonly AppendedColumn[]): string {
  return columns
    .map(({ name, texts }) => (texts ? `${decoded(name, [...texts.keys()])} AS ` : '') + quotedName(name))
    .join(', ');
}

/**
 * Appends the rows of `table`; its columns are those given to createTable.
 * @throws WinbackError BAD_INPUT for a column that is missing or of another type than the first table's
 */
export async function appendTable(
  engine: DuckDb,
  name: string,
  columns: AppendedColumns,
  table: Table,
): Promise<void> {
  const api = await loadDuckDbApi();
  const vectors = columns.map((column) => vectorOf(table, column));
  const codes: (Int32Array | undefined)[] = [];
  for (const [i, vector] of vectors.entries()) {
    const { texts, ...column } = columns[i]!;
    if (texts === undefined) continue;
    const before = [...texts.keys()];
    codes[i] = codesInto(texts, vector);
    if (texts.size <= fewTexts) continue;
    const target = `ALTER TABLE ${quotedName(name)} ALTER ${quotedName(column.name)}`;
    await engine.run(`${target} TYPE VARCHAR USING ${decoded(column.name, before)}`);
    columns[i] = { ...column, type: api.VARCHAR, convert: String };
  }
  const texted = vectors.map((vector, i) => (columns[i]!.texts === undefined ? utf8Rows(vector) : undefined));
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
        const texts = texted[i];
        if (texts !== undefined && fillTexts(api, chunk, i, texts, { from, rows })) continue;
        fill(chunk, i, vector, columns[i]!, codes[i], [from, rows]);
      }
      appender.appendDataChunk(chunk);
    }
    appender.closeSync();
  } finally {
    connection.closeSync();
  }
}

function vectorOf(table: Table, { name, kind }: AppendedColumn): Vector {
  const vector = table.getChild(name);
  if (vector === null) throw new WinbackError('BAD_INPUT', `a later table lacks the column "${name}"`);
  const found = kindOf(vector.type as ArrowType);
  if (found === kind) return vector;
  throw new WinbackError('BAD_INPUT', `column "${name}" is ${kind} in the first table and ${found} later`);
}

/** Texts are one kind however they are stored; others are their Arrow type. */
function kindOf(type: ArrowType): string {
  const values = type.typeId === arrowType.dictionary ? type.dictionary! : type;
  return values.typeId === arrowType.utf8 || values.typeId === arrowType.largeUtf8 ? 'text' : String(values);
}

/** The bytes of a text column that lie in one piece; undefined for any other column. */
function utf8Rows({ type, data: [data, ...more] }: Vector): Utf8Rows | undefined {
  if (type.typeId !== arrowType.utf8 || data === undefined || more.length > 0) return undefined;
  const { values: bytes, valueOffsets: offsets, nullCount } = data;
  return { bytes, offsets, present: nullCount === 0 ? () => true : (row) => data.getValid(row) };
}

interface Stored {
  readonly items: Uint8Array;
  flush(): void;
}

/** Every row's code into `texts`, which takes in the dictionary's new ones; -1 for null. */
function codesInto(texts: Map<string, number>, vector: Vector): Int32Array {
  const codes = new Int32Array(vector.length);
  const codeOf = (value: unknown): number => {
    if (value === null || value === undefined) return -1;
    const text = String(value);
    if (!texts.has(text)) texts.set(text, texts.size);
    return texts.get(text)!;
  };
  if (vector.data.some((data) => data.dictionary === undefined || data.dictionary === null)) {
    for (let i = 0; i < codes.length; i++) codes[i] = codeOf(vector.get(i));
    return codes;
  }
  let row = 0;
  for (const data of vector.data) {
    const map = Array.from(data.dictionary!, codeOf);
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

function appendedColumn(api: DuckDbApi, name: string, type: ArrowType): AppendedColumn {
  const same = (value: unknown): unknown => value;
  const kind = kindOf(type);
  switch (type.typeId) {
    case arrowType.bool:
      return { name, kind, type: api.BOOLEAN, convert: same };
    case arrowType.float:
      return {
        name,
        kind,
        type: type.precision === 2 ? api.DOUBLE : api.FLOAT,
        convert: same,
        plain: type.precision !== 0,
      };
    case arrowType.int:
      return { name, kind, type: integerType(api, type), convert: same, plain: true };
    case arrowType.date:
      // arrow-js gives milliseconds.
      return {
        name,
        kind,
        type: api.DATE,
        convert: (v) => new api.DuckDBDateValue(Math.floor(Number(v) / 864e5)),
      };
    case arrowType.timestamp:
      return {
        name,
        kind,
        type: api.TIMESTAMP,
        convert: (v) => new api.DuckDBTimestampValue(BigInt(Math.round(Number(v) * 1000))),
      };
    case arrowType.utf8:
    case arrowType.largeUtf8:
    case arrowType.dictionary:
      return { name, kind, type: api.VARCHAR, convert: String };
    default:
      throw new WinbackError(
        'BAD_INPUT',
        `column "${name}" has Arrow type ${String(type)}, which is not written`,
      );
  }
}

function integerType(api: DuckDbApi, type: ArrowType): DuckDBType {
  const signed = { 8: api.TINYINT, 16: api.SMALLINT, 32: api.INTEGER, 64: api.BIGINT } as const;
  const unsigned = { 8: api.UTINYINT, 16: api.USMALLINT, 32: api.UINTEGER, 64: api.UBIGINT } as const;
  return (type.isSigned ? signed : unsigned)[type.bitWidth as 8 | 16 | 32 | 64];
}
