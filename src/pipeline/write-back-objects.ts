import type { Table } from 'apache-arrow';

import { addressOfKey, addressText, type ObjectAddress, objectAddress } from '../base/object-address.js';
import { buildTable } from '../data/tables/build.js';
import { writeTable } from '../data/tables/write.js';
import type { ObjectRetry } from '../stores/objects/attempts.js';
import type { Environment } from '../stores/secrets.js';
import type { WrittenRows } from './write-back.js';

/** What writing Parquet into an object store takes. */
export interface ObjectTarget {
  /** `s3://bucket/prefix` or `oss://bucket/prefix`. */
  readonly to: string;
  /** The run that all rows carry in their first column, and that names the object. */
  readonly run: string;
  readonly environment: Environment | undefined;
  readonly onRetry: ((retry: ObjectRetry) => void) | undefined;
  readonly signal: AbortSignal | undefined;
}

/**
 * Writes the rows of a run as one object, `prefix/TABLE/RUN.parquet`: whole or not at all, and in place of what the same run
 * wrote before.
 * @throws WinbackError IO, ABORTED
 */
export async function writeRunObject(
  { to, run, environment, onRetry, signal }: ObjectTarget,
  table: string,
  tables: AsyncIterable<Table> | Iterable<Table>,
): Promise<WrittenRows> {
  const { key: prefix, ...address } = objectAddress(to, 'writeBack.to');
  const place: ObjectAddress = { ...address, key: prefix.replace(/\/+$/, '') };
  const folder = place.key === '' ? table : `${place.key}/${table}`;
  const object = addressOfKey(place, `${folder}/${encodeURIComponent(run)}.parquet`);
  const rows = await writeTable(object, withRun(tables, run), { environment, onRetry, signal });
  return { table, rows, place: addressText(place) };
}

async function* withRun(tables: AsyncIterable<Table> | Iterable<Table>, run: string): AsyncGenerator<Table> {
  for await (const table of tables) {
    const codes = new Int32Array(table.numRows);
    const column = await buildTable([
      { name: 'run', kind: 'dictionary', codes, categories: [run], id: 1 << 20 },
    ]);
    const names = table.schema.fields.map(({ name }) => name);
    yield table.assign(column).select(['run', ...names]) as Table;
  }
}
