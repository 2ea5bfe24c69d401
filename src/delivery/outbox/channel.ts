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
      /**
       * The receiver says that the address wants no more messages, or takes none: it is kept as an opt-out of marketing or of all,
       * where the state has a key. @default it says nothing of the kind
       */
      readonly optOut?: 'marketing' | 'all' | undefined;
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

/** Most messages that an account may take in one window. */
export interface ChannelLimit {
  /** Messages, at least 1. */
  readonly most: number;
  /** Length of the window. */
  readonly per: 'second' | 'minute' | 'hour' | 'day';
  /**
   * IANA zone, such as `Asia/Shanghai`: the windows are the hours or days of its clock. @default any stretch of that length, wherever
   * it begins
   */
  readonly zone?: string | undefined;
}

/** What takes messages: a folder, a provider, or a receiver of alarms. */
export interface Channel {
  /** As messages name it. */
  readonly name: string;
  /**
   * The account at the provider. Channels of one account share its limits, its pauses and its breaker, in all configurations and
   * dispatchers of a state. @default the name of the channel
   */
  readonly account?: string | undefined;
  /** What the provider takes: every limit holds. @default none */
  readonly limits?: readonly ChannelLimit[] | undefined;
  /**
   * How long the provider remembers a key, seconds from the first attempt. A message of which nobody knows whether it was taken, and
   * whose key is older, is asked for where the channel has `taken`, and held otherwise. @default for ever
   */
  readonly keyTtlSeconds?: number | undefined;
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
   * Which of the messages were taken, by their numbers. Needed where `recovery` is `ask`, and used where a key is too old to
   * be sent again.
   * @param messages those of which nobody knows whether they were taken
   */
  taken?(messages: readonly MessageRecord[]): Promise<ReadonlySet<number>>;
}
