import { readFile } from 'node:fs/promises';

import { WinbackError } from '../base/errors.js';
import { requireInputFile } from '../base/input-file.js';
import { DuckDb } from '../data/sources/duckdb.js';
import { quotedName } from '../data/sql/quote.js';
import { fileSource, readTable } from '../data/tables/read.js';
import { dataFromAggregates } from './aggregates.js';
import { dataFromArrow } from './arrow-data.js';
import type { ExperimentConfig } from './config.js';
import { dataFromTable, type ExperimentData } from './data.js';
import type { EventsData, ExposureConfig } from './events-config.js';
import { dataFromEvents } from './from-events.js';
import { withMetricRows } from './metric-rows.js';
import { momentsFromEvents } from './push-down.js';

export interface LoadExperimentOptions {
  /** Turns a path of the config into one that can be opened. @default the path itself */
  readonly resolvePath?: (path: string) => string;
  readonly signal?: AbortSignal;
}

/**
 * Reads what `config.data` names: a file of users, aggregates, or an event log.
 * @throws NOT_FOUND, BAD_INPUT, BAD_CONFIG when the config names no data, ABORTED
 */
export async function loadExperiment(
  config: ExperimentConfig,
  options: LoadExperimentOptions = {},
): Promise<ExperimentData> {
  const { resolvePath = (path) => path, signal } = options;
  const { file, aggregates, events } = config.data;
  if (aggregates !== undefined) return dataFromAggregates(await readJson(resolvePath(aggregates)), config);
  if (events !== undefined) return fromLog(resolvePath(events.file), events, config, options);
  if (file === undefined)
    throw new WinbackError(
      'BAD_CONFIG',
      `experiment "${config.name}": data needs file, aggregates or events`,
    );
  // Identifiers stay text, so that 007 and 7 are two users.
  const text = config.data.user === undefined ? [] : [config.data.user];
  const table = await readTable(resolvePath(file), { text, signal });
  const fast = await dataFromArrow(table, config, signal === undefined ? {} : { signal });
  if (fast !== null) return fast;
  return withAllRows(await dataFromTable(table, config, { signal }), config, options);
}

async function withAllRows(
  data: ExperimentData,
  config: ExperimentConfig,
  { resolvePath = (path) => path, signal }: LoadExperimentOptions,
): Promise<ExperimentData> {
  let out = data;
  for (const { name, rows, column } of config.metrics) {
    if (rows === undefined) continue;
    const options = { text: [rows.user], columns: [rows.user, column], signal };
    out = await withMetricRows(out, config, name, await readTable(resolvePath(rows.file), options), {
      signal,
    });
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

async function fromLog(
  path: string,
  events: EventsData,
  config: ExperimentConfig,
  options: LoadExperimentOptions,
): Promise<ExperimentData> {
  const db = await DuckDb.open();
  try {
    await db.run(`CREATE VIEW ${quotedName('log')} AS SELECT * FROM ${fileSource(path, [events.user])}`);
    const full: ExposureConfig = {
      ...events,
      experimentValue: config.name,
      windowDays: config.windowDays!,
      asOf: config.asOf!,
    };
    if (events.pushDown) return await momentsFromEvents(db, 'log', full, config);
    const data = await dataFromEvents(db, 'log', full, config, { signal: options.signal });
    return await withAllRows(data, config, options);
  } finally {
    db.close();
  }
}
