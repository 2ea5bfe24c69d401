import { readFile } from 'node:fs/promises';

import { WinbackError } from '../base/errors.js';
import { DuckDb } from '../data/sources/duckdb.js';
import { quotedName } from '../data/sql/quote.js';
import { fileSource, readTable } from '../data/tables/read.js';
import { dataFromAggregates } from './aggregates.js';
import { dataFromArrow } from './arrow-data.js';
import type { ExperimentConfig } from './config.js';
import { dataFromTable, type ExperimentData } from './data.js';
import type { EventsData, ExposureConfig } from './events-config.js';
import { dataFromEvents } from './from-events.js';
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
  if (events !== undefined) return fromLog(resolvePath(events.file), events, config);
  if (file === undefined)
    throw new WinbackError(
      'BAD_CONFIG',
      `experiment "${config.name}": data needs file, aggregates or events`,
    );
  // Identifiers stay text, so that 007 and 7 are two users.
  const text = config.data.user === undefined ? [] : [config.data.user];
  const table = await readTable(resolvePath(file), { text, signal });
  const fast = await dataFromArrow(table, config, signal === undefined ? {} : { signal });
  return fast ?? dataFromTable(table, config);
}

async function readJson(path: string): Promise<unknown> {
  const content = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new WinbackError('NOT_FOUND', `no such file: ${path}`, { cause });
  });
  try {
    return JSON.parse(content);
  } catch (cause) {
    throw new WinbackError('BAD_INPUT', `${path} is not JSON: ${(cause as Error).message}`, { cause });
  }
}

async function fromLog(path: string, events: EventsData, config: ExperimentConfig): Promise<ExperimentData> {
  const db = await DuckDb.open();
  try {
    await db.run(`CREATE VIEW ${quotedName('log')} AS SELECT * FROM ${fileSource(path, [events.user])}`);
    const full: ExposureConfig = {
      ...events,
      experimentValue: config.name,
      windowDays: config.windowDays!,
      asOf: config.asOf!,
    };
    return await (events.pushDown ? momentsFromEvents : dataFromEvents)(db, 'log', full, config);
  } finally {
    db.close();
  }
}
