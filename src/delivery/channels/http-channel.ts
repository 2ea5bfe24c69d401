import type { MessageRecord } from '../../state/records/contact.js';
import type { Channel, ChannelLimit, Outcome, Sending } from '../outbox/channel.js';
import { CallFault, type HttpClient } from './http/client.js';
import { type OpenProvider, type ProviderFacts, RefusedMessage, type Verdict } from './provider.js';

/** What makes a channel of a provider. */
export interface HttpChannelParts {
  readonly name: string;
  readonly facts: ProviderFacts;
  readonly provider: OpenProvider;
  readonly client: HttpClient;
  readonly limits: readonly ChannelLimit[];
  readonly timeoutSeconds: number;
  /** Calls at once. */
  readonly parallel: number;
}

const recoveries = { key: 'resend', query: 'ask', none: 'hold' } as const;

/** Messages that are claimed together where a call takes few. */
const fewestAtOnce = 100;
/** How long an account is left alone that cannot send, ms. */
const blockedMs = 60_000;

/** A channel that hands messages over by calls of HTTP: each call's answer is a list of results, one a message. */
export function httpChannel(parts: HttpChannelParts): Channel {
  const { name, facts, provider, limits, timeoutSeconds, parallel } = parts;
  const batch = Math.max(facts.batch, fewestAtOnce);
  // A call may be halved until each message has one of its own; a token is fetched before the first.
  const rounds = Math.ceil(batch / facts.batch / parallel) + (facts.batch > 1 ? 2 : 1);
  return {
    ...{ name, account: provider.account, limits, batch },
    timeoutSeconds: rounds * timeoutSeconds + 5,
    recovery: recoveries[facts.idempotency],
    ...(facts.keyTtlSeconds === null ? {} : { keyTtlSeconds: facts.keyTtlSeconds }),
    send: (messages, sending) => new BatchOnItsWay(parts, sending).all(messages),
    ...(provider.query === undefined ? {} : { taken: provider.query }),
  };
}

/** One batch on its way. */
class BatchOnItsWay {
  readonly #parts: HttpChannelParts;
  readonly #sending: Sending;
  /** What the calls that were not made yet have to wait for. */
  #waiting: Outcome | null = null;

  constructor(parts: HttpChannelParts, sending: Sending) {
    this.#parts = parts;
    this.#sending = sending;
  }

  async all(messages: readonly MessageRecord[]): Promise<void> {
    const { facts, provider, parallel } = this.#parts;
    const addressed = messages.filter((message) => this.#hasAddress(message));
    const groups = grouped(addressed, facts.batch, provider.group);
    const work = async (): Promise<void> => {
      for (let group = groups.shift(); group !== undefined; group = groups.shift()) await this.#group(group);
    };
    await Promise.all(Array.from({ length: parallel }, work));
  }

  #hasAddress(message: MessageRecord): boolean {
    const { address } = this.#parts.facts;
    const isNeeded = address === 'phone' || address === 'token';
    if (!isNeeded || (message.address ?? '') !== '') return true;
    this.#sending.report(message, { kind: 'refused', reason: 'the message has no address' });
    return false;
  }

  async #group(messages: readonly MessageRecord[]): Promise<void> {
    const { signal, report } = this.#sending;
    // Nothing was sent: the messages go back as they were.
    if (signal.aborted) this.#waiting ??= { kind: 'throttled', waitMs: 1000 };
    if (this.#waiting !== null || messages.length === 0) {
      for (const message of messages) report(message, this.#waiting!);
      return;
    }
    const verdicts = await this.#verdicts(messages);
    if (verdicts === 'split') {
      const half = Math.ceil(messages.length / 2);
      await this.#group(messages.slice(0, half));
      await this.#group(messages.slice(half));
    } else for (const [i, message] of messages.entries()) this.#settle(message, verdicts[i], i === 0);
  }

  async #verdicts(messages: readonly MessageRecord[]): Promise<readonly (Verdict | undefined)[] | 'split'> {
    const { provider, client } = this.#parts;
    let made: Awaited<ReturnType<OpenProvider['request']>>;
    try {
      made = await provider.request(messages);
    } catch (error) {
      if (error instanceof RefusedMessage) return this.#without(error, messages);
      return all(messages, { kind: 'blocked', reason: firstLine(error) });
    }
    try {
      const verdicts = provider.classify(await client(made, this.#sending.signal), messages);
      return verdicts === 'split' && messages.length === 1 ? [noVerdict] : verdicts;
    } catch (error) {
      const wasSent = !(error instanceof CallFault) || error.wasSent;
      return all(messages, { kind: wasSent ? 'unknown' : 'failed', reason: firstLine(error) });
    }
  }

  /** The verdicts where one message cannot be written: the others go without it. */
  async #without(
    { seq, message: reason }: RefusedMessage,
    messages: readonly MessageRecord[],
  ): Promise<readonly (Verdict | undefined)[] | 'split'> {
    const rest = messages.filter((one) => one.seq !== seq);
    const refused: Verdict = { kind: 'refused', reason };
    const isNamed = rest.length < messages.length;
    if (rest.length === 0 || !isNamed) return all(messages, refused);
    const verdicts = await this.#verdicts(rest);
    // The message that cannot be written is in one of the halves, and refused there.
    if (verdicts === 'split') return 'split';
    const of = new Map(rest.map((one, i) => [one.seq, verdicts[i]]));
    return messages.map((one) => (one.seq === seq ? refused : of.get(one.seq)));
  }

  #settle(message: MessageRecord, verdict: Verdict = noVerdict, isFirst: boolean): void {
    const outcome = this.#outcome(verdict, isFirst);
    if (outcome.kind === 'throttled') this.#waiting ??= outcome;
    this.#sending.report(message, outcome);
  }

  // What is wrong with an account counts against one message: the others only wait.
  #outcome(verdict: Verdict, isFirst: boolean): Outcome {
    if (verdict.kind !== 'blocked') return verdict;
    const isTold = this.#waiting !== null;
    this.#waiting ??= { kind: 'throttled', waitMs: blockedMs };
    return isFirst && !isTold ? { kind: 'failed', reason: verdict.reason } : this.#waiting;
  }
}

const noVerdict: Verdict = { kind: 'unknown', reason: 'the answer says nothing about this message' };

const all = (messages: readonly MessageRecord[], verdict: Verdict): readonly Verdict[] =>
  messages.map(() => verdict);

const firstLine = (error: unknown): string => (error as Error).message.split('\n')[0]!;

/** Messages that may go in one call, in calls of at most `batch`. */
function grouped(
  messages: readonly MessageRecord[],
  batch: number,
  groupOf: OpenProvider['group'],
): (readonly MessageRecord[])[] {
  const lists = new Map<string, MessageRecord[]>();
  for (const message of messages) {
    const name = groupOf?.(message) ?? '';
    const list = lists.get(name);
    if (list === undefined) lists.set(name, [message]);
    else list.push(message);
  }
  return [...lists.values()].flatMap((list) =>
    Array.from({ length: Math.ceil(list.length / batch) }, (_, i) => list.slice(i * batch, (i + 1) * batch)),
  );
}
