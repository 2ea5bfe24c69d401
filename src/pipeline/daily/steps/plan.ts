import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';

import { addDays } from '../../../base/days.js';
import type { CampaignPlan } from '../../../campaign/plan.js';
import { writePlan } from '../../../campaign/plan-file.js';
import { readTable } from '../../../data/tables/read.js';
import { writeTable } from '../../../data/tables/write.js';
import { planUsers } from '../../churn/plan.js';
import { revenueColumn } from '../../revenue.js';
import { plannedTable, plannedUsers } from '../assignment.js';
import { budgetOf, type DayBudget } from '../budget.js';
import { contactEligibility, contactsBefore, contactsDigest, withHistory } from '../contact-history.js';
import { type Day, endOfDay, stepFile } from '../day.js';
import { readJson, writeJson } from '../json-files.js';
import { planOfLedger } from '../ledger-plan.js';
import type { DailyMemory } from '../memory.js';
import { planDecision } from '../plan-decision.js';
import type { Step, StepOutcome } from '../run-steps.js';
import { plannedFile, scoresFile } from '../score-files.js';
import { holdingRecord } from '../state-records.js';
import { folderDigest } from '../step-folder.js';
import { type DataCheck, dataFile } from './check-data.js';

export const heldFile = 'held.json';
const idColumn = 'user_id';
/** Without a holdout nobody could say what a campaign brought. */
const defaultHoldout = { share: 0.1 };
/** A plan is made in the night after its day and holds until the next one, with a day for a run that is late. */
const daysOfPlan = 2;

/** The day's plan: who gets which action inside what the month has left. It stands once its contacts are queued. */
export const plan = (day: Day, memory: DailyMemory): Step => ({
  name: 'plan',
  isFrozen: () => memory.isQueued(day.date),
  inputs: async () => ({
    model: day.model.digest,
    scores: await folderDigest(path.join(day.out, day.date, 'score')),
    data: (await dataState(day)).state,
    history: contactsDigest(await contactsBefore(memory, day.config.daily.contact, day.date)),
    budget: await dayBudget(day, memory),
  }),
  run: (folder) => planned(day, memory, folder),
});

const dataState = async ({ out, date }: Day): Promise<DataCheck> =>
  (await readJson<DataCheck>(stepFile(out, date, 'check-data', dataFile)))!;

function dayBudget({ config, date }: Day, memory: DailyMemory): Promise<DayBudget> {
  const { monthlyBudget: monthly, currency } = config.daily;
  return budgetOf(memory, date, { ofPlan: Number(config.plan?.['budget'] ?? 0), monthly, currency });
}

async function planned(day: Day, memory: DailyMemory, folder: string): Promise<StepOutcome> {
  const queued = await memory.queuedPlan(day.date);
  if (queued !== null) return writtenAgain(day, memory, queued, folder);
  const { config } = day;
  if (config.plan === null) return { state: 'nothing', facts: { reason: 'no-plan-section' } };
  const data = await dataState(day);
  if (data.state === 'critical' && config.daily.onCritical === 'hold') {
    await writeJson(folder, heldFile, { reason: 'data', faults: data.series.filter((one) => one.severity) });
    return { state: 'held', facts: { reason: 'data' } };
  }
  return (await made(day, config.plan, memory, folder)).outcome;
}

/**
 * A plan whose contacts are queued, and whose files are gone: it is made again where the same plan comes out, and otherwise its files
 * say what the state has of it.
 */
async function writtenAgain(
  day: Day,
  memory: DailyMemory,
  queued: string,
  folder: string,
): Promise<StepOutcome> {
  const section = day.config.plan;
  if (section !== null) {
    const again = await made(day, section, memory, folder);
    if (again.digest === queued) return again.outcome;
    await rm(folder, { recursive: true });
    await mkdir(folder);
  }
  return planOfLedger(day, queued, folder);
}

async function made(day: Day, given: PlanSection, memory: DailyMemory, folder: string) {
  const { config, signal, threads } = day;
  const money = await dayBudget(day, memory);
  const table = await usersWithHistory(day, memory);
  const valueColumn = table.schema.fields.some(({ name }) => name === revenueColumn) ? revenueColumn : null;
  const section = { ...sectionOf(day, given), budget: money.budget };
  const result = await planUsers({ table, idColumn, valueColumn }, section, { signal, threads });
  const { formats, bom, salt } = config.output;
  const source = stepFile(day.out, day.date, 'score', scoresFile);
  // Publishing reads the list as Parquet.
  const lists = [...new Set([...formats, 'parquet' as const])];
  const validFor = { model: day.model.digest, until: endOfDay(addDays(day.date, daysOfPlan)) };
  const decisions = { snapshot: endOfDay(day.date), outcomeDays: config.windows.horizonDays };
  const files = { formats: lists, bom, salt, source, validFor, decisions, signal };
  const { digest } = await writePlan(table, result, folder, files);
  const users = plannedUsers(table, result);
  await writeTable(path.join(folder, plannedFile), await plannedTable(users), { signal });
  const records = {
    holding: [holdingRecord(day, 'plan', 'list')],
    decision: [planDecision(day, result.result)],
  };
  const reason = money.budget === 0 ? { reason: 'no-money' } : {};
  const facts = { ...money, ...factsOf(result), ...reason };
  const outcome: StepOutcome = { state: 'done', facts, rows: table.numRows, records };
  return { digest, outcome };
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
  const eligibility = { ...given, ...contactEligibility(config.daily.contact) };
  return { holdout: { ...defaultHoldout, seed: config.seed }, ...section, eligibility };
}
