import type { Table } from 'apache-arrow';
import { expect } from 'vitest';

import { available } from '../../../../src/features/available.js';
import type { FeaturesConfig } from '../../../../src/features/config.js';
import { openStoreSnapshot } from '../../../../src/features/day-store/store-features.js';
import { openEventLog } from '../../../../src/features/log/event-log.js';
import { buildStoredFeatures, type StoredFeatures } from '../../../../src/features/stored-features.js';
import { featureVersion } from '../../../../src/features/version.js';

/** What a model would say about the features of a log. */
export interface Model {
  readonly stored: StoredFeatures;
  readonly version: string;
}

/** Every feature that the log of `config` can give, as a stored model has them. */
export async function modelOf(config: FeaturesConfig, root: string, day: string): Promise<Model> {
  const log = await openEventLog(config.events, config.engine, { root });
  try {
    const { windows, events } = config;
    const { features } = available(log.record, config);
    const encodings = (config.attributes?.fields ?? []).map((field) => ({
      field,
      categories: ['a', 'z', 'p1'],
    }));
    const stored: StoredFeatures = {
      timeZone: events.timeZone,
      observationDays: windows.observationDays,
      horizonDays: windows.horizonDays,
      names: features.map(({ name }) => name),
      value: null,
      encodings,
      afterFirstDays: config.snapshots.afterFirstDays ?? null,
    };
    expect(day >= log.record.firstDay).toBe(true);
    return { stored, version: featureVersion(config, features) };
  } finally {
    log.close();
  }
}

const bits = new DataView(new ArrayBuffer(8));

/** The values of every user as bits, and the names and types of the columns. */
export function rowsOf(tables: readonly Table[]): ReadonlyMap<string, readonly unknown[]> {
  const rows = new Map<string, readonly unknown[]>();
  for (const table of tables) {
    const columns = table.schema.fields.map(({ name }) => table.getChild(name)!);
    for (let row = 0; row < table.numRows; row++) {
      const [user, ...values] = columns.map((column) => exact(column.get(row)));
      expect(rows.has(String(user))).toBe(false);
      rows.set(String(user), values);
    }
  }
  return rows;
}

function exact(value: unknown): unknown {
  if (typeof value !== 'number') return value;
  bits.setFloat64(0, value);
  return bits.getBigUint64(0);
}

/** The features of a day from a store, as tables of at most `groupBytes` each. */
export async function fromStore(
  folder: string,
  config: FeaturesConfig,
  model: Model,
  options: { readonly day: string; readonly root: string; readonly groupBytes?: number | undefined },
): Promise<{ readonly tables: readonly Table[]; readonly groups: number; readonly attributes: unknown }> {
  const snapshot = await openStoreSnapshot(folder, config, model, options);
  try {
    const tables: Table[] = [];
    for await (const { table } of snapshot.tables()) tables.push(table);
    return { tables, groups: snapshot.groups, attributes: snapshot.attributes() };
  } finally {
    snapshot.close();
  }
}

/** Holds the store against all files read into memory: every value of every user, in one group and in many. */
export async function sameAsMemory(
  folder: string,
  config: FeaturesConfig,
  model: Model,
  { day, root }: { readonly day: string; readonly root: string },
): Promise<number> {
  const memory = await buildStoredFeatures(config, model.stored, model.version, { day, root });
  const expected = rowsOf([memory.table]);
  for (const groupBytes of [undefined, 1]) {
    const { tables, groups, attributes } = await fromStore(folder, config, model, { day, root, groupBytes });
    expect(groups > 10).toBe(groupBytes !== undefined);
    expect(tables.map(({ schema }) => String(schema))).toEqual(tables.map(() => String(memory.table.schema)));
    expect(rowsOf(tables)).toEqual(expected);
    expect(attributes).toEqual(memory.attributes);
  }
  return expected.size;
}
