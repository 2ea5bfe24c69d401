import { WinbackError } from '../base/errors.js';
import type { Progress } from '../base/progress.js';
import type { ObjectRetry } from '../entries/data.js';
import { retryWarning } from '../pipeline/cut-file.js';
import { commandTexts, type Language, progressText } from '../pipeline/terminal-texts.js';
import type { WrittenRows } from '../pipeline/write-back.js';

const barWidth = 24;

/** Shows the progress of one command, on stderr only: a bar that redraws on a terminal, a line per stage elsewhere. */
export class ProgressBar {
  readonly #quiet: boolean;
  readonly #language: Language;
  readonly #live = process.stderr.isTTY === true;
  #stage = '';
  #drawn = 0;

  constructor(quiet: boolean, language: Language) {
    this.#quiet = quiet;
    this.#language = language;
  }

  readonly update = (progress: Progress): void => {
    if (this.#quiet) return;
    const { stage, done, total } = progress;
    const isNew = stage !== this.#stage;
    this.#stage = stage;
    if (!this.#live) {
      if (isNew) process.stderr.write(`${progressText(progress, this.#language).stage}\n`);
      return;
    }
    // Redrawing more often than the eye reads costs more than the work shown.
    const now = performance.now();
    if (now - this.#drawn < 50 && done < (total ?? Infinity)) return;
    this.#drawn = now;
    const text = progressText(progress, this.#language);
    process.stderr.write(`\r\x1b[K${bar(done, total)} ${text.stage} ${text.detail}`);
  };

  /** Clears the bar, so that what is printed next starts a line. */
  end(): void {
    if (!this.#quiet && this.#live && this.#stage !== '') process.stderr.write('\r\x1b[K');
    this.#stage = '';
  }
}

function bar(done: number, total: number | null): string {
  if (total === null || total <= 0) return `[${'.'.repeat(barWidth)}]`;
  const share = Math.min(1, done / total);
  const filled = Math.round(share * barWidth);
  return `[${'#'.repeat(filled)}${'.'.repeat(barWidth - filled)}] ${String(Math.floor(share * 100)).padStart(3)}%`;
}

/** Takes warnings as sentences and writes each on stderr. */
export function warningsTo(language: Language): (message: string) => void {
  const { warning } = commandTexts(language);
  return (message) => process.stderr.write(`${warning(message)}\n`);
}

/** Takes requests to an object store that are made again, and writes each on stderr. */
export function retriesTo(language: Language): (retry: ObjectRetry) => void {
  const warn = warningsTo(language);
  return (retry) => warn(retryWarning(retry, language));
}

function ended(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit();
  process.stderr.write(`winback: IO: cannot write to standard output: ${error.message}\n`, () =>
    process.exit(2),
  );
}

/**
 * Ends the process when what it prints can go nowhere: quietly where the reader has had enough (`| head`), with one message
 * and exit code 2 where the system refuses, as a full disk does.
 */
export function endWithOutput(): void {
  if (process.stdout.listeners('error').includes(ended)) return;
  process.stdout.on('error', ended);
  process.stderr.on('error', () => undefined);
}

/** The one JSON document of `--json`. */
export function printJson(document: unknown): void {
  process.stdout.write(`${JSON.stringify(document, null, 1)}\n`);
}

/** What does not heed the abort within this time is ended by the system. */
const graceMs = 5000;
const signals = ['SIGINT', 'SIGTERM'] as const;

/**
 * Runs `work` with a signal that Ctrl-C and SIGTERM abort. A second one, or 5 s in which the work does not end, ends the
 * process as the system would.
 */
export async function abortable<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  let grace: NodeJS.Timeout | undefined;
  const stop = (signal: NodeJS.Signals): void => {
    const die = (): void => {
      for (const name of signals) process.off(name, stop);
      process.kill(process.pid, signal);
    };
    if (controller.signal.aborted) die();
    grace ??= setTimeout(die, graceMs).unref();
    controller.abort(new WinbackError('ABORTED', `stopped by ${signal}`));
  };
  for (const name of signals) process.on(name, stop);
  try {
    const result = await work(controller.signal);
    controller.signal.throwIfAborted();
    return result;
  } finally {
    clearTimeout(grace);
    for (const name of signals) process.off(name, stop);
  }
}

/** Says on stderr what a database took. */
export function tellWritten(written: readonly WrittenRows[], language: Language): void {
  for (const { table, rows, place } of written)
    process.stderr.write(`${commandTexts(language).churn.written(String(rows), table, place)}\n`);
}
