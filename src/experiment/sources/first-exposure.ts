import { msPerDay } from '../../base/days.js';
import { WinbackError } from '../../base/errors.js';
import { withFile } from '../../data/files/open-file.js';
import { renderQuery } from '../../data/sql/render.js';
import { readTable } from '../../data/tables/read.js';
import { readTimes } from '../../data/times.js';
import type { ExperimentConfig } from '../config/config.js';
import { countsQuery } from './events-sql.js';
import type { LoadExperimentOptions } from './load.js';
import { logView, withLog } from './open-log.js';

/**
 * When the first user was exposed, as far as the data says, ISO 8601 in UTC: null where there is no data or no user in it
 * yet, `unknown` for users without times.
 * @throws WinbackError BAD_INPUT as loadExperiment
 */
export async function firstExposure(
  config: ExperimentConfig,
  { resolvePath = (path) => path, signal }: LoadExperimentOptions = {},
): Promise<string | null | 'unknown'> {
  const { file, events, aggregates, encoding } = config.data;
  if (events?.source !== undefined) return 'unknown';
  const source = events?.file ?? file ?? aggregates;
  if (source === undefined) return null;
  try {
    return await withFile(resolvePath(source), { encoding, signal }, async ({ path }) => {
      if (events !== undefined) return await firstInLog(path, config, signal);
      return file === undefined ? 'unknown' : await firstInTable(path, config, signal);
    });
  } catch (error) {
    // Data that does not exist yet holds no exposure.
    if (error instanceof WinbackError && error.code === 'NOT_FOUND') return null;
    throw error;
  }
}

async function firstInLog(
  path: string,
  config: ExperimentConfig,
  signal: AbortSignal | undefined,
): Promise<string | null> {
  return withLog(path, config.data.events!, config, signal, async (db, full) => {
    const [row] = await db.rows(renderQuery(countsQuery(full, logView), 'duckdb'));
    const micros = row?.['first_micros'];
    return micros == null ? null : new Date(Number(micros) / 1000).toISOString();
  });
}

async function firstInTable(
  path: string,
  { data: { exposedAt, timeFormat }, timeZone }: ExperimentConfig,
  signal: AbortSignal | undefined,
): Promise<string | null | 'unknown'> {
  const table = await readTable(path, {
    ...(exposedAt === undefined ? {} : { columns: [exposedAt] }),
    signal,
  });
  if (table.numRows === 0) return null;
  if (exposedAt === undefined) return 'unknown';
  const { instants } = readTimes(table, exposedAt, { timeZone, timeFormat });
  if (instants.some(Number.isNaN)) return 'unknown';
  return new Date(instants.reduce((least, day) => Math.min(least, day), Infinity) * msPerDay).toISOString();
}
