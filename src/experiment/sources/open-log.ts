import { WinbackError } from '../../base/errors.js';
import { requireInputFile } from '../../base/input-file.js';
import { shown, suggestion } from '../../base/options.js';
import { DuckDb } from '../../data/sources/duckdb.js';
import { quotedName } from '../../data/sql/quote.js';
import { fileSource, safeSource } from '../../data/tables/file-columns.js';
import { instantOfText } from '../../data/times.js';
import type { ExperimentConfig } from '../config/config.js';
import type { EventsData, ExposureConfig } from '../config/events-config.js';
import { namesText } from '../config/labels.js';
import { eventTimeSql } from './event-times.js';

/** Name of the view of an opened log. */
export const logView = 'log';

/** The columns of a log with the name, window and end of its experiment. */
export const exposureOf = (events: EventsData, config: ExperimentConfig): ExposureConfig => ({
  ...events,
  experimentValue: config.name,
  windowDays: config.windowDays!,
  asOf: new Date(instantOfText(config.asOf!, config.timeZone)).toISOString(),
});

/** Opens the file of a log as a view whose times are timestamps of UTC, and closes it after `use`. */
export async function withLog<T>(
  path: string,
  events: EventsData,
  config: ExperimentConfig,
  signal: AbortSignal | undefined,
  use: (db: DuckDb, events: ExposureConfig) => Promise<T>,
): Promise<T> {
  await requireInputFile(path);
  const db = await DuckDb.open();
  try {
    const plain = await db.rows(`DESCRIBE SELECT * FROM ${fileSource(path)}`);
    const names = plain.map((row) => String(row['column_name']));
    const wanted = [events.user, ...variantTexts(config, events)].filter((name) => names.includes(name));
    requireColumn(events.time, names);
    const source = await safeSource(db, path, { text: wanted, signal });
    const time = await eventTimeSql(db, source, events.time, config.timeZone);
    await db.run(
      `CREATE VIEW ${quotedName(logView)} AS SELECT * REPLACE (${time} AS ${quotedName(events.time)}) FROM ${source}`,
    );
    return await use(db, exposureOf(events, config));
  } finally {
    db.close();
  }
}

function variantTexts(config: ExperimentConfig, events: EventsData): readonly string[] {
  const isColumn = events.properties === undefined;
  return isColumn && [config.control, ...config.treatments].some(namesText) ? [events.variant] : [];
}

function requireColumn(name: string, known: readonly string[]): void {
  if (known.includes(name)) return;
  throw new WinbackError(
    'BAD_INPUT',
    `events.time: the log has no column ${shown(name)}${suggestion(name, known)}`,
  );
}
