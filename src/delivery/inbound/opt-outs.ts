import { writeAudited } from '../../state/audit.js';
import type { PersonKey } from '../../state/person.js';
import { queryRows } from '../../state/reads.js';
import type { SuppressionRecord } from '../../state/records/contact.js';
import type { State } from '../../state/state.js';
import { optOutStatement } from '../rules/opted-out.js';
import { messageOfToken } from './link.js';

/** That somebody wants no more marketing. */
export type OptOut = Pick<SuppressionRecord, 'addressHash' | 'channel' | 'reason'>;

/**
 * Keeps opt-outs of marketing. They count for every message that is claimed after this resolves. What holds for more is never
 * weakened.
 * @param at microseconds since 1970
 */
export async function keepOptOuts(state: State, optOuts: readonly OptOut[], at: number): Promise<void> {
  if (optOuts.length === 0) return;
  const records = optOuts.map((one) => ({ ...one, scope: 'marketing' as const, since: at }));
  await writeAudited(state, async () => ({
    entries: [...new Set(records.map(({ channel }) => channel))].map((channel) => ({
      ...{ project: '', at, event: 'opted-out', subject: channel },
      detail: { count: records.filter((one) => one.channel === channel).length, scope: 'marketing' },
    })),
    statements: [optOutStatement(records)],
  }));
}

/** What became of a link that was followed. */
export type LinkOutcome = 'opted-out' | 'no-such-link' | 'no-address';

/**
 * Opts the address of a message out, on every channel: who follows a link means all of them.
 * @param token of the link
 * @param at microseconds since 1970
 */
export async function optOutByLink(
  state: State,
  key: PersonKey,
  token: string,
  at: number,
): Promise<LinkOutcome> {
  const found = await messageOfLink(state, key, token);
  if (found === null) return 'no-such-link';
  if (found.addressHash === null) return 'no-address';
  await keepOptOuts(state, [{ addressHash: found.addressHash, channel: '', reason: 'link' }], at);
  return 'opted-out';
}

/** The message of a link, with the hash of its address; null where nobody made such a link, or the message is gone. */
export async function messageOfLink(
  state: State,
  key: PersonKey,
  token: string,
): Promise<{ readonly addressHash: string | null } | null> {
  const seq = messageOfToken(key, token);
  if (seq === null) return null;
  const sql = `SELECT "address" AS "address", "address_hash" AS "hash" FROM winback_message WHERE "seq" = ?`;
  const [row] = await queryRows(state, sql, [seq]);
  if (row === undefined) return null;
  const { address, hash } = row;
  if (typeof hash === 'string') return { addressHash: hash };
  return { addressHash: typeof address === 'string' && address !== '' ? key.address(address) : null };
}
