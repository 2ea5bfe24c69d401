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

/** The number that events of a role have, as a column of the staged rows. */
const valueOfRole: Readonly<Partial<Record<Role, string>>> = {
  task_succeeded: 'duration_us',
  payment: 'amount',
  refund: 'amount',
  coupon: 'amount',
  feature_used: 'feature',
  quota: 'quota_ppm',
};

/** Keeps the staged events in native memory. */
export async function keepInRuns(
  runs: EventRuns,
  engine: DuckDb,
  staging: Staging,
  signal: AbortSignal | undefined,
): Promise<KeptEvents> {
  const { config } = staging;
  const counted = summedColumns(config);
  const values = [...new Set(Object.values(valueOfRole))];
  const utc = hasUtc(config) ? ['utc'] : [];
  const late = hasArrivals(config) ? ['late'] : [];
  const columns = ['"at"', 'role', 'exhausted', ...values, ...utc, ...ownNames(config), ...late, ...counted];
  const positions = positionsOf(columns, counted, config);
  const { sums } = await runs.read(engine, untrimmedSql(staging, columns), positions, signal);
  return {
    sums: new Map(counted.map((name, i) => [name, sums[i]!])),
    days: async () => runs.days().map((day) => activeCount(day, config.active)),
    finish: (lastDay) => finish(runs, config, lastDay, signal),
    usersNamed: (names) => usersNamed(runs, names, signal),
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

function activeCount({ day, events, byRole }: RoleCounts, active: readonly Role[]): ActiveDayCount {
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
  const { events, users } = await runs.finish(lastDay, signal);
  const counts = roles.map((role, code) => {
    const rows = kept.reduce((sum, { byRole }) => sum + byRole[code]!, 0);
    return [role as string, rows] as const;
  });
  const found = counts.filter(([, rows]) => rows > 0).sort(([a], [b]) => (a < b ? -1 : 1));
  const anyActive = found.some(([role]) => config.active.includes(role as Role));
  return { events, users, anyActive, byRole: Object.fromEntries(found) };
}

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
