import { readFile } from 'node:fs/promises';

import type { Table } from 'apache-arrow';

import { WinbackError } from '../../base/errors.js';
import { requireKeys } from '../../base/options.js';
import { progressOf } from '../../base/progress.js';
import { requireShape } from '../../base/shape.js';
import { type WriteTableOptions, writeTable } from '../../data/tables/write.js';
import type { FeaturesConfig } from '../../features/config.js';
import { type AppendOptions, type AppendRecord, appendEvents } from '../../features/day-store/append.js';
import { type ForgetRecord, forgetUsers } from '../../features/day-store/forget.js';
import { openStoreSnapshot, type StoreSnapshot } from '../../features/day-store/store-features.js';
import { engineLimits } from '../../features/memory-share.js';
import type { AttributesReading, Day } from '../../features/records.js';
import { conform } from '../../model/conform.js';
import type { StoredModel } from '../../registry/model-store.js';
import { checkFeaturesRun, storedFeatures } from './run.js';

/** How new events are added, and what is written of the store then. */
export interface StoreRunOptions extends AppendOptions {
  /** Model whose features are built. @default none: events are added and nothing is built */
  readonly model?: StoredModel | undefined;
  /** File to write: .csv, .parquet or .arrow; appears when complete. Goes with `model`. */
  readonly output?: string | undefined;
  /** Last day of the windows. @default the last complete day of the store */
  readonly day?: Day | undefined;
  /** Begin a CSV output with a byte order mark, by which spreadsheets know UTF-8. @default false */
  readonly bom?: boolean | undefined;
  /** Refuse an object that is there already. For object stores only. @default false: it is replaced, whole */
  readonly createOnly?: boolean | undefined;
  /**
   * Takes every request to an object store that failed and is made again.
   * @param retry which, and why
   */
  readonly onRetry?: WriteTableOptions['onRetry'];
}

/** The features of one day as they were written. */
export interface WrittenSnapshot
  extends Pick<StoreSnapshot, 'day' | 'firstDay' | 'lastDay' | 'missingDays' | 'longestDays' | 'groups'> {
  /** Rows that were written: one for each user. */
  readonly rows: number;
  /** Null without attributes. */
  readonly attributes: AttributesReading | null;
}

/** What a run on a store did. */
export interface StoreRun {
  /** What was added to the store. */
  readonly appended: AppendRecord;
  /** Null without a model. */
  readonly snapshot: WrittenSnapshot | null;
}

/**
 * The whole of `winback features --store`: adds new files to a store of events and writes the features of a stored model of
 * one day, in the memory of a part of the users.
 * @param folder of the store; made where it is missing
 * @param config of featuresConfig; its files are those of the store and new ones
 * @param options the model and the file that is written, the day, and how events are added
 * @throws WinbackError as appendEvents, loadModel's features and writeTable
 *
 * @example
 * ```ts
 * import { featuresConfig, runStore } from 'winback/features';
 * import { generateEvents } from 'winback/simulate';
 *
 * const { config } = await generateEvents('.', { users: 200, days: 60 });
 * const { appended } = await runStore('daily-store', featuresConfig({ events: config.events }, 'config'));
 * appended.files; // 1
 * ```
 */
export async function runStore(
  folder: string,
  config: FeaturesConfig,
  options: StoreRunOptions = {},
): Promise<StoreRun> {
  progressOf('runStore', options);
  requireKeys(options, 'options', {
    ...{ day: true, root: true, signal: true, onProgress: true, output: true, bom: true, environment: true },
    ...{ model: true, rebuild: true, overlap: true, createOnly: true, onRetry: true },
  });
  requireShape(config, 'config', { events: 'object', engine: 'object', windows: 'object' });
  const { model, output, day, bom, createOnly: _, onRetry: __, ...append } = options;
  if ((model === undefined) !== (output === undefined))
    throw new WinbackError('BAD_INPUT', 'a model and an output go together: features are those of a model');
  checkFeaturesRun({ day, output, bom });
  const appended = await appendEvents(folder, config, append);
  if (model === undefined) return { appended, snapshot: null };
  const { described: stored, version } = storedFeatures(model);
  const { signal, onProgress, root, environment } = append;
  const work = { day, signal, onProgress, root, environment };
  const snapshot = await openStoreSnapshot(folder, config, { stored, version }, work);
  try {
    return { appended, snapshot: await written(snapshot, config, model, options) };
  } finally {
    snapshot.close();
  }
}

async function written(
  snapshot: StoreSnapshot,
  config: FeaturesConfig,
  model: StoredModel,
  { output, bom, signal, environment, createOnly, onRetry }: StoreRunOptions,
): Promise<WrittenSnapshot> {
  const { day, firstDay, lastDay, missingDays, longestDays, groups } = snapshot;
  const tables = async function* (): AsyncGenerator<Table> {
    for await (const { table } of snapshot.tables()) {
      conform(table, model.classifier.features);
      yield table;
    }
  };
  const rows = await writeTable(output!, tables(), {
    ...{ bom, signal, environment, createOnly, onRetry },
    engine: engineLimits(config.engine),
  });
  return {
    day,
    firstDay,
    lastDay,
    missingDays,
    longestDays,
    groups,
    rows,
    attributes: snapshot.attributes(),
  };
}

/**
 * Forgets the users whose ids stand in a text file, one a line.
 * @throws WinbackError NOT_FOUND, and as forgetUsers
 */
export async function forgetFile(
  folder: string,
  file: string,
  signal: AbortSignal | undefined,
): Promise<ForgetRecord> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    const code = (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'NOT_FOUND' : 'IO';
    throw new WinbackError(code, `cannot read ${file}: ${(cause as Error).message}`, { cause });
  });
  const ids = text.replace(/^\ufeff/, '').split(/\r?\n/);
  return forgetUsers(
    folder,
    ids.map((id) => id.trim()).filter((id) => id !== ''),
    { signal },
  );
}
