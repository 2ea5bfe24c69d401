import { oneOf } from '../../base/options.js';
import { writeAudited } from '../../state/audit.js';
import { queryRows } from '../../state/reads.js';
import type { State } from '../../state/state.js';
import { putStatements, requireState } from '../../state/state.js';
import { entryOf } from '../outbox/events.js';
import { type CampaignHand, findDelivery, requireHand } from './find.js';

/** Which messages are tried again. */
export type RetriedState = 'dead' | 'unknown';

/** Messages that are put back in one transaction. */
const atOnce = 10_000;

/**
 * Puts messages of a campaign back into the queue: those that were given up, or those of which nobody knows whether they were
 * taken, which may then come twice.
 * @param state open
 * @param hand which campaign, and when
 * @param what which messages
 * @returns how many
 * @throws WinbackError NOT_FOUND
 *
 * @example
 * ```ts
 * import { retryDelivery } from 'winback/delivery';
 * import { openState } from 'winback/state';
 *
 * const state = await openState('out/retry.db');
 * const refused = await retryDelivery(state, { campaign: 'july', at: 0 }, 'dead').catch((error) => error.code);
 * await state.close();
 * refused; // 'NOT_FOUND'
 * ```
 */
export async function retryDelivery(state: State, hand: CampaignHand, what: RetriedState): Promise<number> {
  requireState(state);
  requireHand(hand);
  oneOf('dead', 'unknown')(what, 'what');
  const delivery = await findDelivery(state, hand);
  const { project, campaign, channel } = delivery;
  let count = 0;
  for (;;) {
    let seqs: readonly number[] = [];
    await writeAudited(state, async () => {
      const sql = `SELECT "seq" FROM winback_message WHERE "project" = ? AND "campaign" = ? AND "state" = ? LIMIT ?`;
      const rows = await queryRows(state, sql, [project, campaign, what, atOnce]);
      seqs = rows.map(({ seq }) => Number(seq));
      return {
        entries: entryOf('requeued', seqs, { project, channel, at: hand.at }),
        statements: [requeued(seqs, hand.at)],
      };
    });
    count += seqs.length;
    if (seqs.length < atOnce) break;
  }
  if (count > 0 && delivery.state === 'done')
    await state.database.write(
      putStatements({ delivery: [{ ...delivery, state: 'running', updatedAt: hand.at }] }),
    );
  return count;
}

const requeued = (seqs: readonly number[], at: number) => ({
  sql: `UPDATE winback_message SET "state" = 'queued', "attempts" = 0, "due" = ?, "reason" = NULL, "updated_at" = ?
    WHERE "seq" = ?`,
  rows: seqs.map((seq) => [at, at, seq]),
});
