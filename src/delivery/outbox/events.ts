import type { AuditEntry } from '../../state/audit.js';
import type { MessageState } from '../../state/records/contact.js';

/** What can be done to messages, and the state it leaves them in. `forgotten` is told by the state room. */
export const eventStates = {
  enqueued: 'queued',
  claimed: 'sending',
  accepted: 'accepted',
  refused: 'dead',
  exhausted: 'dead',
  retried: 'queued',
  throttled: 'queued',
  recovered: 'queued',
  unknown: 'unknown',
  expired: 'expired',
  suppressed: 'suppressed',
  deferred: 'queued',
  requeued: 'queued',
  delivered: 'delivered',
  undelivered: 'undelivered',
} as const satisfies Readonly<Record<string, MessageState>>;

/** The name of something done to messages. */
export type OutboxEvent = keyof typeof eventStates;

/** Who works, and when. */
export interface Hand {
  readonly project: string;
  /** Name of the channel. */
  readonly channel: string;
  /** Microseconds since 1970, UTC. */
  readonly at: number;
}

/** The entry of the audit for something that was done to messages; none where there are no messages. */
export function entryOf(
  event: OutboxEvent,
  seqs: readonly number[],
  { project, channel, at }: Hand,
): readonly AuditEntry[] {
  if (seqs.length === 0) return [];
  return [{ project, at, event, subject: channel, detail: { messages: ranges(seqs) } }];
}

/** Numbers as runs: 1, 2, 3, 7 -> [[1, 3], [7, 7]]. */
export function ranges(numbers: readonly number[]): readonly (readonly [number, number])[] {
  const runs: [number, number][] = [];
  for (const number of [...numbers].sort((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last !== undefined && number === last[1] + 1) last[1] = number;
    else runs.push([number, number]);
  }
  return runs;
}
