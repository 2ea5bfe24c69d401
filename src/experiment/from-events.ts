import type { DuckDb } from '../data/sources/duckdb.js';
import { renderQuery } from '../data/sql/render.js';
import type { ExperimentConfig } from './config.js';
import { dataFromTable, type ExperimentData } from './data.js';
import type { ExposureConfig } from './events-config.js';
import { userQuery } from './events-sql.js';
import { eventCounts } from './push-down.js';

/**
 * Rows of an event log in DuckDB, one per exposed user: everything analyzeExperiment can do with rows.
 * @param source name of the table or view with the events
 */
export async function dataFromEvents(
  db: DuckDb,
  source: string,
  events: ExposureConfig,
  config: ExperimentConfig,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<ExperimentData> {
  const table = await db.query(renderQuery(userQuery(events, source), 'duckdb'), { utf8: ['user'] });
  const counts = await eventCounts(db, source, events);
  const own: ExperimentConfig = {
    ...config,
    windowDays: undefined,
    data: {
      ...config.data,
      variant: 'variant',
      user: 'user',
      exposedAt: 'exposed_day',
      convertedAt: undefined,
    },
  };
  const data = await dataFromTable(table, own, options);
  return { ...data, counts: { ...data.counts, ...counts } };
}
