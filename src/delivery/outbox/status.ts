import { queryRows } from '../../state/reads.js';
import type { MessageState } from '../../state/records/contact.js';
import { requireState, type State } from '../../state/state.js';

/** Where the messages of one campaign stand on one channel. */
export interface DeliveryStatus {
  /** Name of the configuration. */
  readonly project: string;
  /** Name of the campaign. */
  readonly campaign: string;
  /** Name of the channel. */
  readonly channel: string;
  /** All messages: the sum of the states. */
  readonly planned: number;
  /** Messages by state; a state without messages is left out. */
  readonly states: Readonly<Partial<Record<MessageState, number>>>;
  /** Cost of what went out or may have gone out, in minor units, by currency. */
  readonly spentMinor: Readonly<Record<string, number>>;
  /** Whether no message is waiting, claimed or unknown. */
  readonly finished: boolean;
}

const open: readonly MessageState[] = ['queued', 'sending', 'unknown'];
const paid: readonly MessageState[] = ['accepted', 'delivered', 'undelivered', 'unknown'];

/**
 * Where messages stand, by campaign and channel.
 * @param state open
 *
 * @example
 * ```ts
 * import { deliveryStatus } from 'winback/delivery';
 * import { openState } from 'winback/state';
 *
 * const state = await openState('out/status.db');
 * const status = await deliveryStatus(state);
 * await state.close();
 * status; // []
 * ```
 */
export async function deliveryStatus(state: State): Promise<readonly DeliveryStatus[]> {
  requireState(state);
  const rows = await queryRows(
    state,
    `SELECT "project", "campaign", "channel", "state", "currency", count(*) AS "n", sum("cost_minor") AS "cost"
      FROM winback_message GROUP BY "project", "campaign", "channel", "state", "currency"
      ORDER BY "project", "campaign", "channel", "state", "currency"`,
  );
  const found = new Map<string, DeliveryStatus>();
  for (const row of rows) {
    const [project, campaign, channel] = ['project', 'campaign', 'channel'].map((name) => String(row[name]));
    const name = JSON.stringify([project, campaign, channel]);
    const none = { planned: 0, states: {}, spentMinor: {}, finished: true };
    const before = found.get(name) ?? { project: project!, campaign: campaign!, channel: channel!, ...none };
    found.set(name, added(before, row['state'] as MessageState, row));
  }
  return [...found.values()];
}

function added(
  before: DeliveryStatus,
  state: MessageState,
  row: Readonly<Record<string, unknown>>,
): DeliveryStatus {
  const [n, cost, currency] = [Number(row['n']), Number(row['cost']), String(row['currency'])];
  const spent = { ...before.spentMinor, [currency]: (before.spentMinor[currency] ?? 0) + cost };
  return {
    ...before,
    planned: before.planned + n,
    states: { ...before.states, [state]: (before.states[state] ?? 0) + n },
    spentMinor: paid.includes(state) ? spent : before.spentMinor,
    finished: before.finished && !open.includes(state),
  };
}
