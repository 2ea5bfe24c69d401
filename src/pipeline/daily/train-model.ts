import path from 'node:path';
import { snapshotsOf } from '../../features/build.js';
import { requireReadable } from '../../features/log/require-readable.js';
import { planSplits } from '../../features/splits.js';
import { datasetOfEvents, type PreparedChurn } from '../churn/dataset.js';
import { churnInto } from '../churn/into.js';
import type { ChurnSummary } from '../churn/summary.js';
import { type Day, endOfDay } from './day.js';

/** A model that was trained, not published yet. */
export interface TrainedModel {
  /** Its folder, inside that of the training's report. */
  readonly folder: string;
  /** SHA-256 of its manifest. */
  readonly digest: string;
  readonly summary: ChurnSummary;
  /** First and last snapshot day that it learnt from. */
  readonly trainedFrom: string;
  readonly trainedTo: string;
}

/** What a training takes of a day. */
export type Training = Pick<
  Day,
  'config' | 'date' | 'root' | 'log' | 'language' | 'environment' | 'threads' | 'signal'
>;

/** The data of a training that sees nothing after the day. @throws WinbackError BAD_INPUT for a log that is too short */
export async function trainingData(day: Training): Promise<PreparedChurn> {
  const { config, root, signal, environment } = day;
  const log = await day.log.open();
  requireReadable(log.record, log.config);
  const split = planSplits(log.record, config.windows, config.snapshots);
  const set = await snapshotsOf(log, config, split, { root, signal, environment });
  return datasetOfEvents(set, config.events.source.map((file) => path.basename(file)).join(', '));
}

/**
 * Trains, evaluates and writes report and model into `folder`, which is there. The same day, data and configuration give the
 * same bytes: the time in the report is the end of the day, not that of the run.
 */
export async function trainModel(day: Training, data: PreparedChurn, folder: string): Promise<TrainedModel> {
  const { config, date, language, threads, signal } = day;
  const output = { folder, language, now: endOfDay(date) };
  const run = await churnInto(config, data, { threads, signal, output });
  run.close();
  const days = data.features!.split.train.map((snapshot) => snapshot.day);
  return {
    folder: path.join(folder, 'model'),
    digest: run.digest!,
    summary: run.summary,
    trainedFrom: days[0]!,
    trainedTo: days.at(-1)!,
  };
}
