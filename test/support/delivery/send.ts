import { openDeliveryChannel } from '../../../src/delivery/channels/open.js';
import type { Channel, Outcome } from '../../../src/delivery/outbox/channel.js';
import type { MessageRecord } from '../../../src/state/records/contact.js';
import type { State } from '../../../src/state/state.js';
import { samples } from '../state/records.js';

/** The clock of the tests: 2025-09-01 00:00 UTC, ms. */
export const clock = 1_756_684_800_000;

/** Messages of one campaign, numbered from 1, with a phone each. */
export const messagesTo = (count: number, more: Partial<MessageRecord> = {}): MessageRecord[] =>
  Array.from({ length: count }, (_, i) => ({
    ...samples.message,
    ...{ seq: i + 1, user: `u${i + 1}`, key: `shop:july:u${i + 1}:sms`, state: 'sending' as const },
    ...{
      address: `+86138000000${String(i + 1).padStart(2, '0')}`,
      body: { name: `客${i + 1}`, days: i + 1 },
    },
    ...{ updatedAt: clock * 1000, leaseUntil: (clock + 60_000) * 1000 },
    ...more,
  }));

/** The channel of a configuration that may call this machine. */
export const opened = (
  state: State,
  config: object,
  environment: Readonly<Record<string, string>>,
  more: object = {},
): Promise<Channel> =>
  openDeliveryChannel(
    state,
    { name: 'sms', allowPrivate: true, ...config },
    { places: { environment }, now: () => clock, nonce: () => 'nonce', ...more },
  );

/** What became of messages, by their numbers. A message that is reported twice fails the test. */
export async function outcomesOf(
  channel: Channel,
  messages: readonly MessageRecord[],
  signal = new AbortController().signal,
): Promise<ReadonlyMap<number, Outcome>> {
  const found = new Map<number, Outcome>();
  const report = ({ seq }: MessageRecord, outcome: Outcome): void => {
    if (found.has(seq)) throw new Error(`message ${seq} was reported twice`);
    found.set(seq, outcome);
  };
  await channel.send(messages, { signal, report });
  return found;
}

/** The kinds of outcomes in the order of the messages. */
export const kindsOf = (found: ReadonlyMap<number, Outcome>): readonly string[] =>
  [...found].sort(([a], [b]) => a - b).map(([, { kind }]) => kind);
