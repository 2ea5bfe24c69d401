import type { ServerResponse } from 'node:http';

import type { State } from '../../entries/state.js';

/** How often the state is asked whether it changed while somebody looks, ms. */
const pollMs = 2000;
/** How often a silent connection is written to, ms: proxies close silent ones after a minute. */
const beatMs = 25_000;
/** Readers at a time; more are told to ask again. */
const mostReaders = 100;

/** What changes whenever a run, an alarm or a message does. */
const sums = [
  'SELECT count(*) AS "n", max("ended_at") AS "at" FROM winback_step',
  'SELECT count(*) AS "n", max("at") AS "at" FROM winback_decision',
  'SELECT count(*) AS "n", max("last_at") + coalesce(max("ack_at"), 0) AS "at" FROM winback_alert',
  'SELECT count(*) AS "n", max("ended_at") AS "at" FROM winback_run',
  'SELECT count(*) AS "n", 0 AS "at" FROM winback_look',
  'SELECT count(*) AS "n", 0 AS "at" FROM winback_metric',
];

/** Tells open pages that the state has changed. The state is asked only while somebody listens. */
export class Changes {
  readonly #state: State;
  readonly #readers = new Set<ServerResponse>();
  #poll: NodeJS.Timeout | null = null;
  #beat: NodeJS.Timeout | null = null;
  #last: string | null = null;

  constructor(state: State) {
    this.#state = state;
  }

  /** Adds a reader; false where there are too many. */
  add(response: ServerResponse): boolean {
    if (this.#readers.size >= mostReaders) return false;
    this.#readers.add(response);
    response.on('close', () => this.#remove(response));
    response.write('retry: 5000\n\n');
    if (this.#poll === null) this.#start();
    return true;
  }

  /** Ends every connection. */
  close(): void {
    for (const reader of this.#readers) reader.end();
    this.#readers.clear();
    this.#stop();
  }

  #remove(response: ServerResponse): void {
    this.#readers.delete(response);
    if (this.#readers.size === 0) this.#stop();
  }

  #start(): void {
    this.#beat = setInterval(() => this.#send(': here\n\n'), beatMs);
    this.#poll = setTimeout(() => this.#ask(), 0);
  }

  #stop(): void {
    if (this.#poll !== null) clearTimeout(this.#poll);
    if (this.#beat !== null) clearInterval(this.#beat);
    this.#poll = null;
    this.#beat = null;
    this.#last = null;
  }

  async #ask(): Promise<void> {
    const now = await this.#sum();
    if (this.#poll === null) return;
    if (now !== null) {
      if (this.#last !== null && now !== this.#last) this.#send('event: changed\ndata: {}\n\n');
      this.#last = now;
    }
    this.#poll = setTimeout(() => this.#ask(), pollMs);
  }

  /** null while the state cannot be read: pages find out when they ask for data. */
  async #sum(): Promise<string | null> {
    try {
      const found = await this.#state.database.read(sums.map((sql) => ({ sql })));
      return JSON.stringify(found.map(({ rows }) => [String(rows[0]!['n']), String(rows[0]!['at'])]));
    } catch {
      return null;
    }
  }

  #send(text: string): void {
    for (const reader of this.#readers) reader.write(text);
  }
}
