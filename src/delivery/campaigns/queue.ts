import { writeAudited } from '../../state/audit.js';
import { messagesByState } from '../../state/contacts.js';
import type { PersonKey } from '../../state/person.js';
import { putStatements, requireState, type State } from '../../state/state.js';
import { type Enqueued, enqueue, enqueueCounted, type NewMessage } from '../outbox/enqueue.js';
import { type DeliverySettings, draftOf } from './settings.js';

/** A message of a campaign: channel, purpose and times are those of the campaign. */
export type CampaignMessage = Omit<NewMessage, 'channel' | 'purpose' | 'due' | 'notAfter'>;

/** What became of a list that was queued. */
export interface QueuedCampaign extends Enqueued {
  /** New messages that are not sent at all, by the reason. */
  readonly suppressed: Readonly<Record<string, number>>;
}

/**
 * Queues the list of a campaign. It waits for an approval before anything is sent. The same list again changes nothing, and goes
 * on where it was stopped.
 * @param state open
 * @param settings name, channel, rules
 * @param batches messages, some thousands at a time
 * @param key of the state; needed where it holds opt-outs, or persons who were forgotten
 * @throws WinbackError BAD_INPUT for another list under the same name, or a wrong setting
 *
 * @example
 * ```ts
 * import { queueCampaign } from 'winback/delivery';
 * import { openState } from 'winback/state';
 *
 * const state = await openState('out/campaign.db');
 * const rules = { purpose: 'marketing', zone: 'Asia/Shanghai', quiet: { from: '21:00', to: '09:00' } } as const;
 * const settings = { ...rules, project: 'shop', campaign: 'july', channel: 'handover', planDigest: 'p0', at: 0 };
 * const message = { user: 'u1', action: 'coupon', address: null, body: {}, costMinor: 50, currency: 'CNY' };
 * const { queued } = await queueCampaign(state, settings, [[message]]);
 * await state.close();
 * queued; // 1
 * ```
 */
export async function queueCampaign(
  state: State,
  settings: DeliverySettings,
  batches: AsyncIterable<readonly CampaignMessage[]> | Iterable<readonly CampaignMessage[]>,
  key: PersonKey | null = null,
): Promise<QueuedCampaign> {
  requireState(state);
  const draft = draftOf(settings, 0);
  const { project, campaign, channel, purpose, planDigest, at } = settings;
  const options = { project, campaign, planDigest, at, key };
  const common = { channel, purpose, due: draft.notBefore ?? at, notAfter: draft.notAfter };
  // The name is taken, and the plan kept, before the first message stands.
  await enqueue(state, [], options);
  await state.database.write(putStatements({ delivery: [draft] }, 'keep-first'));
  let [queued, known] = [0, 0];
  const suppressed: Record<string, number> = {};
  for await (const batch of batches) {
    const done = await enqueueCounted(
      state,
      batch.map((message) => ({ ...message, ...common })),
      options,
    );
    queued += done.queued;
    known += done.known;
    for (const [reason, count] of Object.entries(done.suppressed))
      suppressed[reason] = (suppressed[reason] ?? 0) + count;
  }
  await keepCount(state, settings);
  return { queued, known, suppressed };
}

/** The number of the messages stands in the record once all of them are queued. */
async function keepCount(state: State, { project, campaign, at }: DeliverySettings): Promise<void> {
  const states = await messagesByState(state, project, campaign);
  const messages = Object.values(states).reduce((sum, count) => sum + count, 0);
  await writeAudited(state, async () => {
    const [now] = await state.list('delivery', { where: { project, campaign } });
    if (now === undefined || now.messages === messages) return null;
    return {
      entries: [{ project, at, event: 'listed', subject: campaign, detail: { count: messages } }],
      statements: putStatements({ delivery: [{ ...now, messages, updatedAt: at }] }),
    };
  });
}
