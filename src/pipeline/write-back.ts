import type { Table } from 'apache-arrow';

import { WinbackError } from '../base/errors.js';
import { isObjectAddress } from '../base/object-address.js';
import { type ArrowType, arrowType } from '../data/arrow-shape.js';
import type { ObjectRetry } from '../stores/objects/attempts.js';
import { runWriter } from '../stores/open-store.js';
import type { SecretPlaces } from '../stores/secrets.js';
import { batchRows, type Cell, type WrittenColumn, type WrittenTable } from '../stores/sql/store.js';
import type { WriteBack } from './write-back-config.js';
import { writeRunObject } from './write-back-objects.js';

/** A table that was written. */
export interface WrittenRows {
  readonly table: string;
  readonly rows: number;
  /** `user@host:port/database`, or `s3://bucket/prefix`. */
  readonly place: string;
}

/** What writing takes. */
export interface WriteBackOptions extends SecretPlaces {
  readonly signal?: AbortSignal | undefined;
  /** Takes every request to an object store that failed and is made again. */
  readonly onRetry?: ((retry: ObjectRetry) => void) | undefined;
}

/** A table of a run: tables of the same columns, whose first tells the row. */
export interface RunTable {
  /** Its name in the database. */
  readonly name: string;
  readonly tables: AsyncIterable<Table> | Iterable<Table>;
}

/**
 * Whether the target can be asked, before anything is computed: its secret and certificate are there. Nothing is sent.
 * @throws WinbackError BAD_INPUT, NOT_FOUND
 */
export async function checkWriteBack(writeBack: WriteBack | null, places: SecretPlaces): Promise<void> {
  if (writeBack === null) return;
  if (isObjectAddress(writeBack.to)) {
    const { openBucket } = await import('../stores/objects/bucket.js');
    await openBucket(writeBack.to, 'writeBack.to', places);
  } else await runWriter(writeBack.to, writeBack, 'writeBack.to', places);
}

/**
 * Writes the tables of a run where `writeBack` says. A database takes all of them or none, and rows of the same run are
 * replaced; in an object store each is one object of the run.
 * @throws WinbackError BAD_INPUT, NOT_FOUND for a missing table, IO, ABORTED
 */
export async function writeRun(
  writeBack: WriteBack,
  run: string,
  tables: readonly RunTable[],
  { signal, onRetry, ...places }: WriteBackOptions,
): Promise<readonly WrittenRows[]> {
  const { to } = writeBack;
  if (isObjectAddress(to)) {
    const target = { to, run, environment: places.environment, onRetry, signal };
    const objects: WrittenRows[] = [];
    for (const { name, tables: parts } of tables) objects.push(await writeRunObject(target, name, parts));
    return objects;
  }
  const writer = await runWriter(to, writeBack, 'writeBack.to', places);
  const written: WrittenTable[] = [];
  for (const table of tables) written.push(await writtenTable(table, run, writeBack.create));
  const rows = await writer.write(written, signal);
  return tables.map(({ name }, i) => ({ table: name, rows: rows[i]!, place: writer.place }));
}

async function writtenTable(
  { name: table, tables }: RunTable,
  run: string,
  create: boolean,
): Promise<WrittenTable> {
  const parts = partsOf(tables);
  const first = await parts.next();
  if (first.done) throw new WinbackError('INTERNAL', 'a list came without a table');
  const columns: WrittenColumn[] = [{ name: 'run', kind: 'key' }, ...columnsOf(first.value)];
  const kinds = columns.slice(1).map(({ kind }) => kind);
  async function* rows(): AsyncGenerator<readonly (readonly Cell[])[]> {
    yield* batchesOf(first.value as Table, run, kinds);
    for await (const part of parts) yield* batchesOf(part, run, kinds);
  }
  return { run: { table, columns, key: ['run', columns[1]!.name], run, create }, batches: rows() };
}

async function* partsOf(tables: AsyncIterable<Table> | Iterable<Table>): AsyncGenerator<Table> {
  yield* tables;
}

function columnsOf(table: Table): WrittenColumn[] {
  return table.schema.fields.map(({ name, type }, i) => ({
    name,
    kind: i === 0 ? 'key' : kindOf(type as unknown as ArrowType),
  }));
}

function kindOf({ typeId }: ArrowType): WrittenColumn['kind'] {
  if (typeId === arrowType.int || typeId === arrowType.bool) return 'integer';
  return typeId === arrowType.float ? 'number' : 'text';
}

function* batchesOf(
  table: Table,
  run: string,
  kinds: readonly WrittenColumn['kind'][],
): Generator<readonly (readonly Cell[])[]> {
  const vectors = kinds.map((_, i) => table.getChildAt(i)!);
  for (let from = 0; from < table.numRows; from += batchRows) {
    const rows = Math.min(batchRows, table.numRows - from);
    yield Array.from({ length: rows }, (_, i) => [
      run,
      ...vectors.map((vector, k) => cellOf(vector.get(from + i), kinds[k]!)),
    ]);
  }
}

function cellOf(value: unknown, kind: WrittenColumn['kind']): Cell {
  if (value === null || value === undefined || Number.isNaN(value)) return null;
  if (kind === 'number') return Number(value);
  if (kind === 'integer') return typeof value === 'bigint' ? value : Number(value);
  return String(value);
}
