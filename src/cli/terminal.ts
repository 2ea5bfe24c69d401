import { WinbackError } from '../base/errors.js';

const barWidth = 24;

/** Progress of one command, on stderr only: a bar that redraws on a terminal, a line per stage elsewhere. */
export class Progress {
  readonly #quiet: boolean;
  readonly #live = process.stderr.isTTY === true;
  #stage = '';
  #drawn = 0;

  constructor(quiet: boolean) {
    this.#quiet = quiet;
  }

  /** @param of 0 or less = the end is not known */
  update(stage: string, done: number, of: number, detail = ''): void {
    if (this.#quiet) return;
    if (!this.#live) {
      if (stage !== this.#stage) process.stderr.write(`${stage}\n`);
      this.#stage = stage;
      return;
    }
    this.#stage = stage;
    // Redrawing more often than the eye reads costs more than the work shown.
    const now = performance.now();
    if (now - this.#drawn < 50 && done < of) return;
    this.#drawn = now;
    process.stderr.write(`\r\x1b[K${bar(done, of)} ${stage} ${detail}`);
  }

  /** Clears the bar, so that what is printed next starts a line. */
  end(): void {
    if (!this.#quiet && this.#live && this.#stage !== '') process.stderr.write('\r\x1b[K');
    this.#stage = '';
  }
}

function bar(done: number, of: number): string {
  if (of <= 0) return `[${'.'.repeat(barWidth)}]`;
  const share = Math.min(1, done / of);
  const filled = Math.round(share * barWidth);
  return `[${'#'.repeat(filled)}${'.'.repeat(barWidth - filled)}] ${String(Math.floor(share * 100)).padStart(3)}%`;
}

/** The one JSON document of `--json`. */
export function printJson(document: unknown): void {
  process.stdout.write(`${JSON.stringify(document, null, 1)}\n`);
}

/** Runs `work` with a signal that Ctrl-C and SIGTERM abort; a second Ctrl-C ends the process as usual. */
export async function abortable<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const stop = (signal: string): void =>
    controller.abort(new WinbackError('ABORTED', `stopped by ${signal}`));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  try {
    const result = await work(controller.signal);
    controller.signal.throwIfAborted();
    return result;
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}
