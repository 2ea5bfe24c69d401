import { WinbackError } from '../../base/errors.js';
import { type Keys, requireKeys } from '../../base/options.js';
import { requireShape } from '../../base/shape.js';
import { requireState, type State } from '../../state/state.js';
import type { Channel } from './channel.js';
import { claim, type Refuse } from './claim.js';
import type { OutboxEvent } from './events.js';
import { recover } from './recover.js';
import { Sender } from './sender.js';

/** How the messages of a channel are sent. */
export interface DispatchOptions {
  /** Name of the configuration. */
  readonly project: string;
  /** Its time zone. */
  readonly zone: string;
  /** Now, microseconds since 1970 in UTC. */
  readonly now: () => number;
  /** Name of this dispatcher, another for each that runs. */
  readonly by: string;
  /**
   * Says which messages are not to be sent after all, with the reason in a few words: they become `suppressed`. It is asked with
   * what is about to be claimed, and again where another program changed the state meanwhile: what it read holds when the claim
   * is written. @default none
   */
  readonly refuse?: Refuse | undefined;
  /** Ends the work between two batches. */
  readonly signal?: AbortSignal | undefined;
}

/** What a dispatcher did. */
export interface Dispatched {
  /** Messages by what was done to them. */
  readonly events: Readonly<Partial<Record<OutboxEvent, number>>>;
  /** Messages whose claim had ended without a result. */
  readonly recovered: number;
  /** The receiver asked to wait: nothing more is sent now. */
  readonly throttled: boolean;
}

const optionKeys: Keys<DispatchOptions> = {
  ...{ project: true, zone: true, now: true, by: true, refuse: true, signal: true },
};

/**
 * Sends what is due on a channel: claims a batch, hands it over, books each result, until nothing is due. A claim is on
 * the disk before its messages are sent, and ends by itself. Messages of a dispatcher that died are recovered by what the
 * channel can do: sent again with the same key, asked for, or held as unknown.
 * @param state open
 * @param channel where to
 * @param options project, clock, name
 * @throws WinbackError where a result cannot be booked: nothing more is sent then
 *
 * @example
 * ```ts
 * import { dispatch, enqueue, handoverChannel } from 'winback/delivery';
 * import { openState } from 'winback/state';
 *
 * const state = await openState('out/dispatch.db');
 * const what = { purpose: 'marketing', action: 'coupon', body: {}, costMinor: 50, currency: 'CNY' } as const;
 * const message = { ...what, user: 'u1', channel: 'handover', address: null, due: 0, notAfter: null };
 * await enqueue(state, [message], { project: 'shop', campaign: 'july', at: 0 });
 * const how = { project: 'shop', zone: 'UTC', now: () => Date.now() * 1000, by: 'docs' };
 * const { events } = await dispatch(state, handoverChannel('out/handover'), how);
 * await state.close();
 * events.accepted; // 1
 * ```
 */
export async function dispatch(
  state: State,
  channel: Channel,
  options: DispatchOptions,
): Promise<Dispatched> {
  requireState(state);
  requireShape(channel, 'channel', { name: 'text', send: 'function' });
  requireKeys(options, 'options', optionKeys);
  const { project, now, signal } = options;
  const events: Partial<Record<OutboxEvent, number>> = {};
  const hand = () => ({ project, channel: channel.name, at: now() });
  const recovered = await recover(state, channel, hand());
  for (;;) {
    if (signal?.aborted === true)
      throw new WinbackError('ABORTED', 'the delivery was stopped between two batches');
    // Half of the lease is for sending, half for booking.
    const at = now();
    const leaseUntil = at + 2 * channel.timeoutSeconds * 1_000_000;
    const { by, zone, refuse } = options;
    const claimer = { ...hand(), at, leaseUntil, by, limit: channel.batch, zone, refuse };
    const messages = await claim(state, claimer);
    if (messages === null) return { events, recovered, throttled: false };
    const done = await new Sender(state, channel, hand, options.by).send(messages);
    for (const [event, count] of done) events[event] = (events[event] ?? 0) + count;
    if (done.has('throttled')) return { events, recovered, throttled: true };
  }
}
