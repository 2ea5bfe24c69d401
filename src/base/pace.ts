import { setImmediate } from 'node:timers/promises';
import { WinbackError } from './errors.js';
import type { OnProgress } from './progress.js';
import { runInTurns, type Steps } from './steps.js';

/** Rows handled on the JavaScript thread before it is given back: some milliseconds of the simple loops here. */
const slice = 100_000;

/**
 * Keeps long work from holding the event loop: `breathe` gives the thread back once a slice of rows is used up, `part`
 * always does, and reports progress. Both stop with ABORTED when the signal says so. Rows, not a clock, so that
 * the same input takes the same way.
 */
export class Pace {
  readonly signal: AbortSignal | undefined;
  readonly #onProgress: OnProgress | undefined;
  #rows = 0;

  constructor(
    options: {
      readonly signal?: AbortSignal | undefined;
      readonly onProgress?: OnProgress | undefined;
    } = {},
  ) {
    this.signal = options.signal;
    this.#onProgress = options.onProgress;
    this.#stopIfAsked();
  }

  /** @param rows handled since the last call */
  async breathe(rows: number): Promise<void> {
    this.#rows += rows;
    if (this.#rows >= slice) await this.#turn();
  }

  /** Runs a computation of many small steps with a turn of the event loop between them. */
  async run<T>(steps: Steps<T>): Promise<T> {
    return runInTurns(steps, () => this.#turn());
  }

  /** @param share of the whole work that is done, from 0 to 1: reported in percent */
  async part(name: string, share: number): Promise<void> {
    this.#onProgress?.({ stage: 'analysis', detail: name, done: Math.round(100 * share), total: 100 });
    await this.#turn();
  }

  async #turn(): Promise<void> {
    this.#rows = 0;
    await setImmediate();
    this.#stopIfAsked();
  }

  #stopIfAsked(): void {
    if (this.signal?.aborted) throw new WinbackError('ABORTED', 'the experiment analysis was aborted');
  }
}
