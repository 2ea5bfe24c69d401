import { createHash } from 'node:crypto';

import { WinbackError } from '../../base/errors.js';
import { dependencyVersion } from '../../base/package-manifest.js';
import type { EventsConfig } from '../config.js';
import { roles } from '../mapping.js';
import { ownStreams } from '../own/streams.js';
import { type StoreMaking, type StoreManifest, storeFormat } from './manifest.js';

/** What decides how a row of a file becomes an event. */
function readingOf(events: EventsConfig): string {
  const { columns, roles: mapped, everyRow, timeZone, timestampsIn, timeUnit } = events;
  const { numberFormat, timeFormat } = events;
  const decided = { columns, roles: mapped, everyRow, timeZone, timestampsIn, timeUnit };
  // Events of the user's own features are marked while they are read.
  const own = ownStreams(events).map(({ feature: _, ...stream }) => stream);
  const all = { ...decided, numberFormat, timeFormat, codes: roles, own };
  return createHash('sha256').update(JSON.stringify(all)).digest('hex');
}

/** What a store of these events is made with. @param events with the preset written out */
export function makingOf(events: EventsConfig): StoreMaking {
  return {
    format: storeFormat,
    duckdb: dependencyVersion('@duckdb/node-api') ?? 'unknown',
    reading: readingOf(events),
  };
}

const remedy = 'read all files again with --rebuild, or give another folder with --store';

/** @throws WinbackError BAD_INPUT for a store that was made in another way, with the remedy */
export function requireSameMaking(folder: string, store: StoreManifest, events: EventsConfig): void {
  const making = makingOf(events);
  if (store.format !== making.format || store.duckdb !== making.duckdb) {
    throw new WinbackError(
      'BAD_INPUT',
      `the store ${folder} was made by winback ${store.winback} with DuckDB ${store.duckdb}, whose events this version does not read: ${remedy}`,
    );
  }
  if (store.reading === making.reading) return;
  throw new WinbackError(
    'BAD_INPUT',
    `the store ${folder} was made with another configuration of events (columns, roles, zones or formats): ${remedy}`,
  );
}

const settledKeys = ['columns', 'roles', 'everyRow', 'timestampsIn'] as const;

/** What the preset of a configuration gave for the files of the store. */
export function settledOf(events: EventsConfig): StoreManifest['settled'] {
  if (events.preset === undefined) return null;
  return Object.fromEntries(settledKeys.map((key) => [key, events[key]]));
}

/** The configuration as the events of the store were read with it. */
export function withSettled(events: EventsConfig, { settled }: StoreManifest): EventsConfig {
  return settled === null ? events : ({ ...events, ...settled } as EventsConfig);
}
