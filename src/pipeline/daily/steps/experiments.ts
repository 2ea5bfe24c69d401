import path from 'node:path';

import { WinbackError } from '../../../base/errors.js';
import { readExperimentConfig } from '../../experiment/read-config.js';
import { runExperiment } from '../../experiment/run.js';
import { type Day, endOfDay } from '../day.js';
import { writeJson } from '../json-files.js';
import type { Step, StepOutcome } from '../run-steps.js';

/** What became of one experiment on one day. */
interface ExperimentOfDay {
  readonly name: string;
  /** `failed`: it could not be analysed; the day goes on. */
  readonly decision: string;
  readonly srmP: number | null;
  readonly reason: string | null;
}

/** Looks at the experiments of the configuration; one that cannot be analysed is told, and keeps nothing else back. */
export const experiments = (day: Day): Step => ({
  name: 'experiments',
  // Their data lie where the files of the experiments say.
  inputs: async () => (day.config.daily.experiments.length === 0 ? {} : null),
  run: (folder) => looked(day, folder),
});

async function looked(day: Day, folder: string): Promise<StepOutcome> {
  const { experiments: files } = day.config.daily;
  if (files.length === 0) return { state: 'nothing', facts: { reason: 'no-experiments' } };
  const found: ExperimentOfDay[] = [];
  for (const file of files) found.push(await analysed(day, file, folder));
  await writeJson(folder, 'experiments.json', found);
  const failed = found.filter(({ decision }) => decision === 'failed').length;
  return { state: 'done', facts: { experiments: found.length, failed } };
}

async function analysed(day: Day, file: string, folder: string): Promise<ExperimentOfDay> {
  const { root, date, language, signal } = day;
  const place = path.resolve(root, file);
  try {
    const config = await readExperimentConfig(place);
    const output = {
      folder: path.join(folder, safeName(config.name)),
      language,
      now: endOfDay(date),
    };
    const { result } = await runExperiment(config, {
      ...{ root: path.dirname(place), signal, output },
      register: path.join(day.out, 'experiments'),
    });
    return { name: config.name, decision: result.decision, srmP: result.srm.p, reason: null };
  } catch (error) {
    if (!(error instanceof WinbackError) || error.code === 'ABORTED') throw error;
    return { name: file, decision: 'failed', srmP: null, reason: `${error.code}: ${error.message}` };
  }
}

const safeName = (name: string): string => encodeURIComponent(name).replaceAll('.', '%2E');
