import { WinbackError } from '../../base/errors.js';
import { type Check, flag, integer, listOf, object, optional, text } from '../../base/options.js';
import type { Day } from '../records.js';

/** A file that events of a run came from. */
export interface StoredSource {
  /** Its name when it was read. */
  readonly name: string;
  readonly bytes: number;
  /** When it was last changed, milliseconds since 1970. */
  readonly modified: number;
  readonly sha256: string;
}

/** Events of one day: the day as a number since 1970-01-01, all events, then those of each role. */
export type StoredDay = readonly number[];

/** A file of events in the store. */
export interface StoredRun {
  /** Its name in the folder. */
  readonly file: string;
  /** The day that more than half of its events are of; null for a run of many days. */
  readonly day: Day | null;
  /** First day that its events fill. */
  readonly from: Day;
  /** Last day that its events fill. */
  readonly to: Day;
  readonly events: number;
  /** Users with an event in it. */
  readonly users: number;
  readonly bytes: number;
  readonly days: readonly StoredDay[];
  readonly sources: readonly StoredSource[];
}

/** What a store was made with: events that were read in another way do not go together. */
export interface StoreMaking {
  /** Version of the store's own files. */
  readonly format: number;
  /** DuckDB's version: its hashes of features and of ids are kept. */
  readonly duckdb: string;
  /** SHA-256 of what the configuration says about how events are read. */
  readonly reading: string;
}

/** `store.json`: the runs that a store consists of. Files that it does not name are no part of the store. */
export interface StoreManifest extends StoreMaking {
  /** Version of the winback that wrote it; for the reader's eyes. */
  readonly winback: string;
  /** Whether events have ids of their own. */
  readonly keyed: boolean;
  /** Columns and roles as the preset of the configuration gave them; null without a preset. */
  readonly settled: Readonly<Record<string, unknown>> | null;
  /** The first is the base. */
  readonly runs: readonly StoredRun[];
}

/** Events of all runs; an event that two of them have counts twice. */
export const eventsOf = (runs: readonly StoredRun[]): number =>
  runs.reduce((sum, { events }) => sum + events, 0);

/** Version of the manifest, of the files of events, and of what an event of them means. */
export const storeFormat = 1;

const source = object<StoredSource>({
  name: text,
  bytes: integer(0),
  modified: integer(0),
  sha256: text,
});

const dayValues: Check<StoredDay> = (value, name) => listOf(integer(Number.MIN_SAFE_INTEGER))(value, name);

// A name with a separator would reach out of the folder.
const fileName: Check<string> = (value, name) => {
  const given = text(value, name);
  if (/^run-\d+\.events$/.test(given)) return given;
  throw new WinbackError('BAD_INPUT', `${name} is no file of a store`);
};

const run = object<StoredRun>({
  file: fileName,
  day: optional<string, string | null>(text, null),
  from: text,
  to: text,
  events: integer(0),
  users: integer(0),
  bytes: integer(0),
  days: listOf(dayValues),
  sources: listOf(source),
});

const anything: Check<Readonly<Record<string, unknown>>> = (value) =>
  value as Readonly<Record<string, unknown>>;

const manifest = object<StoreManifest>({
  format: integer(0),
  duckdb: text,
  reading: text,
  winback: text,
  keyed: flag,
  settled: optional<Readonly<Record<string, unknown>>, null>(anything, null),
  runs: listOf(run),
});

/** The manifest of a text. @throws WinbackError BAD_INPUT naming what is wrong */
export function parseManifest(json: string, name: string): StoreManifest {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw new WinbackError('BAD_INPUT', `${name} is no JSON: it is damaged`, { cause });
  }
  const { format } = (value ?? {}) as { readonly format?: unknown };
  if (typeof format === 'number' && format > storeFormat) {
    throw new WinbackError('BAD_INPUT', `${name} was written by a newer winback (format ${format})`);
  }
  return manifest(value, name);
}
