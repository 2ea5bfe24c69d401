import { ensure, WinbackError } from '../../base/errors.js';
import { text } from '../../base/options.js';
import type { DeliveryRecord } from '../../state/records/delivery.js';
import type { State } from '../../state/state.js';
import { type CampaignHand, changeDelivery } from './find.js';

/** Messages that go out before somebody has looked at them. */
export const firstBatch = 100;

/**
 * Approves a campaign, once: by whom and when stands in its record.
 * @param state open
 * @param hand which campaign, and when
 * @param by who approves
 * @throws WinbackError NOT_FOUND; BAD_INPUT where its list is not queued whole
 *
 * @example
 * ```ts
 * import { approveDelivery, queueCampaign } from 'winback/delivery';
 * import { openState } from 'winback/state';
 *
 * const state = await openState('out/approve.db');
 * const rules = { purpose: 'marketing', zone: 'UTC', planDigest: 'p0', at: 0 } as const;
 * const message = { user: 'u1', action: 'coupon', address: null, body: {}, costMinor: 50, currency: 'CNY' };
 * await queueCampaign(state, { ...rules, project: 'shop', campaign: 'july', channel: 'handover' }, [[message]]);
 * const approved = await approveDelivery(state, { campaign: 'july', at: 1 }, 'li');
 * await state.close();
 * approved.state; // 'approved'
 * ```
 */
export async function approveDelivery(state: State, hand: CampaignHand, by: string): Promise<DeliveryRecord> {
  text(by, 'by');
  return changeDelivery(state, hand, 'approved-campaign', (before) => {
    if (before.state !== 'draft') return null;
    ensure(
      before.messages > 0,
      `campaign ${before.campaign} has no message, or its list was not queued to the end: queue the list again`,
    );
    return { ...before, state: 'approved', approvedBy: by, approvedAt: hand.at, updatedAt: hand.at };
  });
}

/**
 * Starts an approved campaign. A running one goes on.
 * @param state open
 * @param hand which campaign, and when
 * @param isLive whether its messages reach users at once: then the first ones wait for somebody who looks at them
 * @throws WinbackError BAD_INPUT where it is not approved, or is paused
 *
 * @example
 * ```ts
 * import { startDelivery } from 'winback/delivery';
 * import { openState } from 'winback/state';
 *
 * const state = await openState('out/start.db');
 * const refused = await startDelivery(state, { campaign: 'july', at: 0 }, true).catch((error) => error.code);
 * await state.close();
 * refused; // 'NOT_FOUND'
 * ```
 */
export function startDelivery(state: State, hand: CampaignHand, isLive: boolean): Promise<DeliveryRecord> {
  return changeDelivery(state, hand, 'started-campaign', (before) => {
    if (before.state === 'running' || before.state === 'done') return null;
    if (before.state === 'draft')
      throw new WinbackError(
        'BAD_INPUT',
        `campaign ${before.campaign} is not approved: approve it with \`winback deliver run --approve ${before.campaign}\``,
      );
    if (before.state === 'paused') throw new WinbackError('BAD_INPUT', pausedText(before));
    return { ...before, state: 'running', firstLeft: isLive ? firstBatch : null, updatedAt: hand.at };
  });
}

const pausedText = ({ campaign, reason }: DeliveryRecord): string =>
  `campaign ${campaign} is paused (${String(reason)}): look at it, then \`winback deliver resume ${campaign}\``;

/**
 * Pauses a campaign: nothing more of it is claimed. What is claimed already goes out.
 * @param state open
 * @param hand which campaign, and when
 * @param reason in a few words
 * @throws WinbackError NOT_FOUND; BAD_INPUT where it is not running
 *
 * @example
 * ```ts
 * import { pauseDelivery } from 'winback/delivery';
 * import { openState } from 'winback/state';
 *
 * const state = await openState('out/pause.db');
 * const refused = await pauseDelivery(state, { campaign: 'july', at: 0 }, 'wrong text').catch((error) => error.code);
 * await state.close();
 * refused; // 'NOT_FOUND'
 * ```
 */
export async function pauseDelivery(
  state: State,
  hand: CampaignHand,
  reason: string,
): Promise<DeliveryRecord> {
  text(reason, 'reason');
  return changeDelivery(state, hand, 'paused-campaign', (before) => {
    if (before.state === 'paused') return null;
    ensure(
      before.state === 'running',
      `campaign ${before.campaign} is ${before.state}: only a running one can be paused`,
    );
    return { ...before, state: 'paused', reason, updatedAt: hand.at };
  });
}

/**
 * Lets a paused campaign go on. After the first messages it says that somebody has looked at them: the rest may go out.
 * @param state open
 * @param hand which campaign, and when
 * @throws WinbackError NOT_FOUND; BAD_INPUT where it is not paused, or was never approved
 *
 * @example
 * ```ts
 * import { resumeDelivery } from 'winback/delivery';
 * import { openState } from 'winback/state';
 *
 * const state = await openState('out/resume.db');
 * const refused = await resumeDelivery(state, { campaign: 'july', at: 0 }).catch((error) => error.code);
 * await state.close();
 * refused; // 'NOT_FOUND'
 * ```
 */
export function resumeDelivery(state: State, hand: CampaignHand): Promise<DeliveryRecord> {
  return changeDelivery(state, hand, 'resumed-campaign', (before) => {
    if (before.state === 'running') return null;
    ensure(
      before.state === 'paused',
      `campaign ${before.campaign} is ${before.state}: only a paused one can be resumed`,
    );
    // What was paused before the first messages were all out still stops after them.
    const firstLeft = (before.firstLeft ?? 0) > 0 ? before.firstLeft : null;
    return { ...before, state: 'running', reason: null, firstLeft, updatedAt: hand.at };
  });
}
