import type { MessageRecord } from '../../state/records/contact.js';

/** What became of one message. */
export type Outcome =
  /** It was taken. */
  | {
      /** What became of the message. */
      readonly kind: 'accepted';
      /** The number that the receiver gave the message. @default it gave none */
      readonly providerId?: string | undefined;
    }
  /** It will never be taken. */
  | {
      /** What became of the message. */
      readonly kind: 'refused';
      /** Why it is refused. */
      readonly reason: string;
    }
  /** It was not taken, for a reason that may pass; `maybe` where it could have been taken all the same. */
  | {
      /** What became of the message. */
      readonly kind: 'failed';
      /** Why it was not taken. */
      readonly reason: string;
      /** Whether it could have been taken all the same. @default false */
      readonly maybe?: boolean | undefined;
    }
  /** It was not taken since too much was sent; not before `waitMs` more milliseconds. */
  | {
      /** What became of the message. */
      readonly kind: 'throttled';
      /** Shortest wait before the next attempt, milliseconds. */
      readonly waitMs: number;
    }
  /** Nobody knows whether it was taken. */
  | {
      /** What became of the message. */
      readonly kind: 'unknown';
      /** Why nobody knows. */
      readonly reason: string;
    };

/**
 * Takes the outcome of a message, once for each.
 * @param message one of those that were handed over
 * @param outcome what became of it
 */
export type Report = (message: MessageRecord, outcome: Outcome) => void;

/** What a channel is asked with. */
export interface Sending {
  /** Aborts when the claim of the messages ends: what is not handed over by then must not be. */
  readonly signal: AbortSignal;
  /** Takes the outcome of each message as soon as it is known. */
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
  /**
   * Hands messages over and reports each as soon as its outcome is known. What is not reported is unknown.
   * @param messages at most `batch`
   * @param sending signal to stop, and who takes the outcomes
   */
  send(messages: readonly MessageRecord[], sending: Sending): Promise<void>;
  /**
   * Which of the messages were taken, by their numbers. Only where `recovery` is `ask`.
   * @param messages those of which nobody knows whether they were taken
   */
  taken?(messages: readonly MessageRecord[]): Promise<ReadonlySet<number>>;
}
