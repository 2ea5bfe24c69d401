import { pathText } from '../../data/nested/column-path.js';
import { validJson } from '../../data/nested/nested-sql.js';
import type { DuckDb } from '../../data/sources/duckdb.js';
import { quotedName } from '../../data/sql/quote.js';
import { completeEvents, type EventsConfig } from '../config.js';
import type { ColumnSource } from '../mapping.js';
import type { PresetColumn } from '../presets/preset.js';
import { presetNamed } from '../presets/presets.js';
import type { EventLogRecord, PresetRecord } from '../records.js';
import { isClickHouse, serverColumns } from './clickhouse-source.js';
import { columnText } from './column-readings.js';
import type { WorkOptions } from './event-log.js';
import { attachEvents } from './events-source.js';

/** The configuration with what its preset gives for the columns of the files. @param engine reads files; null for a server */
export async function settledEvents(
  engine: DuckDb | null,
  config: EventsConfig,
  options: WorkOptions,
): Promise<EventsConfig> {
  if (config.preset === undefined) return config;
  const { nested = [] } = presetNamed(config.preset.name);
  if (isClickHouse(config)) return completeEvents(config, await serverColumns(config, options));
  return completeEvents(config, await columnsWithKeys(engine!, config, nested, options));
}

/**
 * The columns of the files, and the keys of the JSON texts in some of them, as presets take them.
 * @param nested columns whose keys are wanted; those that are not there are passed over
 */
export async function columnsWithKeys(
  engine: DuckDb,
  config: Pick<EventsConfig, 'source' | 'table' | 'persons' | 'teamId'>,
  nested: readonly string[],
  options: WorkOptions,
): Promise<readonly PresetColumn[]> {
  const mapped = new Map(nested.map((name) => [name, 'preset']));
  const { columns, from } = await attachEvents(engine, { ...config, mapped, text: [] }, options);
  const keys: PresetColumn[] = [];
  for (const { name, type } of columns) {
    if (!nested.includes(name) || !/^(VARCHAR|JSON)$/.test(type)) continue;
    keys.push(...(await keysIn(engine, from, name, options.signal)));
  }
  return [...columns, ...keys];
}

// Keys of the JSON objects in a column of texts, as columns with a dot; none where it holds other texts.
async function keysIn(
  engine: DuckDb,
  from: string,
  column: string,
  signal: AbortSignal | undefined,
): Promise<readonly PresetColumn[]> {
  const json = validJson(quotedName(column));
  const rows = await engine.rows(
    `SELECT DISTINCT key FROM (SELECT unnest(json_keys(${json})) AS key FROM ${from}) ORDER BY key`,
    { signal },
  );
  return rows.map((row) => ({ name: pathText([column, String(row['key'])]), type: 'VARCHAR' }));
}

/** What the preset of `config` filled in `settled`. */
export function presetRecord({ preset }: EventsConfig, settled: EventsConfig): PresetRecord | null {
  if (preset === undefined) return null;
  const filled = (key: string): boolean => !preset.written.includes(key);
  const columns = Object.entries(settled.columns)
    .filter(([option, source]) => source !== undefined && filled(`columns.${option}`))
    .map(([option, source]) => ({ option, column: columnText(source as ColumnSource) }));
  const roles = Object.entries(settled.roles).filter(([role]) => filled(`roles.${role}`));
  const { name, vendor } = presetNamed(preset.name);
  return { name, vendor, columns, roles: Object.fromEntries(roles) };
}

/** A vendor's own event that does not occur is no mistake of the user. */
export function seenByUser(record: EventLogRecord): EventLogRecord {
  const own = new Set(Object.values(record.preset?.roles ?? {}).flat());
  const neverSeen = record.reading.neverSeen.filter(({ event }) => !own.has(event));
  return { ...record, reading: { ...record.reading, neverSeen } };
}
