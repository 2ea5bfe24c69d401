import { createHash } from 'node:crypto';
import path from 'node:path';

import { WinbackError } from '../../base/errors.js';
import type { OnProgress } from '../../base/progress.js';
import type { RecordsToPut } from '../../state/state.js';
import { readJson, writeJson } from './json-files.js';
import { folderDigest, replaceStepFolder } from './step-folder.js';

/** The steps of a day, in their order. */
export const stepNames = [
  ...(['check-data', 'features', 'score', 'monitor', 'plan', 'deliver'] as const),
  ...(['outcomes', 'experiments', 'retrain', 'alerts', 'publish'] as const),
] as const;

export type StepName = (typeof stepNames)[number];

/**
 * What became of a step: `done`; `held`, it did not act because of an alarm or a missing approval; `nothing`, there was
 * nothing to do; `skipped`, its inputs and outputs are those of an earlier run.
 */
export type StepState = 'done' | 'held' | 'nothing' | 'skipped';

/** What a step tells, besides its files. */
export interface StepOutcome {
  readonly state: Exclude<StepState, 'skipped'>;
  /** Plain JSON: the figures that people look at first. */
  readonly facts: Readonly<Record<string, unknown>>;
  /** Users or events it worked on. @default not counted */
  readonly rows?: number | undefined;
  /** What the state keeps of it, written together with the end of the step. @default nothing */
  readonly records?: RecordsToPut | undefined;
}

/** A finished step as it is remembered. */
export interface StepRecord {
  /** The day that was run, YYYY-MM-DD. */
  readonly date: string;
  readonly name: StepName;
  readonly state: StepOutcome['state'];
  /** SHA-256 over everything the step depends on. */
  readonly inputs: string;
  /** SHA-256 over the files it wrote. */
  readonly outputs: string;
}

/** When a step was at work, in microseconds since 1970, and on how much. */
export interface StepWork {
  readonly startedAt: number;
  readonly endedAt: number;
  /** Null where it counts nothing. */
  readonly rows: number | null;
}

/** One step of a day. It reads files of earlier steps and writes its own; nothing else passes between steps. */
export interface Step {
  readonly name: StepName;
  /**
   * Everything that decides the step's outputs, beside the date, the configuration and the program: plain JSON. null: the
   * step looks at what changes by itself, and runs each time.
   */
  inputs(): Promise<unknown>;
  /** Whether what the step once wrote stands, whatever its inputs are now: it has been acted upon. @default never */
  isFrozen?(): Promise<boolean>;
  /** Writes its files into `folder`, which is empty. */
  run(folder: string): Promise<StepOutcome>;
}

/** Where finished steps are remembered. */
export interface StepMemory {
  /** The record of a finished step; null where the step has not been finished. */
  last(date: string, name: StepName): Promise<StepRecord | null>;
  /** Called when the files of the step are on the disk. */
  finished(record: StepRecord, work: StepWork, records: RecordsToPut): Promise<void>;
  /** Called when a step threw; `reason` is the code of its error. A step that was finished before stays finished. */
  failed(date: string, name: StepName, reason: string, work: StepWork): Promise<void>;
}

/** How the steps of one day are run. */
export interface RunSteps {
  /** The day, YYYY-MM-DD. */
  readonly date: string;
  /** Folder of the day; each step has a folder in it. */
  readonly folder: string;
  /** Digest of the configuration and the version of the program. */
  readonly basis: string;
  readonly memory: StepMemory;
  /** This moment, microseconds since 1970. */
  readonly now: () => number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
}

/** A step of this run. */
export interface StepResult {
  readonly name: StepName;
  readonly state: StepState;
  /** What became of it when it was last not skipped. */
  readonly outcome: StepOutcome['state'];
  readonly facts: StepOutcome['facts'];
}

/** Stands in the folder of each step: what the step tells besides its files. */
const factsFile = 'facts.json';

/** Runs the steps in their order; what is done already with the same inputs and still lies there is skipped. */
export async function runSteps(steps: readonly Step[], run: RunSteps): Promise<readonly StepResult[]> {
  const results: StepResult[] = [];
  for (const [i, step] of steps.entries()) {
    if (run.signal?.aborted === true)
      throw new WinbackError('ABORTED', 'the daily run was aborted', { cause: run.signal.reason });
    run.onProgress?.({ stage: step.name, done: i, total: steps.length, detail: run.date });
    results.push(await runStep(step, run));
  }
  return results;
}

async function runStep(step: Step, run: RunSteps): Promise<StepResult> {
  const { date, folder, basis, memory } = run;
  const { name } = step;
  const target = path.join(folder, name);
  const given = await step.inputs();
  const inputs = digestOf([name, date, basis, given]);
  const last = await memory.last(date, name);
  const stands = (given !== null && last?.inputs === inputs) || (await step.isFrozen?.()) === true;
  if (last !== null && stands && last.outputs === (await folderDigest(target))) {
    const kept = await readJson<StepOutcome>(path.join(target, factsFile));
    return { name, state: 'skipped', outcome: last.state, facts: kept!.facts };
  }
  return done(step, run, target, inputs);
}

async function done(
  step: Step,
  { date, memory, now }: RunSteps,
  target: string,
  inputs: string,
): Promise<StepResult> {
  const { name } = step;
  const startedAt = now();
  const work = (rows: number | undefined): StepWork => ({ startedAt, endedAt: now(), rows: rows ?? null });
  try {
    const { state, facts, rows, records } = await replaceStepFolder(target, async (inner) => {
      const made = await step.run(inner);
      await writeJson(inner, factsFile, { state: made.state, facts: made.facts });
      return made;
    });
    const outputs = (await folderDigest(target))!;
    await memory.finished({ date, name, state, inputs, outputs }, work(rows), records ?? {});
    return { name, state, outcome: state, facts };
  } catch (error) {
    // The error of the step is the one to tell, whatever the memory says to it.
    await memory.failed(date, name, codeOf(error), work(undefined)).catch(() => undefined);
    throw error;
  }
}

/** What the state keeps of an error: its message may name a person. */
export const codeOf = (error: unknown): string => (error instanceof WinbackError ? error.code : 'INTERNAL');

/** SHA-256 of plain JSON. */
export const digestOf = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex');
