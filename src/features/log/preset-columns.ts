import type { DuckDb } from '../../data/sources/duckdb.js';
import { completeEvents, type EventsConfig } from '../config.js';
import type { ColumnSource } from '../mapping.js';
import { presetNamed } from '../presets/presets.js';
import type { EventLogRecord, PresetRecord } from '../records.js';
import { columnText } from './column-readings.js';
import type { WorkOptions } from './event-log.js';
import { attachSource } from './source.js';

/** The configuration with what its preset gives for the columns of the files. */
export async function settledEvents(
  engine: DuckDb,
  config: EventsConfig,
  options: WorkOptions,
): Promise<EventsConfig> {
  if (config.preset === undefined) return config;
  const { columns } = await attachSource(engine, { ...config, mapped: new Map(), text: [] }, options);
  return completeEvents(config, columns);
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
