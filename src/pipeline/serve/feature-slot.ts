import { stat } from 'node:fs/promises';

import { WinbackError } from '../../base/errors.js';
import { FeatureFile } from './feature-file.js';
import type { ServedModel } from './served-model.js';

/** A file that was replaced is kept open for a moment: a request may still read it. */
const lingerMs = 1000;

/**
 * The feature file that serves. Another one takes its place by one assignment once it has been checked; one of other features than
 * the model's waits until the model of these features serves.
 */
export class FeatureSlot {
  readonly file: string;
  #current: FeatureFile | null = null;
  #waiting: FeatureFile | null = null;
  #stamp = '';

  constructor(file: string) {
    this.file = file;
  }

  /** The file that serves. @throws WinbackError CLOSED before the first */
  get current(): FeatureFile {
    if (this.#current === null) throw new WinbackError('CLOSED', `${this.file}: no feature file serves`);
    return this.#current;
  }

  /** Whether a file serves. */
  get isServing(): boolean {
    return this.#current !== null;
  }

  /** Whether a model's features are those of the file, or of the one that waits. */
  fits(model: ServedModel): boolean {
    return this.#current?.fits(model) === true || this.#waiting?.fits(model) === true;
  }

  /**
   * Opens the file again where it was replaced.
   * @returns whether another file serves or waits now
   * @throws WinbackError NOT_FOUND, BAD_MODEL; BAD_INPUT at the first opening, where its features are not the model's
   */
  async refresh(model: ServedModel): Promise<boolean> {
    const stamp = await stampOf(this.file);
    if (stamp === this.#stamp) return false;
    const opened = await FeatureFile.open(this.file);
    this.#stamp = stamp;
    if (opened.fits(model)) this.#serve(opened);
    else if (this.#current === null) {
      opened.close();
      throw otherFeatures(this.file, model);
    } else {
      this.#waiting?.close();
      this.#waiting = opened;
    }
    return true;
  }

  /** Another model serves: the file that waited for it does too. */
  follow(model: ServedModel): void {
    if (this.#current?.fits(model) === true || this.#waiting?.fits(model) !== true) return;
    const next = this.#waiting;
    this.#waiting = null;
    this.#serve(next);
  }

  close(): void {
    this.#current?.close();
    this.#waiting?.close();
  }

  #serve(file: FeatureFile): void {
    const before = this.#current;
    this.#current = file;
    if (before !== null) setTimeout(() => before.close(), lingerMs).unref();
  }
}

function otherFeatures(file: string, { version }: ServedModel): WinbackError {
  return new WinbackError(
    'BAD_INPUT',
    `${file} has other features than the model ${version}: make it with that model (\`winback features pack\`)`,
  );
}

async function stampOf(file: string): Promise<string> {
  try {
    const { ino, size, mtimeMs } = await stat(file);
    return `${ino} ${size} ${mtimeMs}`;
  } catch (cause) {
    throw new WinbackError('NOT_FOUND', `no feature file: ${(cause as Error).message}`, { cause });
  }
}
