import { msPerDay } from '../../base/days.js';
import { WinbackError } from '../../base/errors.js';
import { withFile } from '../../data/files/open-file.js';
import { withInput } from '../../data/sources/object-files.js';
import { renderQuery } from '../../data/sql/render.js';
import { readTable } from '../../data/tables/read.js';
import { readTimes } from '../../data/times.js';
import type { ExperimentConfig } from '../config/config.js';
import type { EventsData } from '../config/events-config.js';
import { countsQuery } from './events-sql.js';
import type { LoadExperimentOptions } from './load-options.js';
import { logView } from './log-view.js';
import { withLog } from './open-log.js';

/**
 * When the first user was exposed, as far as the data says, ISO 8601 in UTC: null where there is no data or no user in it
 * yet, `unknown` for users without times.
 * @throws WinbackError BAD_INPUT as loadExperiment
 */
export async function firstExposure(
  config: ExperimentConfig,
  options: LoadExperimentOptions = {},
): Promise<string | null | 'unknown'> {
  const { resolvePath = (path) => path, signal } = options;
  const { file, events, aggregates, encoding } = config.data;
  if (events?.source !== undefined && events.pushDown) return 'unknown';
  try {
    if (events !== undefined) return await firstInLog(events, config, options);
    const source = file ?? aggregates;
    if (source === undefined) return null;
    return await withInput(resolvePath(source), options, (local) =>
      withFile(local, { encoding, signal }, async ({ path }) =>
        file === undefined ? 'unknown' : await firstInTable(path, config, signal),
      ),
    );
  } catch (error) {
    // Data that does not exist yet holds no exposure.
    if (error instanceof WinbackError && error.code === 'NOT_FOUND' && events?.source === undefined)
      return null;
    throw error;
  }
}

async function firstInLog(
  events: EventsData,
  config: ExperimentConfig,
  options: LoadExperimentOptions,
): Promise<string | null> {
  return withLog(events, config, options, async ({ db, exposure }) => {
    const [row] = await db.rows(renderQuery(countsQuery(exposure, logView), 'duckdb'));
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
