import { contactsOfUsers } from '../../state/contacts.js';
import type { MessageRecord } from '../../state/records/contact.js';
import type { ContactCaps } from '../../state/records/delivery.js';
import type { State } from '../../state/state.js';
import { brokenCap, firstCountedDay, knownByUser } from './contact-caps.js';
import type { Verdict, Verdicts } from './verdict.js';

const sharing = `SELECT DISTINCT "recipient", "user" FROM winback_message WHERE "recipient" = ?`;

/**
 * Marketing messages to users who were contacted too lately or too often by other campaigns, under any id that shares their
 * address.
 * @param messages of one campaign
 * @param date the day, YYYY-MM-DD in the zone of the configuration
 */
export async function cappedVerdicts(
  state: State,
  messages: readonly MessageRecord[],
  { caps, date }: { readonly caps: ContactCaps; readonly date: string },
): Promise<Verdicts> {
  const marketing = messages.filter(({ purpose }) => purpose === 'marketing');
  if (marketing.length === 0) return new Map();
  const { project, campaign } = marketing[0]!;
  const person = await personsOf(state, marketing);
  const made = await contactsOfUsers(state, [...person.keys()], firstCountedDay(caps, date));
  const counted = made
    .filter((one) => one.project !== project || one.campaign !== campaign)
    .filter((one) => caps.over === 'state' || one.project === project)
    .map((one) => ({ user: person.get(one.user)!, date: one.day }));
  const known = knownByUser(counted, { date, withinDays: caps.withinDays });
  const verdicts = new Map<number, Verdict>();
  for (const { seq, user } of marketing) {
    const reason = brokenCap(known.get(person.get(user)!), caps);
    if (reason !== null) verdicts.set(seq, { event: 'suppressed', reason });
  }
  return verdicts;
}

/** Users by one name for each address: their own id where they have none. */
async function personsOf(
  state: State,
  messages: readonly MessageRecord[],
): Promise<ReadonlyMap<string, string>> {
  const persons = new Map(messages.map(({ user, recipient }) => [user, recipient ?? user]));
  const asked = messages.flatMap(({ recipient }) => (recipient === null ? [] : [[recipient]]));
  if (asked.length === 0) return persons;
  const [rows] = await state.database.read([{ sql: sharing, rows: asked }]);
  for (const { recipient, user } of rows!.rows) persons.set(String(user), String(recipient));
  return persons;
}
