import type { State } from '../../state/state.js';
import { putStatements } from '../../state/state.js';
import type { MessageKeys } from './provider.js';

/**
 * The names that a provider gave to messages, kept in the state: a message that is sent again after a crash has the name
 * that it had.
 * @param now microseconds since 1970
 */
export const messageKeys = (state: State, channel: string, now: () => number): MessageKeys => ({
  async of(messages, make) {
    const seqs = messages.map(({ seq }) => seq);
    const known = await storedKeys(state, channel, seqs);
    const missing = seqs.filter((seq) => !known.has(seq));
    if (missing.length === 0) return known;
    const made = await make(missing.length);
    const at = now();
    const records = missing.map((message, i) => ({ channel, message, key: made[i]!, at }));
    await state.database.write(putStatements({ messageKey: records }, 'keep-first'));
    // Another dispatcher may have been first: what is stored is what counts.
    return storedKeys(state, channel, seqs);
  },
});

async function storedKeys(
  state: State,
  channel: string,
  seqs: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  const sql = 'SELECT "message", "key" FROM winback_provider_name WHERE "channel" = ? AND "message" = ?';
  const [found] = await state.database.read([{ sql, rows: seqs.map((seq) => [channel, seq]) }]);
  return new Map(found!.rows.map((row) => [Number(row['message']), String(row['key'])]));
}
