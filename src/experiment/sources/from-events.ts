import { msPerDay } from '../../base/days.js';
import { WinbackError } from '../../base/errors.js';
import { requireKeys } from '../../base/options.js';
import { zoneOffset } from '../../base/time-zone.js';
import type { DuckDb } from '../../data/sources/duckdb.js';
import { renderQuery } from '../../data/sql/render.js';
import type { Query } from '../../data/sql/tree.js';
import type { ExperimentConfig, MetricConfig } from '../config/config.js';
import type { ExposureConfig, OutcomeConfig } from '../config/events-config.js';
import { daysOf } from '../config/exposure.js';
import { requireEvents } from '../config/guards.js';
import { dataFromTable, type ExperimentData } from '../data/data.js';
import { withMetricRows } from '../data/metric-rows.js';
import { kindOf, kindsTaking } from '../kinds/kinds.js';
import { closureOf } from './closure.js';
import { botEvent, type DerivedLog, withDerivedEvents } from './derived-events.js';
import { requireTimestamps } from './event-times.js';
import { requireNumbers, requireVariants } from './event-values.js';
import { userQuery, valuesQuery } from './events-sql.js';
import { eventCounts } from './push-down.js';

/**
 * Rows of an event log in DuckDB, one per exposed user: everything analyzeExperiment can do with rows.
 * @param db the engine that holds the log
 * @param source name of the table or view with the events
 * @param events which columns and events of the log are exposures and outcomes
 * @param config of experimentConfig; its metrics name the outcomes
 * @param options stop signal
 *
 * @example
 * ```ts
 * import { DuckDb } from 'winback/data';
 * import { dataFromEvents, experimentConfig } from 'winback/experiment';
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
 * const { rows: users } = await dataFromEvents(db, 'log', log, config);
 * users?.columns.get('paid'); // [0, 1]
 * ```
 */
export async function dataFromEvents(
  db: DuckDb,
  source: string,
  events: ExposureConfig,
  config: ExperimentConfig,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<ExperimentData> {
  requireKeys(options, 'options', { signal: true });
  requireEvents(db, source, events, config);
  await requireTimestamps(db, source, events.time);
  const log = await withDerivedEvents(db, source, events, config.bots);
  try {
    return await dataFromLog(db, log, events, config, options);
  } finally {
    await log.close();
  }
}

async function dataFromLog(
  db: DuckDb,
  { source, ledger }: DerivedLog,
  given: ExposureConfig,
  config: ExperimentConfig,
  options: { readonly signal?: AbortSignal | undefined },
): Promise<ExperimentData> {
  const events = withBotOutcome({ ...given, attributes: config.mix }, config);
  const read = (query: Query) => readOutcomes(db, source, events, query, options.signal);
  const table = await read(userQuery(events, source));
  requireVariants(table, config);
  const counts = await eventCounts(db, source, events, config.timeZone);
  const own: ExperimentConfig = {
    ...config,
    windowDays: undefined,
    // The query gives days of UTC; they are moved to the experiment's zone below.
    timeZone: 'UTC',
    bots:
      config.bots === undefined
        ? undefined
        : { column: botColumn, eventsPerDay: undefined, above: undefined },
    data: {
      ...config.data,
      variant: 'variant',
      user: 'user',
      exposedAt: 'exposed_day',
      convertedAt: undefined,
    },
  };
  const each = events.outcomes.filter((outcome) => outcome.count === 'each');
  const full = withRows(own, each);
  let data = await dataFromTable(table, full, options);
  for (const { name, column } of full.metrics) {
    const outcome = each.find((o) => o.name === column);
    if (outcome === undefined) continue;
    const values = await read(valuesQuery(events, source, outcome));
    data = await withMetricRows(data, full, name, values, options);
  }
  const zoned = inZone(data, config.timeZone);
  const closure = await closureOf(db, source, events, table, config.seed);
  return {
    ...zoned,
    ...{
      counts: { ...data.counts, ...counts, ...spanOf(zoned) },
      ledger: [...ledger, ...zoned.ledger],
      closure,
    },
  };
}

/** Column of the users whom the bot rule finds. */
const botColumn = 'found by the bot rule';

function withBotOutcome(events: ExposureConfig, { bots }: ExperimentConfig): ExposureConfig {
  if (bots === undefined) return events;
  const found = {
    name: botColumn,
    event: botEvent,
    count: 'any',
    value: undefined,
    daysBefore: undefined,
  } as const;
  return { ...events, outcomes: [...events.outcomes, found] };
}

async function readOutcomes(
  db: DuckDb,
  source: string,
  events: ExposureConfig,
  query: Query,
  signal: AbortSignal | undefined,
) {
  try {
    return await db.query(renderQuery(query, 'duckdb'), { utf8: ['user'], ...(signal ? { signal } : {}) });
  } catch (error) {
    if (error instanceof WinbackError && error.code === 'BAD_INPUT') await requireNumbers(db, source, events);
    throw error;
  }
}

// From the rows where there are some: the query's first and last exposure may be a wrong date.
function spanOf({ rows }: ExperimentData) {
  return rows?.exposedAt == null ? {} : daysOf({ days: rows.exposedAt }, rows.arm);
}

function inZone(data: ExperimentData, timeZone: string): ExperimentData {
  if (timeZone === 'UTC' || data.rows?.exposedAt == null) return data;
  const ahead = zoneOffset(timeZone);
  const exposedAt = data.rows.exposedAt.map((days) => days + ahead(days * msPerDay) / msPerDay);
  return { ...data, rows: { ...data.rows, exposedAt } };
}

// Quantiles of single values have rows of their own: those that valuesQuery gives.
function withRows(config: ExperimentConfig, each: readonly OutcomeConfig[]): ExperimentConfig {
  return { ...config, metrics: config.metrics.map((metric) => metricWithRows(metric, each)) };
}

function metricWithRows(metric: MetricConfig, each: readonly OutcomeConfig[]): MetricConfig {
  if (!each.some((outcome) => outcome.name === metric.column)) return metric;
  if (!kindOf(metric).takes.includes('rows') || metric.winsorise !== undefined)
    throw new WinbackError(
      'BAD_CONFIG',
      `metric "${metric.name}": an outcome with count: each is for ${kindsTaking('rows')}, without winsorise`,
    );
  return { ...metric, rows: { file: '', user: 'user' } };
}
