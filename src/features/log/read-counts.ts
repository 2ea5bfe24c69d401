import { masked } from '../../base/masked.js';
import { suggestion } from '../../base/options.js';
import type { DuckDb } from '../../data/sources/duckdb.js';
import { quotedText } from '../../data/sql/quote.js';
import type { EventsConfig } from '../config.js';
import type { LogReading, NamedCount, NeverSeen } from '../records.js';
import { usable } from './ingest-sql.js';

/** Rows of the source by what became of them. */
export interface RowCounts {
  readonly rows: number;
  /** Events before repeated ids are left out. */
  readonly usable: number;
  readonly merged: number;
  readonly missingUser: number;
  readonly missingTime: number;
  readonly unmapped: number;
  /** Rows with a time, readable or not, and those whose time cannot be read. */
  readonly givenTime: number;
  readonly badTime: number;
}

/**
 * How many rows there are, and why some are not events. When none is missing that is known without working out
 * every row again.
 */
export async function countRows(
  engine: DuckDb,
  events: number,
  signal: AbortSignal | undefined,
): Promise<RowCounts> {
  const [total] = await engine.rows('SELECT sum(lines) AS "rows" FROM staged', { signal });
  const rows = Number(total?.['rows'] ?? 0);
  const none = { merged: 0, missingUser: 0, missingTime: 0, unmapped: 0, badTime: 0 };
  if (rows === events) return { ...none, rows, usable: events, givenTime: rows };
  const [all] = await engine.rows(
    `SELECT count(*) FILTER (WHERE ${usable}) AS usable,
       sum(lines - 1) FILTER (WHERE ${usable}) AS merged,
       sum(lines) FILTER (WHERE user_id IS NULL) AS "missingUser",
       sum(lines) FILTER (WHERE user_id IS NOT NULL AND "at" IS NULL) AS "missingTime",
       sum(lines) FILTER (WHERE user_id IS NOT NULL AND "at" IS NOT NULL AND role IS NULL) AS unmapped,
       sum(given_time) AS "givenTime", sum(bad_time) AS "badTime"
     FROM staged`,
    { signal },
  );
  const number = (key: keyof RowCounts): number => Number(all?.[key] ?? 0);
  return {
    rows,
    usable: number('usable'),
    merged: number('merged'),
    missingUser: number('missingUser'),
    missingTime: number('missingTime'),
    unmapped: number('unmapped'),
    givenTime: number('givenTime'),
    badTime: number('badTime'),
  };
}

export interface LogNames {
  readonly unmapped: readonly NamedCount[];
  readonly neverSeen: readonly NeverSeen[];
}

const mostNames = 20;

/** Names of the log that are looked at beside those of the configuration, most frequent first. */
export const namesSeen = 1000;

/** The event names of the log that no role takes, and those of the configuration that it does not have. */
export async function namesOf(
  engine: DuckDb,
  config: EventsConfig,
  signal: AbortSignal | undefined,
): Promise<LogNames> {
  if (config.columns.event === undefined) return { unmapped: [], neverSeen: [] };
  const mapped = mappedNames(config);
  const list = mapped.map(({ event }) => quotedText(event)).join(', ') || 'NULL';
  const found = await engine.rows(
    `SELECT name, sum(lines) AS n, coalesce(name IN (${list}), false) AS mapped FROM staged
     WHERE name IS NOT NULL GROUP BY name ORDER BY mapped DESC, n DESC, name LIMIT ${mapped.length + namesSeen}`,
    { signal },
  );
  return namesFrom(
    config,
    found.map((row) => ({ name: String(row['name']), rows: Number(row['n']) })),
  );
}

/** Events of the configuration with their roles. */
export const mappedNames = ({
  roles,
}: Pick<EventsConfig, 'roles'>): readonly { readonly role: string; readonly event: string }[] =>
  Object.entries(roles).flatMap(([role, events]) => events.map((event) => ({ role, event })));

/** @param found names of the log with their rows; those of the configuration first, then the most frequent */
export function namesFrom(config: Pick<EventsConfig, 'roles'>, found: readonly NamedCount[]): LogNames {
  const mapped = mappedNames(config);
  const wanted = new Set(mapped.map(({ event }) => event));
  const seen = new Set(found.map(({ name }) => name).filter((name) => wanted.has(name)));
  const others = found.filter(({ name }) => !wanted.has(name));
  const all = [...others.map(({ name }) => name), ...seen];
  const absent = mapped.filter(({ event }) => !seen.has(event));
  return {
    unmapped: others.slice(0, mostNames).map(({ name, rows }) => ({ name: masked(name), rows })),
    neverSeen: absent.map(({ role, event }) => ({ role, event, closest: closestTo(event, all) })),
  };
}

// Names of two letters are all within two changes of each other: at least half of the letters must be kept.
function closestTo(event: string, names: readonly string[]): string | null {
  const size = Array.from(event).length;
  const near = names.filter((name) => size > 3 || sharesHalf(event, name));
  const found = /"(.*)"\?\)$/s.exec(suggestion(event, near));
  return found === null ? null : masked(found[1]!);
}

function sharesHalf(a: string, b: string): boolean {
  const [one, other] = [a, b].map((name) => Array.from(name.toLowerCase())) as [string[], string[]];
  const shared = one.filter((letter) => other.includes(letter)).length;
  return shared * 2 >= Math.max(one.length, other.length);
}

/** Texts that exports write where there is no value, in small letters. */
export const placeholders = [
  'null',
  'none',
  'nan',
  'nil',
  'na',
  'n/a',
  '\\n',
  'undefined',
  'unknown',
  'anonymous',
  'guest',
  '(not set)',
  '(null)',
  '0',
  '-1',
  '-',
  '00000000-0000-0000-0000-000000000000',
];

const frequentShare = 0.01;
const fewestRepeats = 5;

/** Whether so many repeated rows can hold an id that is frequent; the first row of an id is no duplicate. */
export const canBeFrequent = (rows: number, duplicates: number): boolean =>
  duplicates + 1 >= Math.max(fewestRepeats, rows * frequentShare);

/** The id that more than 1 % of the rows (and at least five) share. */
export async function frequentId(
  engine: DuckDb,
  rows: number,
  duplicates: number,
  signal: AbortSignal | undefined,
): Promise<LogReading['frequentId']> {
  if (!canBeFrequent(rows, duplicates)) return null;
  const [top] = await engine.rows(
    `SELECT id, count(*) AS n FROM staged WHERE ${usable} AND id IS NOT NULL
     GROUP BY id ORDER BY n DESC, id LIMIT 1`,
    { signal },
  );
  return frequentFrom(rows, top);
}

/** @param top the id with the most rows: `id` and `n` */
export function frequentFrom(
  rows: number,
  top: Readonly<Record<string, unknown>> | undefined,
): LogReading['frequentId'] {
  const count = Number(top?.['n'] ?? 0);
  if (top === undefined || count < fewestRepeats || count <= rows * frequentShare) return null;
  const id = String(top['id']);
  const value = placeholders.includes(id.toLowerCase()) ? id : null;
  return { rows: count, share: count / rows, value };
}
