import type { Table } from 'apache-arrow';
import { addDays, dayNumber } from '../../base/days.js';
import { buildTable } from '../../data/tables/build.js';
import type { ContactRules } from './config.js';
import type { Contact, DailyMemory } from './memory.js';

export const sinceColumn = 'days_since_contact';
export const recentColumn = 'contacts_recent';

/** The contacts that decide who may be contacted on a day. Held-back users count as contacted: they stand for them. */
export function contactsBefore(
  memory: DailyMemory,
  { coolDownDays, withinDays }: ContactRules,
  date: string,
): Promise<readonly Contact[]> {
  return memory.contacts(addDays(date, -Math.max(coolDownDays, withinDays)), addDays(date, -1));
}

/** The users with the days since their last contact (empty: none known) and their contacts within `withinDays`. */
export async function withHistory(
  table: Table,
  idColumn: string,
  history: readonly Contact[],
  { date, withinDays }: { readonly date: string; readonly withinDays: number },
): Promise<Table> {
  const today = dayNumber(date);
  const last = new Map<string, number>();
  const recent = new Map<string, number>();
  for (const { user, date: at } of history) {
    const days = today - dayNumber(at);
    last.set(user, Math.min(days, last.get(user) ?? days));
    if (days <= withinDays) recent.set(user, (recent.get(user) ?? 0) + 1);
  }
  const ids = table.getChild(idColumn)!;
  const of = (counts: ReadonlyMap<string, number>, none: number): Float64Array =>
    Float64Array.from({ length: table.numRows }, (_, row) => counts.get(String(ids.get(row))) ?? none);
  const columns = await buildTable([
    // NaN stands for nothing known, which the rule reads as never contacted.
    { name: sinceColumn, kind: 'number', values: of(last, Number.NaN) },
    { name: recentColumn, kind: 'number', values: of(recent, 0) },
  ]);
  return table.assign(columns);
}

/** The plan's rules with those of the daily run. */
export const contactEligibility = ({ coolDownDays, most }: ContactRules): object => ({
  ...(coolDownDays === 0 ? {} : { coolDown: { column: sinceColumn, days: coolDownDays } }),
  frequencyCap: { column: recentColumn, most },
});
