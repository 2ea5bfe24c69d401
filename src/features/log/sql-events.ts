import { dayOf } from '../../base/days.js';
import { WinbackError } from '../../base/errors.js';
import type { DuckDb } from '../../data/sources/duckdb.js';
import { quotedText } from '../../data/sql/quote.js';
import { renderQuery } from '../../data/sql/render.js';
import type { EventsConfig } from '../config.js';
import { ownNames } from '../own/streams.js';
import type { NamedCount } from '../records.js';
import { activeDaysQuery } from '../snapshot-query.js';
import { hasArrivals } from './arrival-sql.js';
import type { ActiveDayCount, KeptCounts, KeptEvents } from './kept-events.js';
import { hasUtc, keptSql, summedColumns } from './kept-sql.js';
import { placeholders } from './read-counts.js';

/** Keeps the staged events in tables `events`, `users` and `active_days` of the engine. */
export async function keepInTables(
  engine: DuckDb,
  config: EventsConfig,
  signal: AbortSignal | undefined,
): Promise<KeptEvents> {
  const counted = summedColumns(config);
  const columns = [
    'hash(user_id) AS uid, "at"',
    ...(hasUtc(config) ? ['utc'] : []),
    'day, role, amount, duration_us, feature, quota_ppm, exhausted',
    ...ownNames(config),
    ...(hasArrivals(config) ? ['late'] : []),
    ...counted,
  ];
  await engine.run(`CREATE TABLE events AS ${keptSql(config, columns)}`, { signal });
  const sums = await sumsOf(engine, counted, signal);
  for (const name of counted) await engine.run(`ALTER TABLE events DROP COLUMN ${name}`);
  return {
    sums,
    days: () => daysOf(engine, config, signal),
    finish: (lastDay) => finish(engine, config, lastDay, signal),
  };
}

async function sumsOf(
  engine: DuckDb,
  counted: readonly string[],
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, number>> {
  if (counted.length === 0) return new Map();
  const list = counted.map((name) => `sum(${name}) AS ${name}`).join(', ');
  const [found] = await engine.rows(`SELECT ${list} FROM events`, { signal });
  return new Map(counted.map((name) => [name, Number(found?.[name] ?? 0)]));
}

async function daysOf(
  engine: DuckDb,
  config: EventsConfig,
  signal: AbortSignal | undefined,
): Promise<readonly ActiveDayCount[]> {
  const active = config.active.map(quotedText).join(', ');
  const rows = await engine.rows(
    `SELECT epoch(day) // 86400 AS day, count(*) AS events, count(*) FILTER (role IN (${active || 'NULL'})) AS active
     FROM events GROUP BY ALL ORDER BY 1`,
    { signal },
  );
  return rows.map((row) => ({
    day: Number(row['day']),
    events: Number(row['events']),
    active: Number(row['active']),
  }));
}

async function finish(
  engine: DuckDb,
  config: EventsConfig,
  lastDay: number | null,
  signal: AbortSignal | undefined,
): Promise<KeptCounts> {
  if (lastDay !== null)
    await engine.run(`DELETE FROM events WHERE day > DATE '${dayOf(lastDay)}'`, { signal });
  await numberUsers(engine, signal);
  await engine.run(`CREATE TABLE active_days AS ${renderQuery(activeDaysQuery(config), 'duckdb')}`, {
    signal,
  });
  const [found] = await engine.rows(
    `SELECT (SELECT count(*) FROM events) AS events, (SELECT count(*) FROM users) AS users,
       (SELECT count(*) FROM active_days) AS active`,
    { signal },
  );
  const roles = await engine.rows(
    'SELECT role::VARCHAR AS role, count(*) AS n FROM events GROUP BY 1 ORDER BY role',
    { signal },
  );
  return {
    events: Number(found?.['events'] ?? 0),
    users: Number(found?.['users'] ?? 0),
    anyActive: Number(found?.['active'] ?? 0) > 0,
    placeholderUsers: await placeholderUsers(engine, signal),
    byRole: Object.fromEntries(roles.map((row) => [String(row['role']), Number(row['n'])])),
  };
}

// A user is known by the 64-bit hash of the id, so that no join over all events is needed; should two ids
// ever share one, nothing is built.
async function numberUsers(engine: DuckDb, signal: AbortSignal | undefined): Promise<void> {
  await engine.run(
    `CREATE TABLE users AS SELECT uid, user_id, first_day
     FROM (SELECT uid, min(day) AS first_day FROM events GROUP BY uid)
     JOIN (SELECT DISTINCT hash(user_id) AS uid, user_id FROM staged WHERE user_id IS NOT NULL) USING (uid)`,
    { signal },
  );
  const [shared] = await engine.rows('SELECT count(*) - count(DISTINCT uid) AS n FROM users', { signal });
  if (Number(shared?.['n']) > 0) throw new WinbackError('INTERNAL', 'two user ids have the same hash');
}

async function placeholderUsers(
  engine: DuckDb,
  signal: AbortSignal | undefined,
): Promise<readonly NamedCount[]> {
  const found = await engine.rows(
    `SELECT user_id AS name, count(*) AS n
     FROM (SELECT uid, user_id FROM users WHERE lower(user_id) IN (${placeholders.map(quotedText).join(', ')}))
       JOIN events USING (uid)
     GROUP BY 1 ORDER BY n DESC, name`,
    { signal },
  );
  return found.map((row) => ({ name: String(row['name']), rows: Number(row['n']) }));
}
