import type { MessageRecord } from '../../state/records/contact.js';
import type { State } from '../../state/state.js';
import { type Verdicts, verdictsOf } from './verdict.js';

// What was handed over, or may have been.
const reached = `SELECT "seq", "recipient" FROM winback_message WHERE "recipient" = ? AND "project" = ? AND "campaign" = ?
  AND "channel" = ? AND ("state" IN ('sending', 'accepted', 'delivered', 'undelivered', 'unknown')
    OR ("state" = 'queued' AND "maybe_since" IS NOT NULL))`;

/** Messages of a campaign to an address that the campaign has reached through another user: two users with one phone are one. */
export async function sameAddressVerdicts(
  state: State,
  messages: readonly MessageRecord[],
): Promise<Verdicts> {
  const asked = messages.flatMap(({ recipient, project, campaign, channel }) =>
    recipient === null ? [] : [[recipient, project, campaign, channel]],
  );
  if (asked.length === 0) return new Map();
  const [found] = await state.database.read([{ sql: reached, rows: asked }]);
  const holder = new Map(found!.rows.map(({ seq, recipient }) => [String(recipient), Number(seq)]));
  const repeated = messages.filter(({ seq, recipient }) => {
    if (recipient === null) return false;
    const first = holder.get(recipient) ?? seq;
    holder.set(recipient, first);
    return first !== seq;
  });
  return verdictsOf(repeated, { event: 'suppressed', reason: 'same address as another user' });
}
