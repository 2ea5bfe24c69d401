import type { DuckDb } from '../../data/sources/duckdb.js';
import type { NativeEventColumns } from '../../native/events-binding.js';
import type { EventsConfig } from '../config.js';
import { type Role, roles } from '../mapping.js';
import { ownNames, ownStreams, streamTest, streamValue } from '../own/streams.js';
import type { NamedCount } from '../records.js';
import type { EventRuns, RoleCounts } from '../runs/event-runs.js';
import { streamClass } from '../runs/program.js';
import { hasArrivals } from './arrival-sql.js';
import type { Staging } from './ingest-sql.js';
import type { ActiveDayCount, KeptCounts, KeptEvents } from './kept-events.js';
import { hasUtc, summedColumns, untrimmedSql } from './kept-sql.js';
import { placeholders } from './read-counts.js';

/** The number that events of a role have, as a column of the staged rows. */
const valueOfRole: Readonly<Partial<Record<Role, string>>> = {
  task_succeeded: 'duration_us',
  payment: 'amount',
  refund: 'amount',
  coupon: 'amount',
  feature_used: 'feature',
  quota: 'quota_ppm',
};

/** The column that tells events with ids of their own apart; null stays null. */
const keyColumn = 'if(id IS NULL, NULL, hash(id)) AS id_key';

/** How native code reads the staged events. */
export interface NativeReading {
  readonly sql: string;
  readonly columns: NativeEventColumns;
  /** Columns that are added up, in the order of the sums. */
  readonly counted: readonly string[];
}

/** @param keyed whether the hashes of the events' own ids are wanted */
export function nativeReading(staging: Staging, keyed: boolean): NativeReading {
  const { config } = staging;
  const counted = summedColumns(config);
  const values = [...new Set(Object.values(valueOfRole))];
  const utc = hasUtc(config) ? ['utc'] : [];
  const key = keyed ? [keyColumn] : [];
  const late = hasArrivals(config) ? ['late'] : [];
  const columns = [
    '"at"',
    'role',
    'exhausted',
    ...values,
    ...utc,
    ...key,
    ...ownNames(config),
    ...late,
    ...counted,
  ];
  return { sql: untrimmedSql(staging, columns), columns: positionsOf(columns, counted, config), counted };
}

/** Keeps the staged events in native memory. */
export async function keepInRuns(
  runs: EventRuns,
  engine: DuckDb,
  staging: Staging,
  signal: AbortSignal | undefined,
): Promise<KeptEvents> {
  const { config } = staging;
  const { sql, columns, counted } = nativeReading(staging, false);
  const { sums } = await runs.read(engine, sql, columns, signal);
  return {
    sums: new Map(counted.map((name, i) => [name, sums[i]!])),
    days: async () => runs.days().map((day) => activeCount(day, config.active)),
    finish: (lastDay) => finish(runs, config, lastDay, signal),
  };
}

function positionsOf(
  columns: readonly string[],
  counted: readonly string[],
  config: EventsConfig,
): NativeEventColumns {
  // The user stands before them.
  const at = (name: string): number => {
    const place = columns.indexOf(name);
    return place < 0 ? -1 : place + 1;
  };
  return {
    user: 0,
    at: at('"at"'),
    utc: at('utc'),
    role: at('role'),
    mark: at('exhausted'),
    key: at(keyColumn),
    valueOfRole: Int32Array.from(roles, (role) => at(valueOfRole[role] ?? '')),
    sums: Int32Array.from(counted, at),
    late: at('late'),
    copies: Int32Array.from(
      ownStreams(config).flatMap((stream) => [
        at(streamTest(stream)),
        at(streamValue(stream)),
        streamClass(stream.number),
      ]),
    ),
  };
}

/** The events of a day that count as activity. */
export function activeCount({ day, events, byRole }: RoleCounts, active: readonly Role[]): ActiveDayCount {
  const own = active.map((role) => byRole[roles.indexOf(role)]!);
  return { day, events, active: own.reduce((sum, count) => sum + count, 0) };
}

async function finish(
  runs: EventRuns,
  config: EventsConfig,
  lastDay: number | null,
  signal: AbortSignal | undefined,
): Promise<KeptCounts> {
  const kept = runs.days().filter(({ day }) => lastDay === null || day <= lastDay);
  const counts = await runs.finish(lastDay, signal);
  const placeholderUsers = await usersNamed(runs, placeholders, signal);
  return { ...counts, ...roleTotals(kept, config), placeholderUsers };
}

/** Events by role, and whether any is active. */
export function roleTotals(
  days: readonly RoleCounts[],
  { active }: Pick<EventsConfig, 'active'>,
): Pick<KeptCounts, 'byRole' | 'anyActive'> {
  const counts = roles.map((role, code) => {
    const rows = days.reduce((sum, { byRole }) => sum + byRole[code]!, 0);
    return [role as string, rows] as const;
  });
  const found = counts.filter(([, rows]) => rows > 0).sort(([a], [b]) => (a < b ? -1 : 1));
  const anyActive = found.some(([role]) => active.includes(role as Role));
  return { anyActive, byRole: Object.fromEntries(found) };
}

/** Users whose ids in small letters are among `names`, most events first. */
async function usersNamed(
  runs: EventRuns,
  names: readonly string[],
  signal: AbortSignal | undefined,
): Promise<readonly NamedCount[]> {
  const { offsets, ids, events } = await runs.users(names, signal);
  const decoder = new TextDecoder();
  const found = Array.from(events, (rows, i) => ({
    name: decoder.decode(ids.subarray(offsets[i], offsets[i + 1])),
    rows,
  }));
  // Users come in the order of their ids, and the sort is stable.
  return found.sort((a, b) => b.rows - a.rows);
}
