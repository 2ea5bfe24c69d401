import { existsSync } from 'node:fs';

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
import { knownOfDay } from '../known-by-day.js';
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
  /** Users whose outcome nobody knows: they are not part of it. */
  readonly withoutOutcome: number;
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
  const first = firstContacts(await memory.contacts(week.from, week.to));
  const contacts = await knownContacts(day, first);
  const withoutOutcome = first.length - contacts.length;
  if (contacts.length === 0)
    return {
      state: 'nothing',
      facts: { reason: first.length === 0 ? 'no-contacts' : 'no-outcomes', withoutOutcome },
    };
  const made = contacts.filter(({ held }) => !held);
  const outcome = campaignOutcome(await outcomeTable(contacts), {
    margin: day.config.daily.margin,
    spentMinor: costOf(made, day.config.daily.currency),
    contacts: made.length,
    claimedMinor: (await claimed(day, made)) ?? undefined,
  });
  await writeJson(folder, 'campaigns.json', { ...week, outcome, withoutOutcome } satisfies WeekOutcome);
  const { state } = outcome;
  const held = contacts.length - made.length;
  const facts = { ...week, contacts: made.length, held, withoutOutcome, outcome: state };
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

/** What became of a contact. Amounts are fen. */
interface KnownContact extends Contact {
  readonly left: number;
  readonly before: number;
  readonly after: number;
}

/** The contacts of days whose outcomes are known; a day that was not run, or whose labels are incomplete, has none. */
async function knownContacts(day: Day, contacts: readonly Contact[]): Promise<readonly KnownContact[]> {
  const byDate = new Map<string, Contact[]>();
  for (const contact of contacts) {
    const sameDay = byDate.get(contact.date);
    if (sameDay === undefined) byDate.set(contact.date, [contact]);
    else sameDay.push(contact);
  }
  const known: KnownContact[] = [];
  for (const [date, sameDay] of byDate) {
    const found = await knownOfDay(day, date, new Set(sameDay.map(({ user }) => user)));
    if (found === null) continue;
    const { left, before, after } = found;
    for (const contact of sameDay) {
      const of = (values: ReadonlyMap<string, number>): number => values.get(contact.user) ?? 0;
      known.push({ ...contact, left: of(left), before: of(before), after: of(after) });
    }
  }
  return known;
}

function outcomeTable(contacts: readonly KnownContact[]): Promise<Table> {
  const users = contacts.map(({ user }) => user);
  const places = users.map((_, i) => i);
  const numbers = (name: string, of: (contact: KnownContact) => number) =>
    ({ name, kind: 'number', values: Float64Array.from(contacts, of) }) as const;
  return buildTable([
    nameColumn('user', places, users),
    nameColumn('stratum', places, strataOf(contacts)),
    numbers('treated', ({ held }) => Number(!held)),
    numbers('stayed', ({ left }) => 1 - left),
    numbers('gmv', ({ after }) => after),
    numbers('gmv_before', ({ before }) => before),
  ]);
}

/** Fewest held-back users of an action that is compared by itself. */
const fewestHeld = 20;

/**
 * Actions are compared by themselves where each has a holdout that can stand for it; else all together, which is as right since one
 * holdout share holds for all of them.
 */
function strataOf(contacts: readonly Contact[]): readonly string[] {
  const heldOf = new Map<string, number>();
  for (const { action, held } of contacts) heldOf.set(action, (heldOf.get(action) ?? 0) + Number(held));
  const isApart = [...heldOf.values()].every((held) => held >= fewestHeld);
  return contacts.map(({ action }) => (isApart ? action : '*'));
}

/** What the plans expected of the contacts, fen; null where the file of a plan is gone. */
async function claimed({ out, signal }: Day, contacts: readonly Contact[]): Promise<number | null> {
  const usersOf = new Map<string, Set<string>>();
  for (const { date, user } of contacts) usersOf.set(date, (usersOf.get(date) ?? new Set()).add(user));
  let sum = 0;
  for (const [date, users] of usersOf) {
    const file = stepFile(out, date, 'plan', plannedFile);
    if (!existsSync(file)) return null;
    const planned = await readPlanned(file, signal);
    for (const { user, profit } of planned) if (users.has(user)) sum += profit * 100;
  }
  return Math.round(sum);
}
