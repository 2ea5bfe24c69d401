import path from 'node:path';

import { requireKeys } from '../../base/options.js';
import { type OnProgress, progressOf } from '../../base/progress.js';
import { requireShape } from '../../base/shape.js';
import { readTable } from '../../data/tables/read.js';
import { buildSnapshots } from '../../features/build.js';
import { columnWarningSentence } from '../../report/evaluation-sentences.js';
import { textsFor } from '../../report/texts/index.js';
import type { Environment } from '../../stores/secrets.js';
import { cutWarning, encodingWarning, numbersWarning } from '../cut-file.js';
import { located } from '../located.js';
import type { ChurnConfig, EventChurnConfig, TableChurnConfig } from './config.js';
import { datasetOfEvents, datasetOfTable, type PreparedChurn } from './dataset.js';

/** Where data starts from, and how the work is stopped. */
export interface PrepareChurnOptions {
  /** Folder that data paths of the configuration start from. @default the working directory */
  readonly root?: string | undefined;
  /** Language of the warnings. @default 'zh' */
  readonly language?: 'zh' | 'en' | undefined;
  /** Stops the work, which then rejects with `ABORTED`. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Takes one sentence about what the data may not be as the user thinks.
   * @param message the sentence
   */
  readonly onWarning?: ((message: string) => void) | undefined;
  /** With events; the stages are `log` and `features`. */
  readonly onProgress?: OnProgress | undefined;
  /** Environment variables that hold secrets, such as `process.env`. @default none: `passwordFrom: { env }` is refused */
  readonly environment?: Environment | undefined;
}

/**
 * Reads the data that a churn configuration names and splits them into the parts of a run: a prepared table, or events,
 * of which it makes features and labels.
 * @param config of churnConfig
 * @param options where files start from, language of the features' meanings, stop signal, warnings and progress
 * @throws WinbackError NOT_FOUND, BAD_INPUT, ABORTED, OUT_OF_MEMORY
 *
 * @example
 * ```ts
 * import { churnConfig, prepareChurn, readConfig } from 'winback/churn';
 *
 * const config = await readConfig('out/data/winback.yaml', churnConfig);
 * const { dataset, idColumn } = await prepareChurn(config, { root: 'out/data' });
 * dataset.label; // label_churn_14d
 * idColumn; // user_id
 * ```
 */
export async function prepareChurn(
  config: ChurnConfig,
  options: PrepareChurnOptions = {},
): Promise<PreparedChurn> {
  requireShape(config, 'config', { kind: 'text' });
  progressOf('prepareChurn', options);
  requireKeys(options, 'options', {
    ...{ root: true, language: true, signal: true, onWarning: true, onProgress: true, environment: true },
  });
  return config.kind === 'table' ? tableData(config, options) : eventData(config, options);
}

async function tableData(config: TableChurnConfig, options: PrepareChurnOptions): Promise<PreparedChurn> {
  const { root = '.', language = 'zh', signal, onWarning } = options;
  const { path: given, encoding, numberFormat, ...columns } = config.table;
  const file = located(given, root);
  const ids = columns.id === null ? [] : [columns.id];
  // What a form is named for is read as it stands.
  const formatted = columns.timeFormat === null || columns.date === null ? ids : [...ids, columns.date];
  const table = await readTable(file, {
    ...{ signal, text: formatted, utf8: ids },
    encoding: encoding ?? undefined,
    numeric: 'found',
    asWritten: [
      ...[columns.label, ...columns.categorical],
      ...(columns.timeFormat === null || columns.date === null ? [] : [columns.date]),
    ],
    numberFormat: numberFormat ?? undefined,
    onNumbers: (column, reading) => onWarning?.(numbersWarning(column, reading, language)),
    onEncoding: (found) => onWarning?.(encodingWarning(given, found, language)),
  });
  const data = datasetOfTable(table, path.basename(given), { split: config.split, table: columns });
  const cut = await cutWarning(file, language);
  if (cut !== null) onWarning?.(cut);
  const texts = textsFor(language);
  for (const warning of data.dataset.warnings ?? []) onWarning?.(columnWarningSentence(warning, texts));
  return data;
}

async function eventData(
  config: EventChurnConfig,
  { root, signal, onProgress, environment }: PrepareChurnOptions,
): Promise<PreparedChurn> {
  const set = await buildSnapshots(config, { root, signal, onProgress, environment });
  const source = config.events.source.map((file) => path.basename(file)).join(', ');
  return datasetOfEvents(set, source);
}
