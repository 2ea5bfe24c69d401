import type { MessageRecord } from '../../state/records/contact.js';
import type { State } from '../../state/state.js';
import { type Booker, book, type Result } from './book.js';
import type { Channel, Outcome } from './channel.js';
import type { OutboxEvent } from './events.js';

/** Results are booked at least this often. */
const bookEveryMs = 20;

/** Hands one batch over and books each result as it comes, so that a slow message does not hold back the others. */
export class Sender {
  readonly #state: State;
  readonly #channel: Channel;
  readonly #booker: () => Booker;
  readonly #counts = new Map<OutboxEvent, number>();
  readonly #open = new Map<number, MessageRecord>();
  readonly #end = new AbortController();
  #waiting: Result[] = [];
  #booking: Promise<void> = Promise.resolve();
  #failure: { readonly error: unknown } | undefined;

  constructor(state: State, channel: Channel, booker: () => Booker) {
    this.#state = state;
    this.#channel = channel;
    this.#booker = booker;
  }

  /** @returns how many messages came into which event @throws what a booking threw: nothing more may be sent then */
  async send(messages: readonly MessageRecord[]): Promise<ReadonlyMap<OutboxEvent, number>> {
    for (const message of messages) this.#open.set(message.seq, message);
    const timeout = setTimeout(() => this.#end.abort(), this.#channel.timeoutSeconds * 1000);
    const often = setInterval(() => void this.#flush(), bookEveryMs);
    try {
      const sending = { signal: this.#end.signal, report: this.#report };
      if (messages.length > 0) await this.#channel.send(messages, sending);
    } catch (error) {
      const reason = (error as Error).message.split('\n')[0]!;
      for (const message of [...this.#open.values()]) this.#report(message, { kind: 'unknown', reason });
    } finally {
      clearTimeout(timeout);
      clearInterval(often);
    }
    await this.#flush();
    if (this.#failure !== undefined) throw this.#failure.error;
    return this.#counts;
  }

  readonly #report = (message: MessageRecord, outcome: Outcome): void => {
    if (!this.#open.delete(message.seq)) return;
    const booked = this.#settled(outcome);
    if (booked !== null) this.#waiting.push({ message, outcome: booked });
  };

  // What a channel can ask for stays claimed until the claim ends; what may come twice is tried again.
  #settled(outcome: Outcome): Outcome | null {
    if (outcome.kind !== 'unknown' || this.#channel.recovery === 'hold') return outcome;
    return this.#channel.recovery === 'ask' ? null : { kind: 'failed', reason: outcome.reason, maybe: true };
  }

  #flush(): Promise<void> {
    const results = this.#waiting;
    this.#waiting = [];
    this.#booking = this.#booking
      .then(() => this.#book(results))
      .catch((error: unknown) => {
        // Going on without a record would be the worst that can happen.
        this.#failure ??= { error };
        this.#end.abort();
      });
    return this.#booking;
  }

  async #book(results: readonly Result[]): Promise<void> {
    if (results.length === 0 || this.#failure !== undefined) return;
    const events = await book(this.#state, results, this.#booker());
    for (const [event, count] of events) this.#counts.set(event, (this.#counts.get(event) ?? 0) + count);
  }
}
