import { WinbackError } from '../../base/errors.js';
import { shown, suggestion } from '../../base/options.js';
import { possibleColumns } from '../../data/nested/column-path.js';
import type { DuckDb } from '../../data/sources/duckdb.js';
import { storeTable } from '../../data/sources/store-table.js';
import { quotedName } from '../../data/sql/quote.js';
import { isSqlStore, sqlStore } from '../../stores/open-store.js';
import type { Relation, SqlStore, StoreColumn } from '../../stores/sql/store.js';
import type { WorkOptions } from './event-log.js';
import type { NamedCount } from './reading-records.js';
import type { SourceConfig } from './source.js';

/** Whether a source is a relational database rather than files. */
export const isStore = ({ source }: Pick<SourceConfig, 'source'>): boolean => source.some(isSqlStore);

/** A copy of the mapped columns. */
export interface StoreCopy {
  /** FROM item. */
  readonly from: string;
  /** Dates such as 0000-00-00, which were taken as missing, by column. */
  readonly zeroDates: readonly NamedCount[];
}

/** Copies that an engine holds, so that each has a name of its own. */
const copies = new WeakMap<DuckDb, number>();

/**
 * Copies the mapped columns of a table or query of a database into the engine, with every digit.
 * @throws WinbackError BAD_INPUT for a missing column or one of bytes; NOT_FOUND, IO, ABORTED as SqlStore
 */
export async function copyFromStore(
  engine: DuckDb,
  config: SourceConfig,
  { root, environment, signal }: WorkOptions,
): Promise<StoreCopy> {
  const { section = 'events' } = config;
  const store = await sqlStore(config.source[0]!, config, `${section}.source`, { root, environment });
  const from: Relation = config.query === undefined ? { table: config.table! } : { query: config.query };
  const columns = await wantedColumns(store, from, config, signal);
  const number = (copies.get(engine) ?? 0) + 1;
  copies.set(engine, number);
  const name = `winback_store_${number}`;
  const { batches, zeroDates } = store.rows(from, columns, signal);
  await storeTable(engine, name, columns, batches, signal);
  return {
    from: quotedName(name),
    zeroDates: [...zeroDates].map(([column, rows]) => ({ name: column, rows })),
  };
}

async function wantedColumns(
  store: SqlStore,
  from: Relation,
  { mapped, section }: SourceConfig,
  signal: AbortSignal | undefined,
): Promise<readonly StoreColumn[]> {
  const known = await store.columns(from, signal);
  const names = known.map(({ name }) => name);
  const isThere = (name: string): boolean => possibleColumns(name).some((one) => names.includes(one));
  const missing = [...mapped].find(([name]) => !isThere(name));
  if (missing !== undefined) {
    const [name, option] = missing;
    const hint = suggestion(name, names) || `; it has ${names.slice(0, 20).join(', ')}`;
    const where = section ?? option;
    throw new WinbackError('BAD_INPUT', `${where}: ${store.place} has no column ${shown(name)} there${hint}`);
  }
  const wanted = [...mapped.keys()].flatMap(possibleColumns);
  const columns = known.filter(({ name }) => wanted.includes(name));
  const bytes = columns.find(({ unreadable }) => unreadable !== null);
  if (bytes === undefined) return columns;
  throw new WinbackError('BAD_INPUT', `${store.place}: the column "${bytes.name}" holds ${bytes.unreadable}`);
}
