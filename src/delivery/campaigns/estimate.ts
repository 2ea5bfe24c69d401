import { type Keys, requireKeys } from '../../base/options.js';
import { requireShape } from '../../base/shape.js';
import { kinds } from '../../state/kinds.js';
import { recordOf } from '../../state/record-sql.js';
import type { MessageRecord } from '../../state/records/contact.js';
import { requireState, type State } from '../../state/state.js';
import { windowMicros } from '../limits/usage.js';
import type { Channel } from '../outbox/channel.js';
import { type Refuse, sortOut } from '../outbox/sort-out.js';
import { type CampaignName, findDelivery } from './find.js';

/** What would become of a campaign if it were sent now. */
export interface DeliveryEstimate {
  /** Messages that wait. */
  readonly queued: number;
  /** Messages that would be sent now. */
  readonly sendable: number;
  /** The others, by what happens to them and why. */
  readonly others: Readonly<Record<string, number>>;
  /** Cost of those that would be sent now or later, in minor units, by currency. */
  readonly costMinor: Readonly<Record<string, number>>;
  /** Shortest time that the limits of the channel allow for them, hours; 0 without limits. */
  readonly hours: number;
}

/** What a dry run needs to know. */
export interface EstimateOptions extends CampaignName {
  /** Zone of the configuration. */
  readonly zone: string;
  /** Now, microseconds since 1970 in UTC. */
  readonly at: number;
  /** Says which messages would not be sent, as when they are claimed. @default none */
  readonly refuse?: Refuse | undefined;
}

const optionKeys: Keys<EstimateOptions> = {
  ...{ project: true, campaign: true, zone: true, at: true, refuse: true },
};

const pageRows = 10_000;
const nextPage = `SELECT * FROM winback_message WHERE "state" = 'queued' AND "project" = ? AND "channel" = ? AND "campaign" = ?
  AND ("due", "seq") > (?, ?) ORDER BY "due", "seq" LIMIT ?`;

/**
 * Looks at every waiting message of a campaign with all rules of this moment, and changes nothing.
 * @param state open
 * @param channel that the campaign uses
 * @param options campaign, zone, time
 * @throws WinbackError NOT_FOUND
 *
 * @example
 * ```ts
 * import { estimateDelivery, handoverChannel, queueCampaign } from 'winback/delivery';
 * import { openState } from 'winback/state';
 *
 * const state = await openState('out/estimate.db');
 * const rules = { purpose: 'marketing', zone: 'UTC', planDigest: 'p0', at: 0 } as const;
 * const message = { user: 'u1', action: 'coupon', address: null, body: {}, costMinor: 50, currency: 'CNY' };
 * await queueCampaign(state, { ...rules, project: 'shop', campaign: 'july', channel: 'handover' }, [[message]]);
 * const where = { campaign: 'july', zone: 'UTC', at: 1 };
 * const { sendable, costMinor } = await estimateDelivery(state, handoverChannel('out/handover'), where);
 * await state.close();
 * [sendable, costMinor['CNY']]; // [1, 50]
 * ```
 */
export async function estimateDelivery(
  state: State,
  channel: Channel,
  options: EstimateOptions,
): Promise<DeliveryEstimate> {
  requireState(state);
  requireShape(channel, 'channel', { name: 'text' });
  requireKeys(options, 'options', optionKeys);
  const delivery = await findDelivery(state, options);
  const { project, campaign } = delivery;
  const counts = new Counts();
  let after: readonly [number, number] = [Number.MIN_SAFE_INTEGER, 0];
  for (;;) {
    const rows = [[project, channel.name, campaign, ...after, pageRows]];
    const [found] = await state.database.read([{ sql: nextPage, rows }]);
    const messages = found!.rows.map((row) => recordOf(kinds.message, row));
    if (messages.length === 0) break;
    const last = messages.at(-1)!;
    after = [last.due, last.seq];
    const fresh = messages.filter((one) => !counts.isRepeated(one));
    counts.add(messages, await sortOut(state, fresh, { ...options, channel, delivery }));
  }
  return counts.result(channel);
}

type Sorted = Awaited<ReturnType<typeof sortOut>>;

class Counts {
  #queued = 0;
  #sendable = 0;
  #toPay = 0;
  readonly #others: Record<string, number> = {};
  readonly #costMinor: Record<string, number> = {};
  readonly #recipients = new Set<string>();

  /** Whether the campaign would have reached the address with an earlier page. */
  isRepeated({ recipient }: MessageRecord): boolean {
    const repeated = recipient !== null && this.#recipients.has(recipient);
    if (repeated) this.#count('suppressed: same address as another user');
    return repeated;
  }

  add(messages: readonly MessageRecord[], { verdicts, claimed }: Sorted): void {
    this.#queued += messages.length;
    this.#sendable += claimed.length;
    for (const { event, reason } of verdicts.values())
      this.#count(reason === null ? event : `${event}: ${reason}`);
    const waits = messages.filter(({ seq }) => verdicts.get(seq)?.event === 'deferred');
    for (const one of [...claimed, ...waits]) this.#pay(one);
  }

  result({ limits = [] }: Channel): DeliveryEstimate {
    const micros = limits.map(({ most, per }) => Math.max(0, this.#toPay / most - 1) * windowMicros[per]);
    return {
      ...{ queued: this.#queued, sendable: this.#sendable, others: this.#others, costMinor: this.#costMinor },
      hours: Math.max(0, ...micros) / windowMicros.hour,
    };
  }

  #pay({ recipient, currency, costMinor }: MessageRecord): void {
    this.#toPay += 1;
    if (recipient !== null) this.#recipients.add(recipient);
    this.#costMinor[currency] = (this.#costMinor[currency] ?? 0) + costMinor;
  }

  #count(what: string): void {
    this.#others[what] = (this.#others[what] ?? 0) + 1;
  }
}
