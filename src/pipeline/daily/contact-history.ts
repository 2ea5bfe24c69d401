import { createHash } from 'node:crypto';

import type { Table } from 'apache-arrow';

import { addDays } from '../../base/days.js';
import { buildTable } from '../../data/tables/build.js';
import type { Refuse } from '../../delivery/outbox/sort-out.js';
import { brokenCap, firstCountedDay, knownByUser } from '../../delivery/rules/contact-caps.js';
import type { ContactRules } from './config.js';
import type { Contact, DailyMemory } from './memory.js';

export const sinceColumn = 'days_since_contact';
export const recentColumn = 'contacts_recent';

/**
 * The contacts that decide who may be contacted on a day. Held-back users count as contacted: they stand for them. Of other
 * configurations those of the day itself and of later days count too; the own ones of the day are the plan that is being made.
 */
export async function contactsBefore(
  memory: DailyMemory,
  rules: ContactRules,
  date: string,
): Promise<readonly Contact[]> {
  const from = firstCountedDay(rules, date);
  const own = await memory.contacts(from, addDays(date, -1));
  return rules.over === 'project' ? own : [...own, ...(await memory.contactsOfOthers(from))];
}

/** SHA-256 over contacts, however many there are. */
export function contactsDigest(contacts: readonly Contact[]): string {
  const hash = createHash('sha256');
  for (const contact of contacts) hash.update(`${JSON.stringify(contact)}\n`);
  return hash.digest('hex');
}

/** The users with the days since their last contact (empty: none known) and their contacts within `withinDays`. */
export async function withHistory(
  table: Table,
  idColumn: string,
  history: readonly Contact[],
  when: { readonly date: string; readonly withinDays: number },
): Promise<Table> {
  const known = knownByUser(history, when);
  const ids = table.getChild(idColumn)!;
  const [since, recent] = [new Float64Array(table.numRows), new Float64Array(table.numRows)];
  for (let row = 0; row < table.numRows; row++) {
    const found = known.get(String(ids.get(row)));
    // NaN stands for nothing known, which the rule reads as never contacted.
    since[row] = found?.since ?? Number.NaN;
    recent[row] = found?.recent ?? 0;
  }
  const columns = await buildTable([
    { name: sinceColumn, kind: 'number', values: since },
    { name: recentColumn, kind: 'number', values: recent },
  ]);
  return table.assign(columns);
}

/** The plan's rules with those of the daily run. */
export const contactEligibility = ({ coolDownDays, most }: ContactRules): object => ({
  ...(coolDownDays === 0 ? {} : { coolDown: { column: sinceColumn, days: coolDownDays } }),
  frequencyCap: { column: recentColumn, most },
});

/** Reason of a message whose user has been contacted since the plan was made. */
export const contactedMeanwhile = 'contacted meanwhile';

/**
 * Refuses messages to users who have been contacted since the plan was made: by another configuration that runs at the same time,
 * or by what an earlier day had queued before it was stopped. Plans do not know of these; claims come one after the other.
 */
export function refuseContacted(memory: DailyMemory, rules: ContactRules, date: string): Refuse {
  const from = firstCountedDay(rules, date);
  return async (messages) => {
    const users = [...new Set(messages.map(({ user }) => user))];
    const all = await memory.contactsOfUsers(users, from);
    // The own ones of the day are the batches before this one.
    const counted = all.filter((one) => (one.own ? one.date < date : rules.over === 'state'));
    const known = knownByUser(counted, { date, withinDays: rules.withinDays });
    const taken = new Set<string>();
    const refused = messages.filter(({ user }) => {
      const isOut = brokenCap(known.get(user), rules) !== null || (rules.coolDownDays > 0 && taken.has(user));
      if (!isOut) taken.add(user);
      return isOut;
    });
    return new Map(refused.map(({ seq }) => [seq, contactedMeanwhile]));
  };
}
