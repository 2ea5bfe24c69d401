import { zoneOffset } from '../../base/time-zone.js';
import type { MessageRecord } from '../../state/records/contact.js';
import type { DeliveryRecord } from '../../state/records/delivery.js';
import type { State } from '../../state/state.js';
import { cappedVerdicts } from '../rules/capped.js';
import { oldKeyVerdicts } from '../rules/old-keys.js';
import { optedOutVerdicts } from '../rules/opted-out.js';
import { sameAddressVerdicts } from '../rules/same-address.js';
import { expiredVerdicts, quietVerdicts } from '../rules/timing.js';
import type { Verdict, Verdicts } from '../rules/verdict.js';
import type { Channel } from './channel.js';

/**
 * Which messages are not to be sent after all: reasons in a few words, by the number of the message.
 * @param messages that are about to be claimed
 */
export type Refuse = (messages: readonly MessageRecord[]) => Promise<ReadonlyMap<number, string>>;

/** What messages of one campaign are looked at with. */
export interface SortingRules {
  readonly channel: Channel;
  /** The campaign's own rules; null where it is delivered without. */
  readonly delivery: DeliveryRecord | null;
  /** Zone of the configuration: contacts belong to a day in it. */
  readonly zone: string;
  /** Now, microseconds since 1970. */
  readonly at: number;
  readonly refuse?: Refuse | undefined;
}

/**
 * Looks at messages with all rules that hold at this moment, one after the other.
 * @returns what happens to those that are not claimed, and the others
 */
export async function sortOut(
  state: State,
  messages: readonly MessageRecord[],
  rules: SortingRules,
): Promise<{ readonly verdicts: Verdicts; readonly claimed: readonly MessageRecord[] }> {
  const verdicts = new Map<number, Verdict>();
  let rest = messages;
  for (const rule of rulesOf(state, rules)) {
    if (rest.length === 0) break;
    for (const [seq, verdict] of await rule(rest)) verdicts.set(seq, verdict);
    rest = rest.filter(({ seq }) => !verdicts.has(seq));
  }
  return { verdicts, claimed: rest };
}

type Rule = (messages: readonly MessageRecord[]) => Verdicts | Promise<Verdicts>;

// What is over comes before what asks others; the hours come last, so that only what would be sent waits for them.
function rulesOf(state: State, { channel, delivery, zone, at, refuse }: SortingRules): readonly Rule[] {
  const sentBy = at + channel.timeoutSeconds * 1_000_000;
  const caps = delivery?.caps ?? null;
  const timing = { quiet: delivery?.quiet ?? null, zone: delivery?.zone ?? zone, at, sentBy };
  return [
    (list) => expiredVerdicts(list, at),
    (list) => optedOutVerdicts(state, list),
    (list) => oldKeyVerdicts(channel, list, sentBy),
    async (list) => refusedVerdicts((await refuse?.(list)) ?? new Map()),
    (list) => sameAddressVerdicts(state, list),
    (list) => (caps === null ? new Map() : cappedVerdicts(state, list, { caps, date: dayIn(zone, at) })),
    (list) => quietVerdicts(list, timing),
  ];
}

/** The day of a moment in a zone. */
export const dayIn = (zone: string, at: number): string =>
  new Date(at / 1000 + zoneOffset(zone)(at / 1000)).toISOString().slice(0, 10);

const refusedVerdicts = (reasons: ReadonlyMap<number, string>): Verdicts =>
  new Map([...reasons].map(([seq, reason]) => [seq, { event: 'suppressed', reason }]));
