import { readFile } from 'node:fs/promises';

import { WinbackError } from '../../base/errors.js';
import { requireInputFile } from '../../base/input-file.js';
import { requireKeys } from '../../base/options.js';
import { withFile } from '../../data/files/open-file.js';
import { withInput } from '../../data/sources/object-files.js';
import { describeFile } from '../../data/tables/file-columns.js';
import { formatOf } from '../../data/tables/paths.js';
import { readTable } from '../../data/tables/read.js';

import type { ExperimentConfig } from '../config/config.js';
import { conditionsOf } from '../config/exclusion-rules.js';
import { requireConfig } from '../config/guards.js';
import { namesText } from '../config/labels.js';
import { dataFromTable, type ExperimentData } from '../data/data.js';
import { withMetricRows } from '../data/metric-rows.js';
import { dataFromAggregates } from './aggregates.js';
import { dataFromArrow } from './arrow-data.js';

import type { LoadExperimentOptions } from './load-options.js';

export type { LoadExperimentOptions } from './load-options.js';

/**
 * Reads what `config.data` names: a file of users, aggregates, or an event log.
 * @param config of experimentConfig; its `data` says what is read
 * @param options where paths start from, and the stop signal
 * @throws NOT_FOUND, BAD_INPUT, BAD_CONFIG when the config names no data, ABORTED
 *
 * @example
 * ```ts
 * import { writeFile } from 'node:fs/promises';
 * import { experimentConfig, loadExperiment } from 'winback/experiment';
 *
 * await writeFile('users.csv', 'arm,paid\noff,0\noff,1\non,1\non,1\n');
 * const data = { file: 'users.csv', variant: 'arm' };
 * const metrics = [{ name: 'paid', kind: 'proportion', role: 'primary', column: 'paid' }];
 * const config = experimentConfig({ name: 'coupon', control: 'off', treatments: ['on'], data, metrics });
 * const { rows } = await loadExperiment(config);
 * rows?.columns.get('paid'); // [0, 1, 1, 1]
 * ```
 */
export async function loadExperiment(
  config: ExperimentConfig,
  options: LoadExperimentOptions = {},
): Promise<ExperimentData> {
  requireConfig(config);
  requireKeys(options, 'options', { resolvePath: true, signal: true, environment: true, root: true });
  const { resolvePath = (path) => path, signal } = options;
  const { file, aggregates, events } = config.data;
  if (aggregates !== undefined)
    return dataFromAggregates(await withInput(resolvePath(aggregates), options, readJson), config);
  if (events !== undefined) {
    // Loaded for those who have a log: importing winback must stay cheap.
    const { dataOfLog } = await import('./from-log.js');
    const data = await dataOfLog(events, config, options);
    return events.pushDown ? data : withAllRows(data, config, options);
  }
  if (file === undefined)
    throw new WinbackError(
      'BAD_CONFIG',
      `experiment "${config.name}": data needs file, aggregates or events`,
    );
  const table = await opened(resolvePath(file), config, options, async (path) =>
    readTable(path, {
      ...{ text: await existingColumns(path, textColumns(config)), signal },
      ...{ numeric: numberColumns(config), numberFormat: config.data.numberFormat },
    }),
  );
  const fast = await dataFromArrow(table, config, { signal });
  if (fast !== null) return fast;
  return withAllRows(await dataFromTable(table, config, { signal }), config, options);
}

/** Columns of outcomes and covariates: text in them that is a number is read as one. */
function numberColumns({ metrics }: ExperimentConfig): readonly string[] {
  return metrics.flatMap(({ column, per, covariates, positive }) => [
    ...(positive === undefined ? [column] : []),
    ...(per === undefined ? [] : [per]),
    ...covariates,
  ]);
}

/** Does `use` with the file in UTF-8. */
function opened<T>(
  file: string,
  { data }: ExperimentConfig,
  options: LoadExperimentOptions,
  use: (path: string) => Promise<T>,
): Promise<T> {
  const { signal } = options;
  return withInput(file, options, (local) =>
    withFile(local, { encoding: data.encoding, signal }, ({ path }) => use(path)),
  );
}

/**
 * Columns of a CSV that are read as they stand: identifiers, so that 007 and 7 are two users, and those in which the config
 * names texts: a reader of CSV makes bools of Yes and No.
 */
function textColumns(config: ExperimentConfig): readonly string[] {
  const { user, variant, timeFormat, exposedAt, convertedAt } = config.data;
  const times = timeFormat === undefined ? [] : [exposedAt, convertedAt].filter((name) => name !== undefined);
  const arms = [config.control, ...config.treatments];
  const positives = config.metrics.flatMap(({ positive, column }) =>
    positive === undefined || !namesText(positive) ? [] : [column],
  );
  const rules = config.exclude
    .flatMap(conditionsOf)
    .filter(({ equals }) => typeof equals === 'string' && namesText(equals));
  return [
    ...(user === undefined ? [] : [user]),
    ...(variant === undefined || !arms.some(namesText) ? [] : [variant]),
    ...positives,
    ...times,
    ...rules.map(({ column }) => column),
  ];
}

// A column that is not there is refused later, with a suggestion.
async function existingColumns(path: string, names: readonly string[]): Promise<readonly string[]> {
  if (names.length === 0 || formatOf(path) !== 'csv') return names;
  const known = new Set((await describeFile(path)).map(({ name }) => name));
  return [...new Set(names)].filter((name) => known.has(name));
}

async function withAllRows(
  data: ExperimentData,
  config: ExperimentConfig,
  options: LoadExperimentOptions,
): Promise<ExperimentData> {
  const { resolvePath = (path) => path, signal } = options;
  let out = data;
  for (const { name, rows, column } of config.metrics) {
    if (rows === undefined) continue;
    const { encoding } = config.data;
    const reading = { text: [rows.user], columns: [rows.user, column], signal, encoding };
    const table = await withInput(resolvePath(rows.file), options, (file) => readTable(file, reading));
    out = await withMetricRows(out, config, name, table, { signal });
  }
  return out;
}

async function readJson(path: string): Promise<unknown> {
  await requireInputFile(path);
  const content = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new WinbackError('NOT_FOUND', `no such file: ${path}`, { cause });
  });
  try {
    return JSON.parse(content);
  } catch (cause) {
    throw new WinbackError('BAD_INPUT', `${path} is not JSON: ${(cause as Error).message}`, { cause });
  }
}
