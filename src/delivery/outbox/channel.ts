import type { MessageRecord } from '../../state/records/contact.js';

/** What became of one message. */
export type Outcome =
  /** It was taken. */
  | { readonly kind: 'accepted'; readonly providerId?: string | undefined }
  /** It will never be taken. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** It was not taken, for a reason that may pass; `maybe` where it could have been taken all the same. */
  | { readonly kind: 'failed'; readonly reason: string; readonly maybe?: boolean | undefined }
  /** It was not taken since too much was sent; not before `waitMs` more milliseconds. */
  | { readonly kind: 'throttled'; readonly waitMs: number }
  /** Nobody knows whether it was taken. */
  | { readonly kind: 'unknown'; readonly reason: string };

/** Takes the outcome of a message, once for each. */
export type Report = (message: MessageRecord, outcome: Outcome) => void;

/** What a channel is asked with. */
export interface Sending {
  /** Aborts when the claim of the messages ends: what is not handed over by then must not be. */
  readonly signal: AbortSignal;
  readonly report: Report;
}

/** What takes messages: a folder, or a receiver of alarms. */
export interface Channel {
  /** As messages name it. */
  readonly name: string;
  /** Most messages at once. */
  readonly batch: number;
  /** Longest time that one sending takes, seconds. */
  readonly timeoutSeconds: number;
  /**
   * What happens to a message of which nobody knows whether it was taken: `resend` where the receiver drops a repeated key
   * or may get it twice, `ask` where the channel can say what it has taken, `hold` where neither holds.
   */
  readonly recovery: 'resend' | 'ask' | 'hold';
  /** Hands messages over and reports each as soon as its outcome is known. What is not reported is unknown. */
  send(messages: readonly MessageRecord[], sending: Sending): Promise<void>;
  /** Which of the messages were taken. Only where `recovery` is `ask`. */
  taken?(messages: readonly MessageRecord[]): Promise<ReadonlySet<number>>;
}
