import path from 'node:path';

import { WinbackError } from '../../../base/errors.js';
import { fileRegister } from '../../../experiment/register/file-register.js';
import type { ExperimentRegister } from '../../../experiment/register/register.js';
import { experimentRegister } from '../../../state/experiment-register.js';
import type { State } from '../../../state/state.js';
import { readExperimentConfig } from '../../experiment/read-config.js';
import { recordsOfRun } from '../../experiment/records-of-run.js';
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
export const experiments = (day: Day, state: State): Step => ({
  name: 'experiments',
  // Their data lie where the files of the experiments say.
  inputs: async () => (day.config.daily.experiments.length === 0 ? {} : null),
  run: (folder) => looked(day, state, folder),
});

async function looked(day: Day, state: State, folder: string): Promise<StepOutcome> {
  const { experiments: files } = day.config.daily;
  if (files.length === 0) return { state: 'nothing', facts: { reason: 'no-experiments' } };
  const register = experimentRegister(state, { project: day.config.name, day: day.date });
  await takeOver(fileRegister(path.join(day.out, 'experiments')), state, day.config.name);
  const found: Analysed[] = [];
  for (const file of files) found.push(await analysed(day, file, { folder, register }));
  await writeJson(
    folder,
    'experiments.json',
    found.map(({ told }) => told),
  );
  const failed = found.filter(({ told }) => told.decision === 'failed').length;
  const records = {
    experiment: found.flatMap(({ records: { experiment } }) => experiment),
    look: found.flatMap(({ records: { look } }) => look),
  };
  return { state: 'done', facts: { experiments: found.length, failed }, records };
}

interface Analysed {
  readonly told: ExperimentOfDay;
  readonly records: Awaited<ReturnType<typeof recordsOfRun>>;
}

async function analysed(
  day: Day,
  file: string,
  { folder, register }: { readonly folder: string; readonly register: ExperimentRegister },
): Promise<Analysed> {
  const { root, date, language, signal, environment } = day;
  const place = path.resolve(root, file);
  const now = endOfDay(date);
  try {
    const config = await readExperimentConfig(place);
    const output = { folder: path.join(folder, safeName(config.name)), language, now };
    const where = { root: path.dirname(place), signal, environment, output, register };
    const run = await runExperiment(config, where);
    const of = { project: day.config.name, date, now, register };
    const { decision, srm } = run.result;
    return {
      told: { name: config.name, decision, srmP: srm.p, reason: null },
      records: await recordsOfRun(config, run, of),
    };
  } catch (error) {
    if (!(error instanceof WinbackError) || error.code === 'ABORTED') throw error;
    const reason = `${error.code}: ${error.message}`;
    const told = { name: file, decision: 'failed', srmP: null, reason };
    return { told, records: { experiment: [], look: [] } };
  }
}

/** What was registered in the folder of the days is kept in the state as well: both write once, so that it stays the same. */
async function takeOver(from: ExperimentRegister, state: State, project: string): Promise<void> {
  const on = (day: string) => experimentRegister(state, { project, day });
  for (const registration of await from.list()) {
    const { name, version, registeredAt } = registration;
    await on(registeredAt.slice(0, 10)).add(registration);
    for (const look of await from.looks(name, version))
      await on(look.takenAt.slice(0, 10)).addLook(name, version, look);
  }
}

const safeName = (name: string): string => encodeURIComponent(name).replaceAll('.', '%2E');
