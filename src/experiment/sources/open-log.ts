import { withFile } from '../../data/files/open-file.js';
import { DuckDb } from '../../data/sources/duckdb.js';
import { withInput } from '../../data/sources/object-files.js';
import { quotedName } from '../../data/sql/quote.js';
import { fileSource, safeSource } from '../../data/tables/file-columns.js';
import { instantOfText } from '../../data/times.js';
import type { ExperimentConfig } from '../config/config.js';
import type { EventsData, ExposureConfig } from '../config/events-config.js';
import { namesText } from '../config/labels.js';
import type { LedgerEntry } from '../records/records.js';
import { eventTimeSql } from './event-times.js';
import type { LoadExperimentOptions } from './load-options.js';
import { logView, requireColumn } from './log-view.js';

/** A log that an engine holds as `logView`. */
export interface OpenedLog {
  readonly db: DuckDb;
  readonly exposure: ExposureConfig;
  /** What was left out when it was opened. */
  readonly ledger: readonly LedgerEntry[];
}

/** The columns of a log with the name, window and end of its experiment. */
export const exposureOf = (events: EventsData, config: ExperimentConfig): ExposureConfig => ({
  ...events,
  experimentValue: events.flag ?? config.name,
  windowDays: config.windowDays!,
  asOf: new Date(instantOfText(config.asOf!, config.timeZone)).toISOString(),
});

/**
 * Opens a log as a table or view whose times are timestamps of UTC, and closes it after `use`.
 * @throws WinbackError NOT_FOUND, BAD_INPUT, IO, ABORTED
 */
export async function withLog<T>(
  events: EventsData,
  config: ExperimentConfig,
  options: LoadExperimentOptions,
  use: (log: OpenedLog) => Promise<T>,
): Promise<T> {
  const exposure = exposureOf(events, config);
  const db = await DuckDb.open();
  try {
    if (events.source !== undefined || events.preset !== undefined) {
      const ledger = await copiedLog(db, events, config, options);
      return await use({ db, exposure, ledger });
    }
    const { signal, resolvePath = (path) => path } = options;
    const { encoding } = config.data;
    return await withInput(resolvePath(events.file!), options, (file) =>
      withFile(file, { encoding, signal }, async ({ path }) => {
        await fileLog(db, path, events, config, signal);
        return use({ db, exposure, ledger: [] });
      }),
    );
  } finally {
    db.close();
  }
}

/** Rows of a server, and rows of PostHog. */
async function copiedLog(
  db: DuckDb,
  events: EventsData,
  config: ExperimentConfig,
  options: LoadExperimentOptions,
): Promise<readonly LedgerEntry[]> {
  // Loaded for those who have a server or PostHog: importing winback must stay cheap.
  const { makePosthogLog, posthogFiles } = await import('./posthog-log.js');
  const rows =
    events.source === undefined
      ? await posthogFiles(db, events, options)
      : await (await import('./server-rows.js')).serverRows(db, events, config, options);
  if (events.preset !== undefined) return makePosthogLog(db, rows, events, config, options.signal);
  await viewOf(db, rows.from, events, config);
  return [];
}

async function fileLog(
  db: DuckDb,
  path: string,
  events: EventsData,
  config: ExperimentConfig,
  signal: AbortSignal | undefined,
): Promise<void> {
  const plain = await db.rows(`DESCRIBE SELECT * FROM ${fileSource(path)}`);
  const names = plain.map((row) => String(row['column_name']));
  const wanted = [events.user, ...variantTexts(config, events)].filter((name) => names.includes(name));
  requireColumn('events.time', events.time, names);
  await viewOf(db, await safeSource(db, path, { text: wanted, signal }), events, config);
}

async function viewOf(
  db: DuckDb,
  source: string,
  events: EventsData,
  config: ExperimentConfig,
): Promise<void> {
  const time = await eventTimeSql(db, source, events.time, config.timeZone);
  await db.run(
    `CREATE VIEW ${quotedName(logView)} AS SELECT * REPLACE (${time} AS ${quotedName(events.time)}) FROM ${source}`,
  );
}

function variantTexts(config: ExperimentConfig, events: EventsData): readonly string[] {
  const isColumn = events.properties === undefined;
  return isColumn && [config.control, ...config.treatments].some(namesText) ? [events.variant] : [];
}
