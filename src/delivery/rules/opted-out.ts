import type { MessageRecord, SuppressionRecord } from '../../state/records/contact.js';
import type { State } from '../../state/state.js';
import type { Statement } from '../../stores/sql/transactions.js';
import { type Verdicts, verdictsOf } from './verdict.js';

const optedOut = `SELECT "address_hash" AS "hash", "scope" FROM winback_suppression
  WHERE "address_hash" = ? AND ("channel" = '' OR "channel" = ?)`;

/** Messages to addresses that want none, as the state knows it now. */
export async function optedOutVerdicts(state: State, messages: readonly MessageRecord[]): Promise<Verdicts> {
  const asked = messages.flatMap(({ addressHash, channel }) =>
    addressHash === null ? [] : [[addressHash, channel]],
  );
  if (asked.length === 0) return new Map();
  const [rows] = await state.database.read([{ sql: optedOut, rows: asked }]);
  const [all, marketing] = [new Set<string>(), new Set<string>()];
  for (const { hash, scope } of rows!.rows) (scope === 'all' ? all : marketing).add(String(hash));
  const isOut = ({ addressHash, purpose }: MessageRecord): boolean =>
    addressHash !== null && (all.has(addressHash) || (purpose === 'marketing' && marketing.has(addressHash)));
  return verdictsOf(messages.filter(isOut), { event: 'suppressed', reason: 'opted out' });
}

/** The statement that keeps opt-outs. One that holds for more, or is older, is never weakened. */
export const optOutStatement = (optOuts: readonly SuppressionRecord[]): Statement => ({
  sql: `INSERT INTO winback_suppression ("address_hash", "channel", "scope", "reason", "since") VALUES (?, ?, ?, ?, ?)
    ON CONFLICT ("address_hash", "channel") DO UPDATE SET "scope" = 'all', "reason" = excluded."reason",
      "since" = excluded."since" WHERE winback_suppression."scope" <> 'all' AND excluded."scope" = 'all'`,
  rows: optOuts.map(({ addressHash, channel, scope, reason, since }) => [
    ...[addressHash, channel, scope, reason, since],
  ]),
});
