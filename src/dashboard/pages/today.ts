import type { State, StateRecords } from '../../entries/state.js';
import type { Head } from '../documents/common.js';
import type { OpenAlert, RunDay, TodayDocument } from '../documents/today.js';
import { planOf } from './plan.js';
import { alertSentence } from './sentences.js';
import { weeksOf } from './weeks.js';

/** Days of the strip of runs. */
const stripDays = 30;
const severities = ['critical', 'warning', 'info'];

/** What stands out: alarms, runs, users, money and what was brought. */
export async function todayPage(state: State, head: Head): Promise<TodayDocument> {
  const { project, from, to } = head.scope;
  const [alerts, steps, runs] = await Promise.all([
    state.list('alert', { where: { project } }),
    state.list('step', { where: { project }, from: await stripFrom(state, head), to }),
    state.list('run', { where: { project }, from, to }),
  ]);
  const days = runDays(steps, runs);
  return {
    ...head,
    alerts: alerts
      .filter(({ state }) => state !== 'resolved')
      .map(openAlert)
      .sort(byUrgency),
    days: days.slice(-stripDays),
    lastStepAt: steps.reduce<number | null>((last, { endedAt }) => later(last, endedAt), null),
    ...(await newestFigures(state, head)),
  };
}

async function newestFigures(
  state: State,
  head: Head,
): Promise<Pick<TodayDocument, 'scored' | 'spend' | 'brought'>> {
  const plan = await planOf(state, head.scope);
  const { weeks, currency } = await weeksOf(state, head.scope);
  const brought = weeks.findLast(({ recall }) => recall.value !== null) ?? null;
  const minor = (value: number | null): number | null => (value === null ? null : Math.round(value * 100));
  return {
    scored: plan && { date: plan.date, users: plan.users, tiers: plan.tiers },
    spend: plan && {
      ...{ date: plan.date, currency, budgetMinor: minor(plan.budget)!, spentMinor: minor(plan.spent) },
    },
    brought: brought && {
      date: brought.date,
      currency,
      recall: brought.recall,
      netGmvMinor: brought.netGmvMinor,
    },
  };
}

/** First of the newest days with steps, so that no more steps are read than are shown. */
async function stripFrom({ database }: State, { scope: { project, from, to } }: Head): Promise<string> {
  const sql = `SELECT DISTINCT "date" FROM winback_step WHERE "project" = ? AND "date" >= ? AND "date" <= ?
    ORDER BY "date" DESC LIMIT ?`;
  const [found] = await database.read([{ sql, rows: [[project, from, to, stripDays]] }]);
  return String(found!.rows.at(-1)?.['date'] ?? from);
}

const later = (a: number | null, b: number | null): number | null =>
  a === null || (b !== null && b > a) ? b : a;

function openAlert(alert: StateRecords['alert']): OpenAlert {
  const { fingerprint, kind, severity, object, state, value, threshold: limit, firstAt, lastAt } = alert;
  const { ackBy, mutedUntil, flapping, inhibitedBy } = alert;
  const where = { fingerprint, kind, severity, object, state, value, limit, firstAt, lastAt };
  return {
    ...where,
    text: alertSentence(alert),
    ackBy,
    mutedUntil,
    flapping,
    explained: inhibitedBy !== null,
  };
}

function byUrgency(a: OpenAlert, b: OpenAlert): number {
  const rank = ({ severity, state, explained }: OpenAlert): number =>
    severities.indexOf(severity) + (state === 'firing' ? 0 : 10) + (explained ? 20 : 0);
  return rank(a) - rank(b) || b.lastAt - a.lastAt;
}

/** Records of the memory of a run that are no steps of it. */
const otherSteps = ['models'];

function runDays(steps: readonly StateRecords['step'][], runs: readonly StateRecords['run'][]): RunDay[] {
  const days = new Map<string, StateRecords['step'][]>();
  for (const step of steps.filter(({ name }) => !otherSteps.includes(name))) {
    const known = days.get(step.date);
    if (known === undefined) days.set(step.date, [step]);
    else known.push(step);
  }
  const runOf = new Map(runs.map((run) => [run.date, run]));
  const dates = [...new Set([...days.keys(), ...runOf.keys()])].sort();
  return dates.map((date) => {
    const run = runOf.get(date);
    const named = (days.get(date) ?? []).map(({ name, state, startedAt, endedAt, reason }) => ({
      ...{ name, state, reason, ms: endedAt === null ? null : Math.round((endedAt - startedAt) / 1000) },
    }));
    return { date, state: run?.state ?? null, reason: run?.reason ?? null, steps: named };
  });
}
