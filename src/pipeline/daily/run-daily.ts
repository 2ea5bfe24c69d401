import { mkdir } from 'node:fs/promises';
import path from 'node:path';

import { addDays, dayNumber } from '../../base/days.js';
import { WinbackError } from '../../base/errors.js';
import type { OnProgress } from '../../base/progress.js';
import { zoneOffset } from '../../base/time-zone.js';
import type { Heartbeat } from '../../delivery/alerts/heartbeat.js';
import { tryLockFolder, unlockFolder } from '../../registry/folder-lock.js';
import { openRegistry } from '../../registry/versions/registry.js';
import type { Language } from '../../report/format.js';
import { openState } from '../../state/open.js';
import type { State } from '../../state/state.js';
import { hasScheme } from '../../stores/connection-url.js';
import type { Environment } from '../../stores/secrets.js';
import type { DailyConfig } from './config.js';
import { StoredRegistry } from './registry-adapter.js';
import { type DailyWork, type DayRun, runDay } from './run-day.js';
import type { StepName } from './run-steps.js';
import { StateMemory } from './state-memory.js';
import { heartbeatOf, requireAlertSecrets, tellFailure, tellRan } from './watch/run-alarms.js';
import { tell } from './watch/tell.js';

/** How days are run. */
export interface RunDailyOptions {
  /** Folder that paths of the configuration start from. @default the working directory */
  readonly root?: string | undefined;
  /** First day, YYYY-MM-DD. */
  readonly date: string;
  /** Last day; only its plan is handed over. @default `date` */
  readonly until?: string | undefined;
  /** Stop after the plan: nothing is handed over, trained or told. @default false */
  readonly dryRun?: boolean | undefined;
  /** This moment, microseconds since 1970. */
  readonly now: () => number;
  /** Language of reports. @default 'zh' */
  readonly language?: Language | undefined;
  readonly environment?: Environment | undefined;
  readonly threads?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
}

/** What became of the days. */
export interface DailyRun {
  readonly days: readonly DayRun[];
  /** Whether nothing critical was found. */
  readonly passed: boolean;
  /** What the call of `alerts.heartbeatUrl` came to; null where none is made. */
  readonly heartbeat: Heartbeat | null;
}

/** An open daily run: its state stays open for as long as the lock is held. */
export interface OpenDaily {
  readonly state: State;
  readonly work: DailyWork;
  readonly registry: StoredRegistry;
  close(): Promise<void>;
}

/**
 * Runs one day or several: data, features, scores, monitoring, plan, delivery, outcomes, experiments, models, alarms. Every step
 * that is done already with the same inputs is skipped, so that the same day may be run any number of times.
 * @param config of dailyConfig
 * @param options the days, this moment, where paths start from
 * @throws WinbackError LOCKED while another run is at work; BAD_INPUT, NOT_FOUND, IO, ABORTED
 */
export async function runDaily(config: DailyConfig, options: RunDailyOptions): Promise<DailyRun> {
  const dates = datesOf(options);
  requireBegun(dates.at(-1)!, config.events.timeZone, options.now());
  const { root = '.', environment, now, dryRun = false } = options;
  if (!dryRun) await requireAlertSecrets({ config, root, environment, now });
  const { work, close } = await openDaily(config, options);
  try {
    const days: DayRun[] = [];
    for (const date of dates) days.push(await toldDay({ ...work, isNewest: date === dates.at(-1) }, date));
    const passed = days.every(isSound);
    return { days, passed, heartbeat: passed && !dryRun ? await heartbeatOf(work) : null };
  } finally {
    await close();
  }
}

/** A day whose failure is an alarm, and whose end is the end of that alarm. */
async function toldDay(work: DailyWork, date: string): Promise<DayRun> {
  try {
    const day = await runDay(work, date);
    if (!work.dryRun) await tellRan(work, date);
    // What an earlier run of the day could not tell waits in the outbox.
    if (!work.dryRun && isSkipped(day, 'alerts')) await tell(work, `again ${date}`);
    return day;
  } catch (error) {
    if (!work.dryRun) await tellFailure(work, date, error);
    throw error;
  }
}

const isSkipped = ({ steps }: DayRun, step: StepName): boolean =>
  steps.some(({ name, state }) => name === step && state === 'skipped');

function datesOf({ date, until = date }: RunDailyOptions): readonly string[] {
  const days = dayNumber(until) - dayNumber(date) + 1;
  if (days < 1) throw new WinbackError('BAD_INPUT', `until: ${until} is before ${date}`);
  return Array.from({ length: days }, (_, i) => addDays(date, i));
}

/** A day that has not begun has no events, and its plan would stand before they come. @throws WinbackError BAD_INPUT */
function requireBegun(date: string, zone: string, now: number): void {
  const today = dayIn(zone, now);
  if (date > today)
    throw new WinbackError('BAD_INPUT', `the day ${date} has not begun: it is ${today} in ${zone}`);
}

/** The day at a moment, microseconds since 1970. */
const dayIn = (zone: string, micros: number): string =>
  new Date(micros / 1000 + zoneOffset(zone)(micros / 1000)).toISOString().slice(0, 10);

const isSound = ({ steps }: DayRun): boolean =>
  steps.every(({ name, facts }) => name !== 'check-data' || facts['state'] !== 'critical');

/** Locks the folder of days and opens state and registry. @throws WinbackError LOCKED */
export async function openDaily(
  config: DailyConfig,
  options: Omit<RunDailyOptions, 'date' | 'until'>,
): Promise<OpenDaily> {
  const { root = '.', environment, signal, now } = options;
  const out = path.resolve(root, config.daily.out);
  await mkdir(out, { recursive: true });
  const lock = await tryLockFolder(out);
  if (lock === null)
    throw new WinbackError('LOCKED', `another daily run is at work in ${out}: wait for it, or stop it`);
  try {
    const state = await openState(config.daily.state, { places: { root, environment } });
    const stored = await openRegistry(placeOf(config.daily.registry, root), { environment, signal });
    const registry = new StoredRegistry(stored, path.join(out, 'models'));
    const memory = new StateMemory({ state, project: config.name, now });
    const work = { ...workOf(options), config, root, out, memory, registry, state, isNewest: true };
    return { state, work, registry, close: () => closed(state, lock) };
  } catch (error) {
    unlockFolder(lock);
    throw error;
  }
}

async function closed(state: State, lock: Parameters<typeof unlockFolder>[0]): Promise<void> {
  try {
    await state.close();
  } finally {
    unlockFolder(lock);
  }
}

const placeOf = (registry: string, root: string): string =>
  hasScheme(registry, 's3', 'oss') ? registry : path.resolve(root, registry);

function workOf(options: Omit<RunDailyOptions, 'date' | 'until'>) {
  const { language = 'zh', dryRun = false, environment, threads, signal, onProgress, now } = options;
  return { language, dryRun, environment, threads, signal, onProgress, now } as const;
}
