import { requireKeys } from '../../base/options.js';
import { type OnProgress, progressOf } from '../../base/progress.js';
import { requireShape } from '../../base/shape.js';
import { withOutputFolder } from '../../data/sources/object-files.js';
import { analyzeExperiment } from '../../experiment/analyze.js';
import type { ExperimentConfig } from '../../experiment/config/config.js';
import { requireConfig } from '../../experiment/config/guards.js';
import type { ExperimentData } from '../../experiment/data/data.js';
import type { ExperimentResult } from '../../experiment/records/records.js';
import { type ExperimentRegister, registrationStanding } from '../../experiment/register/register.js';
import { loadExperiment } from '../../experiment/sources/load.js';
import { writeFiles, writeWhole } from '../../registry/output-folder.js';
import type { ExperimentWithTexts } from '../../report/experiment-texts.js';
import { experimentTexts } from '../../report/index.js';
import type { Environment } from '../../stores/secrets.js';
import { located } from '../located.js';
import type { ReportOutput } from '../report-output.js';
import { keepLook } from './look.js';
import { registerAt } from './register-at.js';
import { experimentReport } from './report.js';

/** Where the report of an experiment is written. */
export interface ExperimentOutput extends ReportOutput {
  /** Name of the configuration in the head of the report. @default the name of the experiment */
  readonly configName?: string | undefined;
}

/** Where files start from, and whom the run tells where it stands. */
export interface ExperimentRunOptions {
  /** Folder that data paths of the configuration start from. @default the working directory */
  readonly root?: string | undefined;
  /** Folder of `root` to look in as well, such as the name of a data set. @default none */
  readonly inside?: string | undefined;
  /** Stops the work, which then rejects with `ABORTED`. */
  readonly signal?: AbortSignal | undefined;
  /** Environment variables that hold secrets, such as `process.env`. @default none: `passwordFrom: { env }` is refused */
  readonly environment?: Environment | undefined;
  /** The stages are `reading`, `analysis` and `reporting`. */
  readonly onProgress?: OnProgress | undefined;
  /**
   * A register, or the folder of one: the experiment is checked against it, and a look that its plan asks for is kept there.
   * @default the experiment is not checked
   */
  readonly register?: string | ExperimentRegister | undefined;
  /** Where report, charts and summary.json are written. @default nothing is written */
  readonly output?: ExperimentOutput | undefined;
}

/** What `winback experiment analyze` makes, for a program. */
export interface ExperimentRun {
  /** Everything there is to report. */
  readonly result: ExperimentResult;
  /** The result with a sentence for every code, in both languages: what summary.json holds. */
  readonly summary: ExperimentWithTexts;
  /** The data that was analysed. */
  readonly data: ExperimentData;
  /** Names of the files in the folder of the output; none without it. */
  readonly files: readonly string[];
}

/**
 * The whole of `winback experiment analyze`: reads the data the configuration names, analyses them and, with an `output`,
 * writes report, charts and summary.json into a folder: all files or none.
 * @param config of experimentConfig
 * @param options where files start from, stop signal, progress, and where the report is written
 * @throws WinbackError NOT_FOUND, BAD_INPUT, BAD_CONFIG, LOCKED when another run writes into the folder, IO, ABORTED
 *
 * @example
 * ```ts
 * import { writeFile } from 'node:fs/promises';
 * import { experimentConfig, runExperiment } from 'winback/experiment';
 *
 * const counts = { off: { users: 1000, successes: 80 }, on: { users: 1000, successes: 120 } };
 * await writeFile('counts.json', JSON.stringify({ metrics: { paid: counts } }));
 * const metrics = [{ name: 'paid', kind: 'proportion', role: 'primary', column: 'paid' }];
 * const common = { name: 'coupon', control: 'off', treatments: ['on'], metrics };
 * const config = experimentConfig({ ...common, data: { aggregates: 'counts.json' } });
 * const output = { folder: 'out/experiment', language: 'en', now: new Date().toISOString() } as const;
 * const { result, files } = await runExperiment(config, { output });
 * result.decision; // ship
 * files.includes('experiment_report.html'); // true
 * ```
 */
export async function runExperiment(
  config: ExperimentConfig,
  options: ExperimentRunOptions = {},
): Promise<ExperimentRun> {
  requireConfig(config);
  progressOf('runExperiment', options);
  requireKeys(options, 'options', {
    ...{ root: true, inside: true, signal: true, onProgress: true, output: true, register: true },
    environment: true,
  });
  const { output, signal } = options;
  if (output === undefined) return { ...(await analyzed(config, options)), files: [] };
  requireShape(output, 'output', { folder: 'text', now: 'text' });
  requireKeys(output, 'output', { folder: true, language: true, now: true, configName: true });
  const access = { environment: options.environment, root: options.root, signal };
  return withOutputFolder(output.folder, access, 'summary.json', (to) =>
    written(config, options, output, to),
  );
}

function written(
  config: ExperimentConfig,
  options: ExperimentRunOptions,
  output: ExperimentOutput,
  target: string,
): Promise<ExperimentRun> {
  const { signal } = options;
  return writeWhole(target, signal, async (folder) => {
    const { result, summary, data } = await analyzed(config, options);
    options.onProgress?.({ stage: 'reporting', done: 0, total: 1 });
    const report = await experimentReport(result, data, output.configName ?? config.name, output, signal);
    const files = [...report.keys(), 'summary.json'];
    report.set('summary.json', `${JSON.stringify({ ...summary, files }, null, 1)}\n`);
    await writeFiles(folder, report);
    return { result, summary, data, files };
  });
}

async function analyzed(
  config: ExperimentConfig,
  { root = '.', inside, signal, onProgress, register, output, environment }: ExperimentRunOptions,
): Promise<Omit<ExperimentRun, 'files'>> {
  onProgress?.({ stage: 'reading', done: 0, total: null });
  const resolvePath = (file: string): string => located(file, root, inside);
  const data = await loadExperiment(config, { resolvePath, signal, environment, root });
  const kept =
    typeof register === 'string' ? await registerAt(register, { environment, root }) : (register ?? null);
  const registration = kept === null ? undefined : await registrationStanding(kept, config);
  const result = await analyzeExperiment(data, config, { signal, onProgress, registration });
  if (kept !== null && registration?.state !== 'missing' && registration?.state !== 'changed')
    await keepLook(kept, config, data, result, output?.now ?? null);
  return { data, result, summary: await experimentTexts(result) };
}
