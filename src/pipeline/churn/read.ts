import path from 'node:path';
import { isObjectAddress } from '../../base/object-address.js';
import { withInput } from '../../data/sources/object-files.js';
import { withoutOptions } from '../../data/sources/object-names.js';
import { readTable } from '../../data/tables/read.js';
import { buildSnapshots } from '../../features/build.js';
import { columnWarningSentence } from '../../report/evaluation-sentences.js';
import { textsFor } from '../../report/texts/index.js';
import type { ObjectRetry } from '../../stores/objects/attempts.js';
import { cutWarning, encodingWarning, numbersWarning, retryWarning } from '../cut-file.js';
import { located } from '../located.js';
import type { EventChurnConfig, TableChurnConfig } from './config.js';
import { datasetOfEvents, datasetOfTable, type PreparedChurn } from './dataset.js';
import type { PrepareChurnOptions } from './prepare.js';

/** The parts of a prepared table. */
export async function readPrepared(
  config: TableChurnConfig,
  options: PrepareChurnOptions,
): Promise<PreparedChurn> {
  const { root = '.', signal, environment, onWarning, language = 'zh' } = options;
  const onRetry = (retry: ObjectRetry): void => onWarning?.(retryWarning(retry, language));
  const given = located(config.table.path, root);
  return withInput(given, { root, environment, signal, onRetry }, (file) =>
    readPreparedFile(config, file, options),
  );
}

async function readPreparedFile(
  config: TableChurnConfig,
  file: string,
  { language = 'zh', signal, onWarning }: PrepareChurnOptions,
): Promise<PreparedChurn> {
  const { path: asGiven, encoding, numberFormat, ...columns } = config.table;
  const given = withoutOptions(asGiven);
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
  const cut = await cutWarning(file, language, isObjectAddress(asGiven) ? given : file);
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
  const source = config.events.source.map((file) => path.basename(withoutOptions(file))).join(', ');
  return datasetOfEvents(set, source);
}
