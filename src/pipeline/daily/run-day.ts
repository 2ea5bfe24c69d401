import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';

import { WinbackError } from '../../base/errors.js';
import type { OnProgress } from '../../base/progress.js';
import type { Language } from '../../report/format.js';
import type { State } from '../../state/state.js';
import type { Environment } from '../../stores/secrets.js';
import { winbackVersion } from '../package-facts.js';
import type { DailyConfig } from './config.js';
import type { Day, DayModel } from './day.js';
import { DayLog } from './day-log.js';
import type { DailyMemory, DailyRegistry } from './memory.js';
import { modelRecords } from './model-records.js';
import { beginRun, endedRun, failedRun } from './run-records.js';
import { digestOf, runSteps, type Step, type StepResult } from './run-steps.js';
import { seenSources } from './sources.js';
import { alerts } from './steps/alerts.js';
import { checkData } from './steps/check-data.js';
import { deliver } from './steps/deliver.js';
import { experiments } from './steps/experiments.js';
import { features } from './steps/features.js';
import { monitor } from './steps/monitor.js';
import { outcomes } from './steps/outcomes.js';
import { plan } from './steps/plan.js';
import { publish } from './steps/publish.js';
import { retrain } from './steps/retrain.js';
import { score } from './steps/score.js';
import { trainingData, trainModel } from './train-model.js';
import { firstModelFolder, trainedFigures } from './trained-figures.js';

/** What every day of a daily run has in common. */
export interface DailyWork {
  readonly config: DailyConfig;
  /** Folder that data paths start from. */
  readonly root: string;
  /** Folder of all days. */
  readonly out: string;
  readonly memory: DailyMemory;
  readonly state: State;
  readonly registry: DailyRegistry;
  /** This moment, microseconds since 1970. */
  readonly now: () => number;
  /** Whether the day is the newest of the run: only then is its plan handed over. */
  readonly isNewest: boolean;
  /** Stop after the plan. */
  readonly dryRun: boolean;
  readonly language: Language;
  readonly environment: Environment | undefined;
  readonly threads?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
}

/** What became of one day. */
export interface DayRun {
  readonly date: string;
  /** Digest of the model that scored the day. */
  readonly model: string;
  readonly steps: readonly StepResult[];
}

/**
 * Runs one day. What is done already with the same inputs is not done again. The state tells that the run began, how it ended, and
 * what the registry holds then; a dry run leaves no record of a run.
 */
export async function runDay(work: DailyWork, date: string): Promise<DayRun> {
  if (work.dryRun) return stepsOfDay(work, date);
  const { state, now, onProgress } = work;
  const begun = await beginRun(work, date, configDigest(work.config));
  let stage = 'begin';
  const watched: OnProgress = (progress) => {
    stage = progress.stage;
    onProgress?.(progress);
  };
  try {
    const day = await stepsOfDay({ ...work, onProgress: watched }, date);
    const sources = { ...work, project: work.config.name, zone: work.config.events.timeZone };
    const models = await modelRecords(sources, await trainedFigures({ ...work, date }));
    await state.put({ ...models, run: [endedRun(begun, day, now())] });
    return day;
  } catch (error) {
    // The error of the run is the one to tell, whatever the state says to its record.
    await state.put({ run: [failedRun(begun, stage, error, now())] }).catch(() => undefined);
    throw error;
  }
}

async function stepsOfDay(work: DailyWork, date: string): Promise<DayRun> {
  const { config, root, out, signal, environment } = work;
  const log = new DayLog(config, date, { root, signal, environment });
  try {
    const sources = await seenSources(config, root, signal);
    const models = await modelsOf(work, date, log);
    const day: Day = { ...work, ...models, date, log, sources };
    const { memory, now, onProgress } = work;
    const basis = digestOf([winbackVersion(), ...deciding(config)]);
    const run = { date, folder: path.join(out, date), basis, memory, now, signal, onProgress };
    return { date, model: models.model.digest, steps: await runSteps(stepsOf(day, work), run) };
  } finally {
    await log.close();
  }
}

function stepsOf(day: Day, { memory, registry, state, dryRun }: DailyWork): readonly Step[] {
  const looking = [checkData(day), features(day), score(day), monitor(day, memory), plan(day, memory)];
  if (dryRun) return looking;
  return [
    ...looking,
    deliver(day, memory),
    outcomes(day, memory),
    experiments(day, state),
    retrain(day, memory, registry),
    alerts(day, memory, state),
    publish(day),
  ];
}

/** Secrets are not part of a configuration, and where results lie does not change them. */
function deciding({ daily, ...config }: DailyConfig): readonly unknown[] {
  const { state: _state, registry: _registry, out: _out, ...rules } = daily;
  return [config, rules];
}

const configDigest = (config: DailyConfig): string => digestOf(deciding(config));

/** The models of the day's first run; on the very first day a model is trained. */
async function modelsOf(
  work: DailyWork,
  date: string,
  log: DayLog,
): Promise<{ readonly model: DayModel; readonly shadow: DayModel | null }> {
  const { memory, registry } = work;
  const kept = await memory.models(date);
  const model = kept?.model ?? (await registry.production()) ?? (await firstModel(work, date, log));
  const shadow = kept === null ? await registry.former() : kept.shadow;
  if (kept === null) await memory.keepModels(date, { model, shadow });
  return {
    model: await registry.folder(model),
    shadow: shadow === null ? null : await registry.folder(shadow),
  };
}

async function firstModel(work: DailyWork, date: string, log: DayLog): Promise<string> {
  const { registry, state, config, root, out, now, onProgress } = work;
  await refuseLostRegistry(work);
  onProgress?.({ stage: 'first-model', done: 0, total: 1, detail: date });
  const folder = path.join(out, firstModelFolder);
  const place = path.relative(path.resolve(root), folder);
  // The report of a training lists its users.
  await state.put({ holding: [{ project: config.name, place, what: 'list', at: now() }] });
  const training = { ...work, date, log };
  const data = await trainingData(training);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const trained = await trainModel(training, data, folder);
  const digest = await registry.publish(trained.folder, date);
  await rememberFirst(work, date, digest);
  await registry.promote({ digest, instead: null, date, reason: 'first' });
  return digest;
}

/** Days that have models had them from the registry: an empty one was lost, or is another one. */
async function refuseLostRegistry({ memory, registry }: DailyWork): Promise<void> {
  const newest = await memory.newestModels();
  if (newest === null) return;
  throw new WinbackError(
    'NOT_FOUND',
    `the registry ${registry.name} has no model in production, and the day ${newest.date} was run with ${newest.model}: restore the registry, or put a model into it with \`winback model publish DIR --promote production\``,
  );
}

/** The first training counts like any other: what asks for a model on the same day has just had one. */
async function rememberFirst({ state, config, now }: DailyWork, date: string, digest: string): Promise<void> {
  const train = { project: config.name, date, kind: 'train', object: digest, at: now() };
  await state.put({ decision: [{ ...train, by: 'rule', reason: 'first', details: {} }] });
}
