import type { MessageRecord } from '../../state/records/contact.js';
import type { OutboxEvent } from '../outbox/events.js';

/** What happens to a message instead of being claimed. */
export interface Verdict {
  readonly event: Extract<OutboxEvent, 'expired' | 'suppressed' | 'deferred' | 'unknown' | 'accepted'>;
  /** Why, in a few words; null where it needs no word. */
  readonly reason: string | null;
  /** New earliest time, microseconds; only for `deferred`. */
  readonly due?: number | undefined;
}

/** Verdicts by the number of the message; messages without one may be claimed. */
export type Verdicts = ReadonlyMap<number, Verdict>;

/** The same verdict for some messages. */
export const verdictsOf = (messages: readonly MessageRecord[], verdict: Verdict): Verdicts =>
  new Map(messages.map(({ seq }) => [seq, verdict]));
