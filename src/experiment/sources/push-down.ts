import { msPerDay } from '../../base/days.js';
import { WinbackError } from '../../base/errors.js';
import { zoneOffset } from '../../base/time-zone.js';
import { renderQuery } from '../../data/sql/render.js';
import type { Query } from '../../data/sql/tree.js';
import type { ExperimentConfig } from '../config/config.js';
import type { ExposureConfig } from '../config/events-config.js';
import { requireEvents } from '../config/guards.js';
import { labelIndex } from '../config/labels.js';
import { unknownVariant } from '../data/arms.js';
import type { ExperimentData } from '../data/data.js';
import type { ColumnFacts } from '../data/prepare.js';
import { requireRatioCap } from '../data/winsorise.js';
import { winsoriseEntry } from '../data/winsorise-entry.js';
import { emptyMoments, type JointMoments, packed } from '../moments/moments.js';
import { requireTimestamps } from './event-times.js';
import { countsQuery, untimedEventsQuery } from './events-sql.js';
import { cappedColumns } from './push-down-caps.js';
import { momentsQuery, type PushedColumn, pilotQuery } from './push-down-sql.js';

/** Anything that answers SQL with rows: a DuckDb, or a ClickHouse client in three lines of its caller. */
export interface SqlRows {
  /** @default duckdb */
  readonly dialect?: 'duckdb' | 'clickhouse' | undefined;
  /**
   * One object per row, keyed by column; 64-bit integers as number, bigint or decimal text.
   * @param sql one query in the dialect
   */
  rows(sql: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
}

/**
 * Experiment data of which only sufficient statistics leave the database: users, sums and cross-products per variant,
 * with winsorising caps and any number of covariates computed there. No quantile metrics, strata, days or A/A runs,
 * but any number of users. Equal to the row path to 1e-12.
 * @param db what runs the queries
 * @param source name of the table or view with the events
 * @param events which columns and events of the log are exposures and outcomes
 * @param config of experimentConfig; its metrics name the outcomes
 * @throws BAD_CONFIG for a metric that needs rows, BAD_INPUT for variants the experiment does not have,
 *   exposures without a user, or values that are not finite
 *
 * @example
 * ```ts
 * import { DuckDb } from 'winback/data';
 * import { experimentConfig, momentsFromEvents } from 'winback/experiment';
 *
 * const db = await DuckDb.open();
 * await db.run('CREATE TABLE log (u VARCHAR, e VARCHAR, arm VARCHAR, t TIMESTAMP)');
 * await db.run("INSERT INTO log VALUES ('a', 'seen', 'off', '2026-01-01'), ('b', 'seen', 'on', '2026-01-01')");
 * await db.run("INSERT INTO log VALUES ('b', 'paid', NULL, '2026-01-03')");
 * const columns = { user: 'u', event: 'e', time: 't', variant: 'arm' };
 * const plain = { experiment: undefined, experimentValue: '', properties: undefined };
 * const paid = { name: 'paid', event: 'paid', count: 'any', value: undefined, daysBefore: undefined } as const;
 * const metrics = [{ name: 'paid', kind: 'proportion', role: 'primary', column: 'paid' }];
 * const config = experimentConfig({ name: 'coupon', control: 'off', treatments: ['on'], data: {}, metrics });
 * const log = { ...columns, ...plain, exposure: 'seen', outcomes: [paid], windowDays: 7, asOf: '2026-02-01' };
 * const { cells } = await momentsFromEvents(db, 'log', log, config);
 * cells.map(([arm]) => arm?.mean[0]); // [0, 1]
 * ```
 */
export async function momentsFromEvents(
  db: SqlRows,
  source: string,
  events: ExposureConfig,
  config: ExperimentConfig,
): Promise<ExperimentData> {
  requireEvents(db, source, events, config);
  if (config.exclude.length > 0 || config.metrics.some((metric) => metric.positive !== undefined))
    throw new WinbackError('BAD_CONFIG', 'exclude and positive need rows: they cannot be pushed down');
  if (config.bots !== undefined || (config.mix ?? []).length > 0 || (events.derived ?? []).length > 0)
    throw new WinbackError(
      'BAD_CONFIG',
      'bots, mix and derived events need rows: they cannot be pushed down; leave pushDown out',
    );
  await requireTimestamps(db, source, events.time);
  const columns = await cappedColumns(db, source, events, config);
  const ask = (query: Query) => db.rows(renderQuery(query, db.dialect ?? 'duckdb'));
  const [over = {}] = await ask(pilotQuery(events, source, columns));
  const pilot = columns.map((_, i) => Number(over[`m_${i}`] ?? 0));
  columns.forEach((c, i) => {
    checkPilot(c, i, over);
  });
  const metricOf = new Map(config.metrics.map((metric) => [metric.name, metric]));
  const rows = await ask(momentsQuery(events, source, columns, pilot));
  const facts = columns.map(
    (c, i) => [c.name, factsOf(c, Number(over[`c_${i}`] ?? 0), metricOf.has(c.name))] as const,
  );
  return {
    columns: columns.map((c) => c.name),
    cells: cellsOf(rows, pilot, config),
    strata: ['all'],
    facts: new Map(facts),
    rows: null,
    counts: { beforeExposure: 0, excluded: [], ...(await eventCounts(db, source, events, config.timeZone)) },
    ledger: facts.flatMap(([name, { winsorised }]) => {
      const metric = metricOf.get(name);
      return winsorised === null || metric === undefined ? [] : [winsoriseEntry(metric, winsorised)];
    }),
  };
}

/** @throws BAD_INPUT for values that are not what the metric needs, or a ratio's cap that cannot be kept */
function checkPilot(c: PushedColumn, i: number, over: Readonly<Record<string, unknown>>): void {
  const bad = c.binary ? Number(over[`b_${i}`] ?? 0) : 0;
  if (bad > 0)
    throw new WinbackError(
      'BAD_INPUT',
      `outcome "${c.outcome}": a proportion needs 0 or 1, ${bad} users have another value`,
    );
  if (c.scaled)
    c.caps.forEach(({ lower, upper }, k) => {
      if (upper !== null && Number(over[`above_${i}_${k}`] ?? 0) > 0) requireRatioCap(upper, true);
      if (lower !== null && Number(over[`below_${i}_${k}`] ?? 0) > 0) requireRatioCap(lower, false);
    });
  const mean = Number(over[`m_${i}`] ?? 0);
  if (!Number.isFinite(mean))
    throw new WinbackError(
      'BAD_INPUT',
      `metric "${c.name}": outcome "${c.outcome}" has the mean ${mean}; a value in the log is NaN or infinite`,
    );
}

function factsOf({ caps, scaled }: PushedColumn, users: number, isMetric: boolean): ColumnFacts {
  const [own, per] = caps;
  if (own === undefined || !isMetric) return { winsorised: null, missing: 0 };
  const { lower, upper } = own;
  const ofRatio = scaled ? { perUpper: per?.upper ?? null } : {};
  return { winsorised: { lower, upper, users, ...ofRatio }, missing: 0 };
}

function cellsOf(
  rows: readonly Readonly<Record<string, unknown>>[],
  pilot: readonly number[],
  config: ExperimentConfig,
): JointMoments[][] {
  const arms = [config.control, ...config.treatments];
  for (const { variant } of rows) {
    if (labelIndex(String(variant), arms) < 0) throw unknownVariant(String(variant), arms);
  }
  return arms.map((_, arm) => {
    const row = rows.find((r) => labelIndex(String(r['variant']), arms) === arm);
    return [row ? momentsOf(row, pilot) : emptyMoments(pilot.length)];
  });
}

// The database's sums are centred on a pilot; here they are moved to each arm's own mean.
function momentsOf(row: Readonly<Record<string, unknown>>, pilot: readonly number[]): JointMoments {
  const n = Number(row['users']);
  const size = pilot.length;
  const sums = pilot.map((_, i) => Number(row[`s_${i}`]));
  const cross = new Array<number>((size * (size + 1)) / 2);
  for (let i = 0; i < size; i++) {
    for (let j = i; j < size; j++)
      cross[packed(size, i, j)] = Number(row[`p_${i}_${j}`]) - (sums[i]! * sums[j]!) / n;
  }
  return { n, mean: pilot.map((p, i) => p + sums[i]! / n), cross };
}

/**
 * Users in several variants, users still inside their window, what has no time, and days from the first to the last
 * exposure.
 * @throws BAD_INPUT for an exposure without a user
 */
export async function eventCounts(db: SqlRows, source: string, events: ExposureConfig, timeZone: string) {
  const ask = (query: Query) => db.rows(renderQuery(query, db.dialect ?? 'duckdb'));
  const [row] = await ask(countsQuery(events, source));
  const [untimed] = events.outcomes.length === 0 ? [] : await ask(untimedEventsQuery(events, source));
  if (Number(row?.['nameless'] ?? 0) > 0)
    throw new WinbackError('BAD_INPUT', `events: an exposure has no user identifier in "${events.user}"`);
  const ahead = zoneOffset(timeZone);
  const days = (key: string): number => {
    const ms = Number(row?.[key] ?? 0) / 1000;
    return Math.floor((ms + ahead(ms)) / msPerDay);
  };
  return {
    multiVariant: Number(row?.['multi_variant'] ?? 0),
    immature: Number(row?.['immature'] ?? 0),
    unlabelled: Number(row?.['unlabelled'] ?? 0),
    untimed: Number(row?.['untimed'] ?? 0),
    untimedEvents: Number(untimed?.['events'] ?? 0),
    days: row?.['first_micros'] == null ? 0 : days('last_micros') - days('first_micros') + 1,
  };
}
