import { pagesOf } from '../../state/reads.js';
import type { MessageState } from '../../state/records/contact.js';
import type { State } from '../../state/state.js';
import { type CampaignName, findDelivery } from './find.js';

/** What became of one user of a campaign. */
export interface UserDelivery {
  /** Id of the user, or a pseudonym once the person was forgotten. */
  readonly user: string;
  /** What they were to be given. */
  readonly action: string;
  /** Where the message stands. */
  readonly state: MessageState;
  /** Why, in a few words; null where it needs no word. */
  readonly reason: string | null;
  /** Sends that failed. */
  readonly attempts: number;
  /** Name that the receiver gave the message; null where it gave none. */
  readonly providerId: string | null;
  /** When it last changed, microseconds since 1970 in UTC. */
  readonly updatedAt: number;
}

/**
 * What became of each user of a campaign, and why, all of one moment.
 * @param state open
 * @param name which campaign
 * @throws WinbackError NOT_FOUND
 *
 * @example
 * ```ts
 * import { deliveryReasons, queueCampaign } from 'winback/delivery';
 * import { openState } from 'winback/state';
 *
 * const state = await openState('out/reasons.db');
 * const rules = { purpose: 'marketing', zone: 'UTC', planDigest: 'p0', at: 0 } as const;
 * const message = { user: 'u1', action: 'coupon', address: null, body: {}, costMinor: 50, currency: 'CNY' };
 * await queueCampaign(state, { ...rules, project: 'shop', campaign: 'july', channel: 'handover' }, [[message]]);
 * const states: string[] = [];
 * for await (const page of deliveryReasons(state, { campaign: 'july' })) states.push(...page.map((one) => one.state));
 * await state.close();
 * states; // ['queued']
 * ```
 */
export async function* deliveryReasons(
  state: State,
  name: CampaignName,
): AsyncGenerator<readonly UserDelivery[]> {
  const { project, campaign } = await findDelivery(state, name);
  const snapshot = await state.database.snapshot();
  try {
    for await (const page of pagesOf('message', snapshot)) {
      const own = page.filter((one) => one.project === project && one.campaign === campaign);
      const rows = own.map(({ user, action, state: at, reason, attempts, providerId, updatedAt }) => ({
        ...{ user, action, state: at, reason, attempts, providerId, updatedAt },
      }));
      if (rows.length > 0) yield rows;
    }
  } finally {
    await snapshot.close();
  }
}
