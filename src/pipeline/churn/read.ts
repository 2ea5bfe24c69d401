import path from 'node:path';

import { readTable } from '../../data/tables/read.js';
import { buildSnapshots } from '../../features/build.js';
import { columnWarningSentence } from '../../report/evaluation-sentences.js';
import { textsFor } from '../../report/texts/index.js';
import { cutWarning, encodingWarning, numbersWarning } from '../cut-file.js';
import { located } from '../located.js';
import type { EventChurnConfig, TableChurnConfig } from './config.js';
import { datasetOfEvents, datasetOfTable, type PreparedChurn } from './dataset.js';
import type { PrepareChurnOptions } from './prepare.js';

/** The parts of a prepared table. */
export async function readPrepared(
  config: TableChurnConfig,
  options: PrepareChurnOptions,
): Promise<PreparedChurn> {
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

/** The parts of a log of events: its features and labels. */
export async function readEvents(
  config: EventChurnConfig,
  { root, signal, onProgress, environment }: PrepareChurnOptions,
): Promise<PreparedChurn> {
  const set = await buildSnapshots(config, { root, signal, onProgress, environment });
  const source = config.events.source.map((file) => path.basename(file)).join(', ');
  return datasetOfEvents(set, source);
}
