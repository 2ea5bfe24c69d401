import path from 'node:path';
import { updateAlerts } from '../../../delivery/alerts/update.js';
import type { State } from '../../../state/state.js';
import { noticeWords } from '../../alerts/words.js';
import { costOf } from '../currency.js';
import { endedDays } from '../data-observations.js';
import { type Day, stepFile } from '../day.js';
import { type DayDrift, driftFile } from '../day-drift.js';
import { readJson, writeJson } from '../json-files.js';
import type { DailyMemory } from '../memory.js';
import { modelFacts } from '../model-facts.js';
import { type DayFindings, observationsOf } from '../observations.js';
import type { Step, StepOutcome } from '../run-steps.js';
import { folderDigest } from '../step-folder.js';
import { tell } from '../watch/tell.js';
import { type DataCheck, dataFile } from './check-data.js';
import { type DayMetrics, metricsFile } from './monitor.js';

/** Turns what the day found into alarms, and tells those who are to be told. */
export const alerts = (day: Day, memory: DailyMemory, state: State): Step => ({
  name: 'alerts',
  inputs: async () => ({
    data: await folderDigest(path.join(day.out, day.date, 'check-data')),
    monitor: await folderDigest(path.join(day.out, day.date, 'monitor')),
    plan: (await memory.last(day.date, 'plan'))?.state ?? null,
  }),
  run: (folder) => told(day, memory, state, folder),
});

async function told(day: Day, memory: DailyMemory, state: State, folder: string): Promise<StepOutcome> {
  const { config, now } = day;
  const { channels } = config.daily.alerts;
  const { name: project } = config;
  const findings = await findingsOf(day, memory);
  const ended = endedDays(await state.list('alert', { where: { project } }), findings.data);
  const { alerts: all } = await updateAlerts(state, [...observationsOf(findings), ...ended], {
    project,
    at: now(),
    channels: channels.map(({ name }) => name),
    words: noticeWords,
  });
  const firing = all
    .filter((alert) => alert.state === 'firing')
    .map(({ kind, object, severity, value, threshold }) => ({ kind, object, severity, value, threshold }));
  await writeJson(folder, 'alerts.json', firing);
  await tell(day, `daily ${day.date}`);
  const critical = firing.filter(({ severity }) => severity === 'critical').length;
  return { state: 'done', facts: { firing: firing.length, critical } };
}

async function findingsOf(day: Day, memory: DailyMemory): Promise<DayFindings> {
  const { out, date, config } = day;
  const [data, metrics, drift] = await Promise.all([
    readJson<DataCheck>(stepFile(out, date, 'check-data', dataFile)),
    readJson<DayMetrics>(stepFile(out, date, 'monitor', metricsFile)),
    readJson<DayDrift>(stepFile(out, date, 'monitor', driftFile)),
  ]);
  const { threshold, manifest } = await modelFacts(day.model);
  const { certified, precisionFloor } = threshold;
  const held = (await memory.last(date, 'plan'))?.state === 'held';
  return {
    ...{ data: data!, metrics: metrics!, drift, policy: config.daily.retrain.policy },
    storedAuc: manifest.metrics.auc,
    precisionFloor: certified ? precisionFloor : null,
    planHeld: held ? 'data' : null,
    month: await monthOf(day, memory),
  };
}

async function monthOf({ config, date }: Day, memory: DailyMemory): Promise<DayFindings['month']> {
  const { monthlyBudget, currency } = config.daily;
  if (monthlyBudget === null) return null;
  const contacts = await memory.contacts(`${date.slice(0, 7)}-01`, date);
  const spentFen = costOf(contacts, currency);
  return { spentFen, budgetFen: Math.round(monthlyBudget * 100) };
}
