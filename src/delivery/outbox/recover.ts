import { writeAudited } from '../../state/audit.js';
import { kinds } from '../../state/kinds.js';
import { recordOf } from '../../state/record-sql.js';
import type { MessageRecord } from '../../state/records/contact.js';
import type { State } from '../../state/state.js';
import type { Channel } from './channel.js';
import { entryOf, type Hand, type OutboxEvent } from './events.js';

const lost = `SELECT * FROM winback_message WHERE "state" = 'sending' AND "project" = ? AND "channel" = ?
  AND "lease_until" < ? AND ("campaign" = ? OR ? = 1) ORDER BY "seq"`;

/**
 * Takes back messages whose claim has ended without a result: their dispatcher died, or could not tell what became of them.
 * @param campaign only messages of this campaign. @default all
 * @returns how many were found
 */
export async function recover(
  state: State,
  channel: Channel,
  hand: Hand,
  campaign?: string | undefined,
): Promise<number> {
  let found: readonly MessageRecord[] = [];
  const asked = [hand.project, channel.name, hand.at, campaign ?? '', campaign === undefined ? 1 : 0];
  await writeAudited(state, async () => {
    const [rows] = await state.database.read([{ sql: lost, rows: [asked] }]);
    found = rows!.rows.map((row) => recordOf(kinds.message, row));
    const whatBecame = await outcomes(channel, found);
    const of = (event: OutboxEvent): readonly number[] =>
      found.flatMap(({ seq }) => (whatBecame(seq) === event ? [seq] : []));
    return {
      entries: (['accepted', 'recovered', 'unknown'] as const).flatMap((event) =>
        entryOf(event, of(event), hand),
      ),
      statements: [
        statement('accepted', of('accepted'), hand.at),
        statement('queued', of('recovered'), hand.at, channel.recovery === 'ask'),
        statement('unknown', of('unknown'), hand.at),
      ],
    };
  });
  return found.length;
}

async function outcomes(
  channel: Channel,
  found: readonly MessageRecord[],
): Promise<(seq: number) => OutboxEvent> {
  if (channel.recovery === 'resend' || found.length === 0) return () => 'recovered';
  if (channel.recovery === 'hold' || channel.taken === undefined) return () => 'unknown';
  const taken = await channel.taken(found);
  return (seq) => (taken.has(seq) ? 'accepted' : 'recovered');
}

/** @param wasAsked whether the channel said that it has not taken them */
const statement = (to: string, seqs: readonly number[], at: number, wasAsked = false) => ({
  sql: `UPDATE winback_message SET "state" = '${to}', "lease_until" = NULL, "lease_by" = NULL,${wasAsked ? ' "maybe_since" = NULL,' : ''}
    "reason" = ?, "updated_at" = ? WHERE "seq" = ?`,
  rows: seqs.map((seq) => [to === 'unknown' ? 'its dispatcher ended before the answer came' : null, at, seq]),
});
