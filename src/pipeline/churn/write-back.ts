import type { Table } from 'apache-arrow';

import { WinbackError } from '../../base/errors.js';
import { isObjectAddress } from '../../base/object-address.js';
import { contactList } from '../../campaign/list.js';
import { type ArrowType, arrowType } from '../../data/arrow-shape.js';
import type { ObjectRetry } from '../../stores/objects/attempts.js';
import { sqlStore } from '../../stores/open-store.js';
import type { SecretPlaces } from '../../stores/secrets.js';
import { batchRows, type Cell, type SqlStore, type WrittenColumn } from '../../stores/sql/store.js';
import type { ChurnConfig } from './config.js';
import type { PreparedChurn } from './dataset.js';
import type { ChurnPipelineRun } from './run.js';
import { scoreNames } from './scored-users.js';
import type { WriteBack } from './write-back-config.js';
import { writeRunObject } from './write-back-objects.js';

/** A table that was written. */
export interface WrittenTable {
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

/**
 * Whether the target can be asked, before anything is trained: its secret and certificate are there. Nothing is sent.
 * @throws WinbackError BAD_INPUT, NOT_FOUND
 */
export async function checkWriteBack(writeBack: WriteBack | null, places: SecretPlaces): Promise<void> {
  if (writeBack === null) return;
  if (isObjectAddress(writeBack.to)) {
    const { openBucket } = await import('../../stores/objects/bucket.js');
    await openBucket(writeBack.to, 'writeBack.to', places);
  } else await sqlStore(writeBack.to, writeBack, 'writeBack.to', places);
}

/**
 * Writes the scores of a run, and its contact list where it has a plan, where `writeBack` says. In a database each table is
 * written in one transaction, and rows of the same run are replaced; in an object store each is one object of the run.
 * @throws WinbackError BAD_INPUT, NOT_FOUND for a missing table, IO, ABORTED
 */
export async function writeBackChurn(
  config: Pick<ChurnConfig, 'name' | 'output'> & { readonly writeBack: WriteBack },
  data: PreparedChurn,
  { scores, plan }: Pick<ChurnPipelineRun, 'scores' | 'plan'>,
  options: WriteBackOptions,
): Promise<readonly WrittenTable[]> {
  const { writeBack } = config;
  const write = await writerOf(writeBack, runOf(config, data), options);
  const table = scores as Table;
  const idColumn = data.idColumn ?? 'row';
  const written = [await write(writeBack.scores, [table.select([idColumn, ...scoreNames])])];
  if (plan === null) return written;
  const { salt } = config.output;
  return [...written, await write(writeBack.plan, contactList({ table, plan, options: { salt } }))];
}

type Writer = (table: string, tables: AsyncIterable<Table> | Iterable<Table>) => Promise<WrittenTable>;

async function writerOf(
  writeBack: WriteBack,
  run: string,
  { signal, onRetry, ...places }: WriteBackOptions,
): Promise<Writer> {
  const { to, create } = writeBack;
  if (isObjectAddress(to)) {
    const { environment } = places;
    return (table, tables) => writeRunObject({ to, run, environment, onRetry, signal }, table, tables);
  }
  const store = await sqlStore(to, writeBack, 'writeBack.to', places);
  return (table, tables) => writeTable({ store, run, create, signal }, table, tables);
}

function runOf({ name, writeBack }: { name: string; writeBack: WriteBack }, data: PreparedChurn): string {
  if (writeBack.run !== null) return writeBack.run;
  const day = data.features?.snapshots.at(-1)?.day;
  if (day !== undefined) return `${name} ${day}`;
  throw new WinbackError(
    'BAD_INPUT',
    'writeBack.run is missing: a prepared table has no day that names the run',
  );
}

interface Target {
  readonly store: SqlStore;
  readonly run: string;
  readonly create: boolean;
  readonly signal: AbortSignal | undefined;
}

/** Writes tables of the same columns, whose first tells the user. */
async function writeTable(
  { store, run, create, signal }: Target,
  table: string,
  tables: AsyncIterable<Table> | Iterable<Table>,
): Promise<WrittenTable> {
  const parts = partsOf(tables);
  const first = await parts.next();
  if (first.done) throw new WinbackError('INTERNAL', 'a list came without a table');
  const columns: WrittenColumn[] = [{ name: 'run', kind: 'key' }, ...columnsOf(first.value)];
  const written = { table, columns, key: ['run', columns[1]!.name], run, create };
  const kinds = columns.slice(1).map(({ kind }) => kind);
  async function* rows(): AsyncGenerator<readonly (readonly Cell[])[]> {
    yield* batchesOf(first.value as Table, run, kinds);
    for await (const part of parts) yield* batchesOf(part, run, kinds);
  }
  return { table, rows: await store.write(written, rows(), signal), place: store.place };
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
