import type { Table } from 'apache-arrow';

import { addDays, dayNumber } from '../../../base/days.js';
import { buildTable } from '../../../data/tables/build.js';
import { nameColumn } from '../../../data/tables/name-column.js';
import { type CampaignOutcome, campaignOutcome, type NoOutcome } from '../../../monitor/campaigns/outcome.js';
import { readPlanned } from '../assignment.js';
import { outcomeRecord } from '../campaign-records.js';
import { costOf } from '../currency.js';
import { type Day, stepFile } from '../day.js';
import { writeJson } from '../json-files.js';
import { KnownByDay } from '../known-by-day.js';
import type { Contact, DailyMemory } from '../memory.js';
import type { Step, StepOutcome } from '../run-steps.js';
import { plannedFile } from '../score-files.js';

const daysPerWeek = 7;
/** 1970-01-04 was a Sunday. */
const firstSunday = 3;
/** Campaigns of four weeks are judged together: the holdout of one day is too small. */
const judgedDays = 28;

/** What `outcomes/campaigns.json` holds. */
export interface WeekOutcome {
  /** First and last day of the plans. */
  readonly from: string;
  readonly to: string;
  readonly outcome: CampaignOutcome | NoOutcome;
}

/**
 * What four weeks of campaigns brought, against the users whom the holdout kept from them: once a week, when the money of the last
 * contacts is known. On other days there is nothing to do.
 */
export const outcomes = (day: Day, memory: DailyMemory): Step => ({
  name: 'outcomes',
  inputs: async () => day.sources && { sources: day.sources, week: closingWeek(day) },
  run: (folder) => closed(day, memory, folder),
});

/** The days of plans whose outcome becomes known with the day; null on six days of seven. */
function closingWeek({ date, config }: Day): { readonly from: string; readonly to: string } | null {
  const { observationDays, horizonDays } = config.windows;
  const wait = Math.max(observationDays, horizonDays) + config.daily.latenessDays;
  const to = addDays(date, -wait);
  return (dayNumber(to) - firstSunday) % daysPerWeek === 0 ? { from: addDays(to, 1 - judgedDays), to } : null;
}

async function closed(day: Day, memory: DailyMemory, folder: string): Promise<StepOutcome> {
  const week = closingWeek(day);
  if (week === null) return { state: 'nothing', facts: { reason: 'no-week-ends' } };
  const contacts = firstContacts(await memory.contacts(week.from, week.to));
  if (contacts.length === 0) return { state: 'nothing', facts: { reason: 'no-contacts' } };
  const made = contacts.filter(({ held }) => !held);
  const outcome = campaignOutcome(await outcomeTable(day, contacts), {
    margin: day.config.daily.margin,
    spentMinor: costOf(made, day.config.daily.currency),
    contacts: made.length,
    claimedMinor: await claimed(day, made),
  });
  await writeJson(folder, 'campaigns.json', { ...week, outcome } satisfies WeekOutcome);
  const { state } = outcome;
  const facts = { ...week, contacts: made.length, held: contacts.length - made.length, outcome: state };
  return { state: 'done', facts, records: { campaign: [outcomeRecord(day, week.to, outcome)] } };
}

/** The first contact of each user: later ones are part of what came of it. */
function firstContacts(contacts: readonly Contact[]): readonly Contact[] {
  const seen = new Set<string>();
  return contacts.filter(({ user }) => {
    if (seen.has(user)) return false;
    seen.add(user);
    return true;
  });
}

async function outcomeTable(day: Day, contacts: readonly Contact[]): Promise<Table> {
  const users = contacts.map(({ user }) => user);
  const places = users.map((_, i) => i);
  const numbers = async (name: string, of: (contact: Contact) => Promise<number>) => {
    const values = new Float64Array(contacts.length);
    for (const [row, contact] of contacts.entries()) values[row] = await of(contact);
    return { name, kind: 'number', values } as const;
  };
  const known = new KnownByDay(day);
  return buildTable([
    nameColumn('user', places, users),
    nameColumn('stratum', places, strataOf(contacts)),
    await numbers('treated', async ({ held }) => Number(!held)),
    await numbers('stayed', async ({ user, date }) => 1 - ((await known.left(date)).get(user) ?? 0)),
    await numbers('gmv', async ({ user, date }) => (await known.after(date)).get(user) ?? 0),
    await numbers('gmv_before', async ({ user, date }) => (await known.before(date)).get(user) ?? 0),
  ]);
}

/** Fewest held-back users of an action that is compared by itself. */
const fewestHeld = 20;

/**
 * Actions are compared by themselves where each has a holdout that can stand for it; else all together, which is as right since one
 * holdout share holds for all of them.
 */
function strataOf(contacts: readonly Contact[]): readonly string[] {
  const actions = [...new Set(contacts.map(({ action }) => action))];
  const heldOf = (action: string): number =>
    contacts.filter((contact) => contact.held && contact.action === action).length;
  const isApart = actions.every((action) => heldOf(action) >= fewestHeld);
  return contacts.map(({ action }) => (isApart ? action : '*'));
}

/** What the plans expected of the contacts, fen. */
async function claimed({ out, signal }: Day, contacts: readonly Contact[]): Promise<number> {
  let sum = 0;
  for (const date of new Set(contacts.map((contact) => contact.date))) {
    const users = new Set(contacts.filter((one) => one.date === date).map(({ user }) => user));
    const planned = await readPlanned(stepFile(out, date, 'plan', plannedFile), signal);
    for (const { user, profit } of planned) if (users.has(user)) sum += profit * 100;
  }
  return Math.round(sum);
}
