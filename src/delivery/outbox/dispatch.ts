import { WinbackError } from '../../base/errors.js';
import { type Keys, requireKeys } from '../../base/options.js';
import { requireShape } from '../../base/shape.js';
import { requireState, type State } from '../../state/state.js';
import type { Channel } from './channel.js';
import { type Claim, claim } from './claim.js';
import { ClockWatch } from './clock-watch.js';
import type { OutboxEvent } from './events.js';
import { queuedCampaigns, settleDelivery } from './queued.js';
import { recover } from './recover.js';
import { Sender } from './sender.js';
import type { Refuse } from './sort-out.js';

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
  /** Only messages of this campaign. @default all campaigns */
  readonly campaign?: string | undefined;
  /**
   * A clock that nobody sets, milliseconds: where `now` runs differently, what was sent lately counts as just sent, so that no
   * limit is passed. @default the clock is not watched
   */
  readonly monotonic?: (() => number) | undefined;
  /** Is told of each claim after it is on the disk and before anything is sent; what it throws stops the work. @default nobody */
  readonly onClaim?: (() => Promise<void>) | undefined;
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
  /** Earliest moment at which more may be sent, microseconds; null where nothing waits for a time. */
  readonly until: number | null;
  /** How often the clock was found to have been set. */
  readonly clockJumps: number;
}

const optionKeys: Keys<DispatchOptions> = {
  ...{ project: true, zone: true, now: true, by: true, refuse: true, campaign: true, monotonic: true },
  ...{ onClaim: true, signal: true },
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
  const { project, now } = options;
  const hand = { project, channel: channel.name, at: now() };
  const recovered = await recover(state, channel, hand, options.campaign);
  const work = new Work(state, channel, options);
  for (const campaign of await queuedCampaigns(state, channel.name, options)) {
    if (!(await work.campaign(campaign))) break;
    await settleDelivery(state, { project, campaign, channel: channel.name, at: now() });
  }
  return { ...work.done, recovered };
}

/** What one call of `dispatch` does. */
class Work {
  readonly #state: State;
  readonly #channel: Channel;
  readonly #options: DispatchOptions;
  readonly #clock: ClockWatch;
  readonly #events: Partial<Record<OutboxEvent, number>> = {};
  #until: number | null = null;
  #throttled = false;

  constructor(state: State, channel: Channel, options: DispatchOptions) {
    this.#state = state;
    this.#channel = channel;
    this.#options = options;
    this.#clock = new ClockWatch(options.now, options.monotonic);
  }

  get done(): Omit<Dispatched, 'recovered'> {
    const { jumps: clockJumps } = this.#clock;
    return { events: this.#events, throttled: this.#throttled, until: this.#until, clockJumps };
  }

  /** Sends what is due of a campaign. @returns whether the account takes more */
  async campaign(campaign: string): Promise<boolean> {
    for (;;) {
      if (this.#options.signal?.aborted === true)
        throw new WinbackError('ABORTED', 'the delivery was stopped between two batches');
      const claimed = await this.#claim(campaign);
      if (claimed.until !== null) this.#until = claimed.until;
      this.#add(claimed.sorted);
      if (claimed.isLast) return claimed.until === null;
      if (claimed.messages.length === 0) continue;
      await this.#options.onClaim?.();
      const done = await this.#send(claimed);
      this.#add(done);
      if (done.has('throttled')) {
        this.#throttled = true;
        return false;
      }
    }
  }

  #add(counts: ReadonlyMap<OutboxEvent, number>): void {
    for (const [event, count] of counts) this.#events[event] = (this.#events[event] ?? 0) + count;
  }

  #claim(campaign: string): Promise<Claim> {
    const { project, by, zone, refuse, now } = this.#options;
    const jumped = this.#clock.jumped();
    const at = now();
    // Half of the lease is for sending, half for booking.
    const leaseUntil = at + 2 * this.#channel.timeoutSeconds * 1_000_000;
    const claimer = { project, campaign, channel: this.#channel, by, zone, refuse, at, leaseUntil, jumped };
    return claim(this.#state, claimer);
  }

  #send({ messages, name }: Claim): Promise<ReadonlyMap<OutboxEvent, number>> {
    const { project, by, now } = this.#options;
    const booker = () => ({ project, channel: this.#channel, at: now(), by, claim: name });
    return new Sender(this.#state, this.#channel, booker).send(messages);
  }
}
