import { readTable } from '../../data/tables/read.js';
import { resolveUpliftOptions, type UpliftOptions, type UpliftWork } from '../../uplift/train/options.js';
import type { UpliftReport } from '../../uplift/train/records.js';
import { trainUplift } from '../../uplift/train/train.js';
import { type Section, sectionOf } from '../config-sections.js';
import { writeUpliftModel } from './artefact.js';

/** What `winback uplift train` made. */
export interface UpliftTraining {
  /** What the training found. */
  readonly report: UpliftReport;
  /** Names of the files in the folder. */
  readonly files: readonly string[];
  /** Digest that names the model. */
  readonly digest: string;
}

/** The options of a configuration, at its top or under `uplift`. @throws WinbackError BAD_INPUT naming the option */
export function upliftConfig(value: unknown, name = 'config'): UpliftOptions {
  const file: Section = sectionOf(value, name);
  const options = ('uplift' in file
    ? sectionOf(file['uplift'], `${name}.uplift`)
    : file) as unknown as UpliftOptions;
  resolveUpliftOptions(options);
  return options;
}

/** The whole of `winback uplift train`: reads a log of randomised actions, learns their effects and writes the model. */
export async function runUpliftTraining(
  log: string,
  options: UpliftOptions,
  folder: string,
  work: UpliftWork,
): Promise<UpliftTraining> {
  const { columns } = resolveUpliftOptions(options);
  work.onProgress?.({ stage: 'reading', done: 0, total: null });
  const names = [columns.user, columns.action];
  const table = await readTable(log, { text: names, utf8: [columns.user], signal: work.signal });
  const model = await trainUplift(table, options, work);
  const { digest, files } = await writeUpliftModel(model, folder, work.signal);
  return { report: model.report, files, digest };
}
