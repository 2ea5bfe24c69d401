import type { StateRecords } from '../../state/records.js';
import { winbackVersion } from '../package-facts.js';
import type { DailyWork, DayRun } from './run-day.js';
import { codeOf } from './run-steps.js';
import { sourceHoldings } from './source-holdings.js';
import { dailyRun } from './state-memory.js';

type RunRecord = StateRecords['run'];

/** Why a run that nobody ended is over: its process was killed, or lost its machine. */
const interrupted = 'interrupted';

/**
 * Writes that a day's run has begun. Runs that were killed are marked first: the lock of the days says that none is at work.
 * @param configDigest of what decides the day's results
 * @returns the record, to be ended
 */
export async function beginRun(
  { state, config, now }: DailyWork,
  date: string,
  configDigest: string,
): Promise<RunRecord> {
  const { name: project, events } = config;
  const open = await state.list('run', { where: { project, state: 'running' } });
  const begun: RunRecord = {
    ...{ project, date, run: dailyRun, zone: events.timeZone, startedAt: now(), endedAt: null },
    ...{ state: 'running', configDigest, winback: winbackVersion(), modelDigest: null, rows: null },
    reason: null,
  };
  const killed = open.map((record) => ({ ...record, state: 'failed', reason: interrupted }) as const);
  await state.put({ run: [...killed, begun], holding: sourceHoldings(config, begun.startedAt) });
  return begun;
}

/** The record of a run that came to its end; `held` where a step waits for somebody. */
export function endedRun(begun: RunRecord, { model, steps }: DayRun, endedAt: number): RunRecord {
  const held = steps.find(({ outcome }) => outcome === 'held');
  const users = steps.find(({ name }) => name === 'score')?.facts['users'];
  return {
    ...{ ...begun, endedAt, modelDigest: model, rows: typeof users === 'number' ? users : null },
    state: held === undefined ? 'done' : 'held',
    reason: held === undefined ? null : `${held.name}: ${String(held.facts['reason'])}`,
  };
}

/** The record of a run that an error ended in a step. */
export const failedRun = (begun: RunRecord, step: string, error: unknown, endedAt: number): RunRecord => ({
  ...{ ...begun, endedAt, state: 'failed', reason: `${step}: ${codeOf(error)}` },
});
