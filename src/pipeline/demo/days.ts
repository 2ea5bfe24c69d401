import { mkdir } from 'node:fs/promises';
import path from 'node:path';

import type { OnProgress } from '../../base/progress.js';
import type { Language } from '../../report/format.js';
import type { Planted } from '../../simulate/days/planted.js';
import { SimulatedDays } from '../../simulate/days/simulated-days.js';
import { DayLog } from '../daily/day-log.js';
import { writeJson } from '../daily/json-files.js';
import { type OpenDaily, openDaily } from '../daily/run-daily.js';
import { type DayRun, runDay } from '../daily/run-day.js';
import { replaceStepFolder } from '../daily/step-folder.js';
import { trainBadModel } from './bad-model.js';
import { writtenConfig } from './days-config.js';
import { type DaysSummary, type Fired, keepFiring, summaryOf } from './days-summary.js';

/** Size and seed of simulated days. */
export interface DaysSettings {
  /** Days to run, one after the other. */
  readonly days: number;
  /** Users to generate. */
  readonly users: number;
  /** Same seed, same days. */
  readonly seed: number;
}

/** How simulated days are run. */
export interface DaysWork {
  /** Everything is written into the folder `days` of it, which is replaced. */
  readonly folder: string;
  readonly language: Language;
  readonly threads?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
}

/** Days of events that are there before the first day that is run: enough to train on. */
const historyDays = 120;
/** A day is run in the evening of the day itself, in the zone of the events. */
const eveningMs = 15 * 3_600_000;

/** Faults on days that are counted from the first day that is run; shorter demonstrations see the first of them. */
const faults = [
  { kind: 'tracking-loss', from: 12, to: 13 },
  { kind: 'bad-model', from: 20, to: 20 },
  { kind: 'drift', from: 44, to: 10_000 },
] as const satisfies readonly Planted[];

/** True probabilities that a contact brings a fading or dormant user back; the plan assumes more. */
const responses = { coupon: 0.08, call: 0.15 };

/**
 * Simulated days one after the other, each run as `winback run daily` runs it: a loss of tracking, a drift and a bad model are
 * planted, and the contacts of each evening change what the users do on the days after.
 */
export async function runDays(settings: DaysSettings, work: DaysWork): Promise<DaysSummary> {
  return replaceStepFolder(path.join(work.folder, 'days'), async (root) => {
    const data = path.join(root, 'data');
    await mkdir(data);
    const planted = faults.filter(({ from }) => from < settings.days);
    const world = await SimulatedDays.open(data, worldOptions(settings, planted), work.signal);
    try {
      const summary = await livedIn(world, { ...settings, planted }, { ...work, root });
      await writeJson(root, 'summary.json', summary);
      return summary;
    } finally {
      world.close();
    }
  });
}

const worldOptions = ({ users, days, seed }: DaysSettings, planted: readonly Planted[]) => ({
  ...{ users, historyDays, days, seed, responses },
  planted: planted.map(({ kind, from, to }) => ({ kind, from: historyDays + from, to: historyDays + to })),
});

type Settings = DaysSettings & { readonly planted: readonly Planted[] };

async function livedIn(
  world: SimulatedDays,
  settings: Settings,
  work: DaysWork & { readonly root: string },
): Promise<DaysSummary> {
  const { root, language, threads, signal, onProgress } = work;
  const config = await writtenConfig(world, settings.seed, root);
  let today = world.today;
  const now = (): number => (Date.parse(`${today}T00:00:00Z`) + eveningMs) * 1000;
  const daily = await openDaily(config, { root, now, language, threads, signal });
  const runs: DayRun[] = [];
  const fired: Fired = new Map();
  try {
    for (let day = 0; day < settings.days; day++) {
      onProgress?.({ stage: 'days', done: day, total: settings.days, detail: today });
      today = await world.next(signal);
      runs.push(await runDay(daily.work, today));
      await keepFiring(daily, fired);
      world.contact(await contactedOn(daily, today));
      if (settings.planted.some(({ kind, from }) => kind === 'bad-model' && from === day))
        await promoteBadModel(daily, today);
    }
    return await summaryOf(world, daily, settings, { runs, fired });
  } finally {
    await daily.close();
  }
}

async function contactedOn({ work }: OpenDaily, date: string) {
  const contacts = await work.memory.contacts(date, date);
  return contacts.filter(({ held }) => !held).map(({ user, action }) => ({ user, action }));
}

/** Somebody trains on labels that were turned round, and promotes the result by hand, past every condition. */
async function promoteBadModel({ work }: OpenDaily, date: string): Promise<void> {
  const { config, root, signal, environment, registry } = work;
  const log = new DayLog(config, date, { root, signal, environment });
  try {
    const folder = await trainBadModel({ ...work, date, log }, path.join(root, 'bad-model'));
    const digest = await registry.publish(folder, date);
    await registry.promote({ digest, instead: await registry.production(), date, reason: 'by-hand' });
  } finally {
    await log.close();
  }
}
