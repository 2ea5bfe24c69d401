import type { MessageRecord } from '../../state/records/contact.js';
import type { Channel } from '../outbox/channel.js';
import type { Verdict, Verdicts } from './verdict.js';

/**
 * Messages that the receiver may have taken, and whose key it may have forgotten: sent again, they could come twice. They are
 * asked for where the channel can, and held otherwise.
 * @param sentBy when the last of the messages may go out, microseconds since 1970
 */
export async function oldKeyVerdicts(
  channel: Channel,
  messages: readonly MessageRecord[],
  sentBy: number,
): Promise<Verdicts> {
  const { keyTtlSeconds } = channel;
  if (keyTtlSeconds === undefined || channel.recovery !== 'resend') return new Map();
  const old = messages.filter(
    ({ maybeSince }) => maybeSince !== null && sentBy - maybeSince > keyTtlSeconds * 1_000_000,
  );
  if (old.length === 0) return new Map();
  const taken = await channel.taken?.(old);
  const verdicts = new Map<number, Verdict>();
  for (const { seq } of old)
    if (taken === undefined)
      verdicts.set(seq, { event: 'unknown', reason: 'the receiver may have forgotten its key' });
    else if (taken.has(seq)) verdicts.set(seq, { event: 'accepted', reason: null });
  return verdicts;
}
