// Kills the daily run at many points of every step, and holds what is left to what a run without a kill leaves.
import path from 'node:path';

import { type StepName, stepNames } from '../../src/pipeline/daily/run-steps.js';
import { progress } from '../../src/report/texts/en/progress.js';
import {
  copied,
  type DailyFolder,
  ensureDone,
  handedOver,
  type Left,
  leftIn,
  preparedFolder,
  runDay,
} from './daily-folder.js';

/** What came of the kills. */
export interface KilledDays {
  /** Kills that hit a run at work. */
  readonly kills: number;
  /** The same by the step that was at work. */
  readonly byStep: Readonly<Record<string, number>>;
  /** Days that were killed several times and then ended. */
  readonly days: number;
  /** Days whose files are not those of a day without a kill. */
  readonly otherFiles: number;
  /** Days whose records in the state are not. */
  readonly otherRecords: number;
  /** Contacts that were handed over more than once, after any of the kills. */
  readonly contactsTwice: number;
  /** Contacts that were handed over beside those of a day without a kill, or were not. */
  readonly otherContacts: number;
}

/** How many kills, on how much data. */
export interface KillOptions {
  readonly kills: number;
  readonly users: number;
  readonly seed: number;
  /** Folder that everything is written into. */
  readonly folder: string;
  /** Told after each day. */
  readonly onDay?: ((found: KilledDays) => void) | undefined;
}

/** Runs a day again and again, each time killed once in every step, until there were enough kills. */
export async function killedDays({ kills, users, seed, folder, onDay }: KillOptions): Promise<KilledDays> {
  const prepared = await preparedFolder(path.join(folder, 'prepared'), users, seed);
  const whole = await copied(prepared, path.join(folder, 'whole'));
  const lasting = await durations(whole);
  const expected = await leftIn(whole);
  const byStep: Record<string, number> = {};
  let found = {
    kills: 0,
    byStep,
    days: 0,
    otherFiles: 0,
    otherRecords: 0,
    contactsTwice: 0,
    otherContacts: 0,
  };
  // Points of a step lie evenly over the time that it takes: a low-discrepancy sequence, not a clock.
  for (let day = 0; found.kills < kills; day++) {
    const share = ((day + seed) * 0.618_033_988_749_895) % 1;
    const copy = await copied(prepared, path.join(folder, 'killed'));
    for (const name of stepNames) {
      const hit = await killedIn(copy, name, share * lasting.get(name)!);
      if (hit === null) continue;
      byStep[hit] = (byStep[hit] ?? 0) + 1;
      found = { ...found, kills: found.kills + 1, contactsTwice: found.contactsTwice + (await twice(copy)) };
    }
    ensureDone(await runDay(copy));
    found = { ...found, ...compared(found, expected, await leftIn(copy)) };
    onDay?.(found);
  }
  return found;
}

function compared(found: KilledDays, expected: Left, left: Left): Partial<KilledDays> {
  const same = (a: readonly string[], b: readonly string[]): boolean =>
    JSON.stringify(a) === JSON.stringify(b);
  const strange = [
    ...left.contacts.filter((key) => !expected.contacts.includes(key)),
    ...expected.contacts.filter((key) => !left.contacts.includes(key)),
  ];
  return {
    days: found.days + 1,
    otherFiles: found.otherFiles + Number(left.files !== expected.files),
    otherRecords: found.otherRecords + Number(!same(left.records, expected.records)),
    contactsTwice: found.contactsTwice + repeated(left.contacts),
    otherContacts: found.otherContacts + strange.length,
  };
}

const repeated = (keys: readonly string[]): number => keys.length - new Set(keys).size;

const twice = async ({ root }: DailyFolder): Promise<number> => repeated(await handedOver(root));

/** Milliseconds that each step of a run without a kill takes. */
async function durations(folder: DailyFolder): Promise<ReadonlyMap<StepName, number>> {
  const began = new Map<StepName, number>();
  const done = await runDay(folder, (child) =>
    watch(child, (name) => {
      if (!began.has(name)) began.set(name, performance.now());
    }),
  );
  ensureDone(done);
  const ends = [...stepNames.slice(1).map((name) => began.get(name)!), performance.now()];
  return new Map(stepNames.map((name, i) => [name, ends[i]! - began.get(name)!]));
}

/** Kills a run `after` milliseconds of a step. @returns the step that was at work then; null where the run had ended */
async function killedIn(folder: DailyFolder, name: StepName, after: number): Promise<StepName | null> {
  let at: StepName | null = null;
  const { code, stderr } = await runDay(folder, (child) =>
    watch(child, (step) => {
      at = step;
      if (step === name) setTimeout(() => child.kill('SIGKILL'), after);
    }),
  );
  if (code !== null && code !== 0) throw new Error(`the run ended with ${code}: ${stderr}`);
  return code === null ? at : null;
}

type Watched = Parameters<NonNullable<Parameters<typeof runDay>[1]>>[0];

/** Tells each step when the progress of the run first names it. */
function watch(child: Watched, seen: (name: StepName) => void): void {
  let text = '';
  let next = 0;
  child.stderr!.on('data', (part: string) => {
    text += part;
    while (next < stepNames.length && text.includes(progress.stages[stepNames[next]!]))
      seen(stepNames[next++]!);
  });
}
