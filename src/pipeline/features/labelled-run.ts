import { requireKeys } from '../../base/options.js';
import { progressOf } from '../../base/progress.js';
import { requireShape } from '../../base/shape.js';
import { outputFormatOf } from '../../data/tables/paths.js';
import { available } from '../../features/available.js';
import { requireEvents } from '../../features/build.js';
import type { FeaturesConfig } from '../../features/config.js';
import { longestDays } from '../../features/definitions/definition.js';
import { type EventLog, openEventLog, workKeys, workOf } from '../../features/log/event-log.js';
import { requireReadable } from '../../features/log/require-readable.js';
import type { EventLogRecord } from '../../features/records.js';
import { dayColumn, labelColumn, userColumn } from '../../features/snapshot-query.js';
import { asRead, tableContent } from '../../features/table-content.js';
import { requireCsvFor } from '../byte-order-mark.js';
import { checkDays, labelledSnapshots } from './labelled-days.js';
import type { LabelledOptions, LabelledRun } from './labelled-records.js';

/**
 * The whole of `winback features --labels` without a model: features and labels of some days as `winback churn` trains on
 * them, a row for each user and day. Each day is worked on and written by itself.
 * @param config the one that `winback churn` takes
 * @param output .csv, .parquet or .arrow; file or object (`s3://bucket/key`) for all days, or with `{day}` in its name one for
 *   each day; appears when complete
 * @param options days, folder that paths start from, stop signal and progress
 * @throws WinbackError BAD_INPUT for a day whose horizon has not passed or whose observation window the log does not hold, for
 *   days without a row, and as buildSnapshots; IO, ABORTED, OUT_OF_MEMORY
 *
 * @example
 * ```ts
 * import { featuresConfig, writeLabelled } from 'winback/features';
 * import { generateEvents } from 'winback/simulate';
 *
 * const { config } = await generateEvents('.', { users: 200, days: 120 });
 * const days = ['2025-05-15', '2025-06-14'];
 * const run = await writeLabelled(featuresConfig(config, 'config'), 'labelled.parquet', { days });
 * run.days.map(({ day }) => day); // [2025-05-15, 2025-06-14]
 * run.columns.label; // label_churn_14d
 * ```
 */
export async function writeLabelled(
  config: FeaturesConfig,
  output: string,
  options: LabelledOptions = {},
): Promise<LabelledRun> {
  progressOf('writeLabelled', options);
  requireKeys(options, 'options', { ...workKeys, days: true, bom: true, createOnly: true, onRetry: true });
  requireShape(config, 'config', { events: 'object', engine: 'object', windows: 'object' });
  requireShape(output, 'output', 'text');
  outputFormatOf(output);
  requireCsvFor(options.bom, output);
  checkDays(options.days);
  const log = await openEventLog(config.events, config.engine, workOf(options));
  try {
    return await writtenFrom(log, asRead(config, log), output, options);
  } finally {
    log.close();
  }
}

async function writtenFrom(
  log: EventLog,
  config: FeaturesConfig,
  output: string,
  options: LabelledOptions,
): Promise<LabelledRun> {
  const { record } = log;
  requireReadable(record, log.config);
  requireEvents(record, config.windows.horizonDays);
  const snapshots = labelledSnapshots(options.days, record, config);
  const { attributes, ...content } = await tableContent(log, config, snapshots.at(-1)!.day, options);
  const { writeDays } = await import('./labelled-tables.js');
  const days = await writeDays({ log, content, snapshots }, output, options);
  return {
    days,
    rows: days.reduce((sum, { rows }) => sum + rows, 0),
    ...descriptionOf(record, config),
    encodings: content.encodings,
    longestDays: longestDays(content.definitions, config.windows),
    log: record,
    attributes,
  };
}

function descriptionOf(
  record: EventLogRecord,
  config: FeaturesConfig,
): Pick<LabelledRun, 'columns' | 'features' | 'leftOut'> {
  const { features, leftOut } = available(record, config);
  const names = features.map(({ name }) => name);
  const label = labelColumn(config.windows.horizonDays);
  return { columns: { user: userColumn, day: dayColumn, label, features: names }, features, leftOut };
}
