import path from 'node:path';

import { WinbackError } from '../../../base/errors.js';
import type { CampaignPlan } from '../../../campaign/plan.js';
import { writePlan } from '../../../campaign/plan-file.js';
import { readTable } from '../../../data/tables/read.js';
import { writeTable } from '../../../data/tables/write.js';
import { planUsers } from '../../churn/plan.js';
import { revenueColumn } from '../../revenue.js';
import { plannedTable, plannedUsers } from '../assignment.js';
import { budgetOf, type DayBudget } from '../budget.js';
import { contactEligibility, contactsBefore, withHistory } from '../contact-history.js';
import { type Day, stepFile } from '../day.js';
import { readJson, writeJson } from '../json-files.js';
import type { DailyMemory } from '../memory.js';
import { planDecision } from '../plan-decision.js';
import { digestOf, type Step, type StepOutcome } from '../run-steps.js';
import { plannedFile, scoresFile } from '../score-files.js';
import { holdingRecord } from '../state-records.js';
import { folderDigest } from '../step-folder.js';
import { type DataCheck, dataFile } from './check-data.js';

export const heldFile = 'held.json';
const idColumn = 'user_id';
/** Without a holdout nobody could say what a campaign brought. */
const defaultHoldout = { share: 0.1 };

/** The day's plan: who gets which action inside what the month has left. It stands once its contacts are queued. */
export const plan = (day: Day, memory: DailyMemory): Step => ({
  name: 'plan',
  isFrozen: () => memory.isQueued(day.date),
  inputs: async () => ({
    scores: await folderDigest(path.join(day.out, day.date, 'score')),
    data: (await dataState(day)).state,
    history: digestOf(await contactsBefore(memory, day.config.daily.contact, day.date)),
    budget: await dayBudget(day, memory),
  }),
  run: (folder) => planned(day, memory, folder),
});

const dataState = async ({ out, date }: Day): Promise<DataCheck> =>
  (await readJson<DataCheck>(stepFile(out, date, 'check-data', dataFile)))!;

const dayBudget = ({ config, date }: Day, memory: DailyMemory): Promise<DayBudget> =>
  budgetOf(memory, date, Number(config.plan?.['budget'] ?? 0), config.daily.monthlyBudget);

async function planned(day: Day, memory: DailyMemory, folder: string): Promise<StepOutcome> {
  const { config, signal, threads } = day;
  if (config.plan === null) return { state: 'nothing', facts: { reason: 'no-plan-section' } };
  const data = await dataState(day);
  if (data.state === 'critical' && config.daily.onCritical === 'hold') {
    await writeJson(folder, heldFile, { reason: 'data', faults: data.series.filter((one) => one.severity) });
    return { state: 'held', facts: { reason: 'data' } };
  }
  const money = await dayBudget(day, memory);
  const table = await usersWithHistory(day, memory);
  const valueColumn = table.schema.fields.some(({ name }) => name === revenueColumn) ? revenueColumn : null;
  const section = { ...sectionOf(day, config.plan), budget: money.budget };
  const made = await planUsers({ table, idColumn, valueColumn }, section, { signal, threads });
  const { formats, bom, salt } = config.output;
  const source = stepFile(day.out, day.date, 'score', scoresFile);
  // Publishing reads the list as Parquet.
  const lists = [...new Set([...formats, 'parquet' as const])];
  await writePlan(table, made, folder, { formats: lists, bom, salt, source, signal });
  const users = plannedUsers(table, made);
  await writeTable(path.join(folder, plannedFile), await plannedTable(users), { signal });
  const records = {
    holding: [holdingRecord(day, 'plan', 'list')],
    decision: [planDecision(day, made.result)],
  };
  const rows = table.numRows;
  return { state: 'done', facts: { ...money, ...factsOf(made) }, rows, records };
}

function factsOf({ result }: CampaignPlan): Readonly<Record<string, unknown>> {
  const { targeted: users, spent, expectedProfit, upperBound, holdout } = result;
  return { users, spent, expectedProfit, upperBound, holdout: holdout.users };
}

async function usersWithHistory(day: Day, memory: DailyMemory) {
  const { config, date, signal } = day;
  const { contact } = config.daily;
  const scores = stepFile(day.out, date, 'score', scoresFile);
  const table = await readTable(scores, { text: [idColumn], utf8: [idColumn], signal });
  const history = await contactsBefore(memory, contact, date);
  return withHistory(table, idColumn, history, { date, withinDays: contact.withinDays });
}

type PlanSection = Readonly<Record<string, unknown>>;

function sectionOf({ config }: Day, section: PlanSection): PlanSection {
  const given = (section['eligibility'] ?? {}) as PlanSection;
  const own = ['coolDown', 'frequencyCap'].find((rule) => rule in given);
  if (own !== undefined)
    throw new WinbackError(
      'BAD_INPUT',
      `plan.eligibility.${own}: a daily run knows its contacts itself; set daily.contact instead`,
    );
  const eligibility = { ...given, ...contactEligibility(config.daily.contact) };
  return { holdout: { ...defaultHoldout, seed: config.seed }, ...section, eligibility };
}
