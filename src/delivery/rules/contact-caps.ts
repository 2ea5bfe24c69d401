import { addDays, dayNumber } from '../../base/days.js';
import type { ContactCaps } from '../../state/records/delivery.js';

/** A contact as the caps look at it. */
export interface CountedContact {
  readonly user: string;
  /** The day, YYYY-MM-DD. */
  readonly date: string;
}

/** What is known of the contacts of a user on a day. */
export interface KnownContacts {
  /** Days since the last one; 0 for one on the day or after it. */
  readonly since: number;
  /** Contacts within the days of the rule. */
  readonly recent: number;
}

/** The first day whose contacts count. */
export const firstCountedDay = ({ coolDownDays, withinDays }: ContactCaps, date: string): string =>
  addDays(date, -Math.max(coolDownDays, withinDays));

/** What is known of each user who had a contact. */
export function knownByUser(
  history: readonly CountedContact[],
  { date, withinDays }: { readonly date: string; readonly withinDays: number },
): ReadonlyMap<string, KnownContacts> {
  const today = dayNumber(date);
  const known = new Map<string, KnownContacts>();
  for (const { user, date: at } of history) {
    const days = Math.max(0, today - dayNumber(at));
    const { since, recent } = known.get(user) ?? { since: days, recent: 0 };
    known.set(user, { since: Math.min(days, since), recent: recent + (days <= withinDays ? 1 : 0) });
  }
  return known;
}

/** The cap that a further contact would break; null for none. */
export function brokenCap(
  known: KnownContacts | undefined,
  { coolDownDays, most }: ContactCaps,
): 'cool-down' | 'frequency cap' | null {
  if (known === undefined) return null;
  if (known.since < coolDownDays) return 'cool-down';
  return known.recent >= most ? 'frequency cap' : null;
}
