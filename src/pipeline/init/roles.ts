import type { Role } from '../../features/mapping.js';
import type { EventBehaviour } from './behaviour.js';
import type { RoleReason } from './records.js';
import { eventWords, takesBack } from './words/events.js';
import { words } from './words/words.js';

/** The role of an event name, and why. */
export interface RoleGuess {
  readonly role: Role | null;
  readonly reason: RoleReason;
}

/** What the dictionary of both languages says of a name; undefined where it does not know it. */
export function roleByWords(name: string): RoleGuess | undefined {
  const phrase = words(name);
  for (const { role, pattern, unless } of eventWords) {
    const found = pattern.exec(phrase);
    if (found === null || unless?.test(phrase) === true) continue;
    const reason: RoleReason =
      role === null ? { code: 'ends', values: {} } : { code: 'word', values: { word: found[0].trim() } };
    return { role, reason };
  }
  return undefined;
}

/** Share of the rows with an amount from which on an event is one of money. */
const mostAmounts = 0.5;

const activity: RoleGuess = { role: 'activity', reason: { code: 'otherSign', values: {} } };

/**
 * The role of every event by its name and by how its rows are: payments have amounts where the log has any, and a name
 * that nobody knows is money where most of its rows have an amount and no known payment has. What takes back and has
 * amounts is a refund: 退订 ends a subscription, and takes the money back for a room.
 */
export function rolesOf(events: readonly EventBehaviour[]): readonly RoleGuess[] {
  const named = events.map(({ name }) => roleByWords(name));
  const hasAmounts = ({ withAmount }: EventBehaviour): boolean => (withAmount ?? 0) >= mostAmounts;
  const paid = events.some((event, i) => named[i]?.role === 'payment' && hasAmounts(event));
  return events.map((event, i) => {
    const byName = named[i];
    if (event.users === 0) return { role: null, reason: { code: 'noUsers', values: {} } };
    const withAmount = event.withAmount ?? 0;
    const negative = event.negative ?? 0;
    if (byName?.role === 'payment' && paid && withAmount < 0.05) return activity;
    if (byName?.role !== 'refund' && hasAmounts(event) && takesBack.test(words(event.name)))
      return { role: 'refund', reason: { code: 'takesBack', values: { share: withAmount } } };
    if (byName !== undefined) return byName;
    if (paid || !hasAmounts(event)) return activity;
    if (negative > mostAmounts)
      return { role: 'refund', reason: { code: 'negativeAmounts', values: { share: negative } } };
    return { role: 'payment', reason: { code: 'amounts', values: { share: withAmount } } };
  });
}
