import { WinbackError } from '../../base/errors.js';
import type { MessageRecord } from '../../state/records/contact.js';
import type { State } from '../../state/state.js';
import { pauseDelivery } from '../campaigns/steps.js';
import type { Channel, Sending } from '../outbox/channel.js';
import { giveCoupons } from './pool.js';
import type { CouponSource } from './source.js';

/** What a channel gives codes with. */
export interface CouponGiving {
  readonly state: State;
  readonly pool: string;
  /** Null where codes come from files alone. */
  readonly source: CouponSource | null;
  /** Microseconds since 1970. */
  readonly now: () => number;
}

/**
 * The channel, whose messages have the variable `coupon`. Where the pool has no code left, the campaign is paused with the
 * number of messages that wait, and these go back as they were.
 */
export function withCoupons(channel: Channel, giving: CouponGiving): Channel {
  return {
    ...channel,
    send: async (messages, sending) => {
      const given = await codesFor(giving, messages).catch((error: unknown) => error as Error);
      if (given instanceof Error) {
        // Nothing was sent: the source, or the state, could not be asked.
        for (const message of messages) sending.report(message, { kind: 'failed', reason: given.message });
        return;
      }
      const without = messages.filter(({ seq }) => !given.has(seq));
      await stop(giving, without, sending);
      const coded = messages.flatMap((message) => {
        const coupon = given.get(message.seq);
        return coupon === undefined ? [] : [{ ...message, body: { ...message.body, coupon } }];
      });
      if (coded.length > 0) await channel.send(coded, sending);
    },
  };
}

async function codesFor(
  { state, pool, source, now }: CouponGiving,
  messages: readonly MessageRecord[],
): Promise<ReadonlyMap<number, string>> {
  for (;;) {
    const given = await giveCoupons(state, pool, messages, now());
    if (given.size === messages.length || source === null) return given;
    if ((await source()) === 0) return given;
  }
}

async function stop(
  { state, pool, now }: CouponGiving,
  without: readonly MessageRecord[],
  { report }: Sending,
): Promise<void> {
  for (const campaign of new Set(without.map((message) => message.campaign))) {
    const waiting = without.filter((message) => message.campaign === campaign);
    const reason = `no coupon code is left in the pool "${pool}": ${waiting.length} messages wait for one`;
    const hand = { project: waiting[0]!.project, campaign, at: now() };
    // A campaign without a record of its delivery cannot be paused: its messages wait all the same.
    await pauseDelivery(state, hand, reason).catch((error: unknown) => {
      const isNone = error instanceof WinbackError && ['NOT_FOUND', 'BAD_INPUT'].includes(error.code);
      if (!isNone) throw error;
    });
    for (const message of waiting) report(message, { kind: 'throttled', waitMs: 1000 });
  }
}
