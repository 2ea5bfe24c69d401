// A store of events on disk: made, grown by a day, and one snapshot of it, against the same files read into memory.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

import type { Table } from 'apache-arrow';

import { DuckDb } from '../src/data/sources/duckdb.js';
import { available } from '../src/features/available.js';
import type { FeaturesConfig } from '../src/features/config.js';
import { appendEvents } from '../src/features/day-store/append.js';
import { openStoreSnapshot } from '../src/features/day-store/store-features.js';
import { type EventLog, openEventLog } from '../src/features/log/event-log.js';
import { snapshotTables } from '../src/features/snapshot-tables.js';
import type { StoredFeatures } from '../src/features/stored-features.js';
import { featureVersion } from '../src/features/version.js';
import { type BenchRow, row } from './harness.js';
import { timed, withPeak } from './measures.js';

/** The day of the snapshot. */
const day = '2025-02-11';
/** The last day of the log: the one that is added. */
const newest = '2025-03-01';

interface Model {
  readonly stored: StoredFeatures;
  readonly version: string;
}

function modelOf({ record }: Pick<EventLog, 'record'>, config: FeaturesConfig): Model {
  const { features } = available(record, config);
  const { timeZone } = config.events;
  const { observationDays, horizonDays } = config.windows;
  const names = features.map(({ name }) => name);
  const stored = { timeZone, observationDays, horizonDays, names, value: null, encodings: [] };
  return { stored, version: featureVersion(config, features) };
}

async function storeSnapshot(
  store: string,
  config: FeaturesConfig,
  { stored, version }: Model,
): Promise<readonly Table[]> {
  const snapshot = await openStoreSnapshot(store, config, { stored, version }, { day });
  try {
    const tables: Table[] = [];
    for await (const { table } of snapshot.tables()) tables.push(table);
    return tables;
  } finally {
    snapshot.close();
  }
}

const countsOf = (tables: readonly Table[]): { readonly rows: number; readonly hash: number } => ({
  rows: tables.reduce((sum, { numRows }) => sum + numRows, 0),
  hash: tables.reduce((sum, table) => (sum + hashOfRows(table)) | 0, 0),
});

/** A hash of all values of each row, added up: the order of rows does not matter. */
function hashOfRows(table: Table): number {
  const bytes = new DataView(new ArrayBuffer(8));
  const hashes = new Int32Array(table.numRows).fill(0x811c9dc5 | 0);
  for (const { name } of table.schema.fields) {
    const column = table.getChild(name)!;
    for (let i = 0; i < table.numRows; i++) {
      const value: unknown = column.get(i);
      if (typeof value === 'string') {
        for (let k = 0; k < value.length; k++)
          hashes[i] = Math.imul(hashes[i]! ^ value.charCodeAt(k), 0x01000193);
        continue;
      }
      bytes.setFloat64(0, value === null ? Number.NaN : Number(value));
      hashes[i] = Math.imul(hashes[i]! ^ bytes.getInt32(0), 0x01000193);
      hashes[i] = Math.imul(hashes[i]! ^ bytes.getInt32(4), 0x01000193);
    }
  }
  return hashes.reduce((sum, hash) => (sum + hash) | 0, 0);
}

async function inMemory(config: FeaturesConfig) {
  const { value: log, seconds: read } = await timed(() => openEventLog(config.events, config.engine));
  const content = { config, definitions: available(log.record, config).definitions, encodings: [] };
  const { value: found, seconds: snapshot } = await timed(async () => {
    for await (const { table } of snapshotTables(log, content, [{ day }], { signal: undefined }))
      return table;
    throw new Error('no table');
  });
  log.close();
  return { model: modelOf(log, config), read, snapshot, counts: countsOf([found]) };
}

/** Writes the events of the last day, and all others, as files of their own. */
async function cutDay(path: string, folder: string): Promise<readonly [string, string]> {
  const engine = await DuckDb.open();
  const write = async (name: string, sign: string): Promise<string> => {
    const to = join(folder, name);
    await engine.run(
      `COPY (FROM read_parquet('${path}') WHERE ts::DATE ${sign} DATE '${newest}') TO '${to}' (FORMAT parquet)`,
    );
    return to;
  };
  const files = [await write('others.parquet', '<>'), await write('day.parquet', '=')] as const;
  engine.close();
  return files;
}

/** @param configOf a configuration of some files */
export async function storeRows(
  path: string,
  folder: string,
  configOf: (source: readonly string[]) => FeaturesConfig,
): Promise<readonly BenchRow[]> {
  const [others, ofDay] = await cutDay(path, folder);
  const both = configOf([others, ofDay]);
  const memory = await inMemory(both);
  const store = join(folder, 'store');
  const { value: made, peakMb } = await withPeak(() => timed(() => appendEvents(store, configOf([others]))));
  const added = await timed(() => appendEvents(store, configOf([ofDay])));
  const first = await timed(() => storeSnapshot(store, both, memory.model));
  const { rows, hash } = countsOf(first.value);
  const equal = rows === memory.counts.rows && hash === memory.counts.hash;
  const title = (text: string): string => `processor time: ${text}`;
  const size = `${(made.value.events / 1e6).toFixed(1)}M events`;
  const peak = `peak ${Math.round(peakMb)} MB`;
  const reading = 'read into memory';
  return [
    row(title(`a store of ${size} is made; ${peak}`), 's', made.seconds, reading, memory.read, null),
    row(
      title(`${added.value.log!.events} events of a day are added to it`),
      's',
      added.seconds,
      `all ${reading}`,
      memory.read,
      null,
    ),
    row(title('a snapshot from it'), 's', first.seconds, 'a snapshot from memory', memory.snapshot, equal),
  ];
}

/** The same for a folder of Parquet files of any size, through a store alone. */
export async function folderRows(
  files: string,
  folder: string,
  configOf: (source: readonly string[]) => FeaturesConfig,
): Promise<readonly BenchRow[]> {
  const names = (await readdir(files)).filter((name) => name.endsWith('.parquet')).sort();
  const config = configOf(names.map((name) => join(files, name)));
  const store = join(folder, 'folder-store');
  const { value: made, peakMb } = await withPeak(() => timed(() => appendEvents(store, config)));
  const { log } = made.value;
  const model = modelOf({ record: log! }, config);
  const { value: snapshot, peakMb: snapshotMb } = await withPeak(() =>
    timed(async () => {
      const open = await openStoreSnapshot(store, config, model, { day });
      let rows = 0;
      for await (const { table } of open.tables()) rows += table.numRows;
      open.close();
      return rows;
    }),
  );
  const size = `${(log!.events / 1e6).toFixed(0)}M events, ${(log!.users / 1e6).toFixed(2)}M users, ${names.length} files`;
  const none = 'nobody';
  return [
    row(
      `processor time: a store of ${size}; peak ${Math.round(peakMb)} MB`,
      's',
      made.seconds,
      none,
      null,
      null,
    ),
    row(
      `processor time: a snapshot of ${snapshot.value} users from it; peak ${Math.round(snapshotMb)} MB`,
      's',
      snapshot.seconds,
      none,
      null,
      null,
    ),
  ];
}
