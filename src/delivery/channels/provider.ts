import type { Check } from '../../base/options.js';
import type { MessageRecord } from '../../state/records/contact.js';
import type { SecretFrom } from '../../stores/secrets.js';
import type { ChannelLimit } from '../outbox/channel.js';
import type { HttpAnswer, HttpCall } from './http/answer.js';

/** What an answer says about one message. */
export type Verdict =
  /** It was taken. */
  | { readonly kind: 'accepted'; readonly providerId?: string | undefined }
  /** It will never be taken; `optOut` where its address wants no more messages, or is none. */
  | { readonly kind: 'refused'; readonly reason: string; readonly optOut?: 'marketing' | 'all' | undefined }
  /** It was not taken, for a reason that may pass. */
  | { readonly kind: 'failed'; readonly reason: string }
  /** It was not taken since too much was sent. */
  | { readonly kind: 'throttled'; readonly waitMs: number }
  /** It was not taken, and no other message would be: keys, balance or configuration of the account are wrong. */
  | { readonly kind: 'blocked'; readonly reason: string }
  /** Nobody knows whether it was taken. */
  | { readonly kind: 'unknown'; readonly reason: string };

/** What a provider is known to do, from its documentation. */
export interface ProviderFacts {
  /** How a configuration names it. */
  readonly type: string;
  /** Most messages of one call. */
  readonly batch: number;
  /** Whether each message of a call has values of its own. */
  readonly perRecipientParams: boolean;
  /** Whether it drops a repeated key, can be asked what it took, or neither. */
  readonly idempotency: 'key' | 'query' | 'none';
  /** How long it remembers a key, seconds; null where it has none or says nothing. */
  readonly keyTtlSeconds: number | null;
  /** What it takes from one account. */
  readonly limits: readonly ChannelLimit[];
  /** How it tells what became of messages. */
  readonly receipts: 'webhook' | 'webhook and polling' | 'none';
  /** Whether its messages go to an address of the message, or to the user by their id. */
  readonly address: 'phone' | 'token' | 'user' | 'any';
  /** Which protocol it speaks. @default http1 */
  readonly protocol?: 'http1' | 'http2' | undefined;
  /** Whether somebody has tried it against the provider itself. */
  readonly triedLive: boolean;
}

/** A provider with its keys. */
export interface OpenProvider {
  /** Name of the account: channels with the same one share limits. It holds no secret. */
  readonly account: string;
  /**
   * The call for some messages, at most `batch`. What cannot be written is refused before.
   * @throws RefusedMessage where a message cannot be written
   */
  readonly request: (messages: readonly MessageRecord[]) => Promise<HttpCall> | HttpCall;
  /**
   * What an answer says: one verdict a message, in their order; `split` where it took nothing since one of them is wrong, and
   * does not say which.
   */
  readonly classify: (answer: HttpAnswer, messages: readonly MessageRecord[]) => readonly Verdict[] | 'split';
  /** Messages with the same text may go in one call. @default all may */
  readonly group?: ((message: MessageRecord) => string) | undefined;
  /** Which of the messages were taken, by their numbers; only where `idempotency` is `query`. */
  readonly query?: ((messages: readonly MessageRecord[]) => Promise<ReadonlySet<number>>) | undefined;
}

/** What a provider is opened with. */
export interface ProviderAccess {
  /** The secret that a setting points to. */
  readonly secret: (from: SecretFrom, setting: string) => Promise<string>;
  /** A call of its own: a token, a question. @throws CallFault */
  readonly call: (call: HttpCall) => Promise<HttpAnswer>;
  /** The names that a provider gave to messages before they were sent; kept with the messages. */
  readonly keys: MessageKeys;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Another text at each call, for providers that want one. */
  readonly nonce: () => string;
}

/** Names that a provider wants messages to have. The same message has the same one, also after the process has died. */
export interface MessageKeys {
  /**
   * The names of messages, by their numbers. New ones are on the disk before this resolves.
   * @param make gives as many as are missing
   */
  of(
    messages: readonly MessageRecord[],
    make: (count: number) => Promise<readonly string[]>,
  ): Promise<ReadonlyMap<number, string>>;
}

/** A kind of provider: facts, settings, and how it is opened. One file each under `providers`. */
export interface ProviderKind<Settings extends object> {
  readonly facts: ProviderFacts;
  /** The check of its settings. */
  readonly settings: Check<Settings>;
  readonly open: (settings: Settings, access: ProviderAccess) => Promise<OpenProvider>;
  /** Facts that settings change. @default none */
  readonly factsOf?: ((settings: Settings) => Partial<ProviderFacts>) | undefined;
}

/** A message that cannot be written as the provider wants it. */
export class RefusedMessage extends Error {
  readonly seq: number;

  constructor(seq: number, reason: string) {
    super(reason);
    this.seq = seq;
  }
}
