import { clockTolerance } from '../limits/account.js';

/** Compares the clock of the day with one that nobody sets. */
export class ClockWatch {
  /** How often they were found to differ. */
  jumps = 0;
  readonly #now: () => number;
  readonly #monotonic: (() => number) | undefined;
  #before: readonly [number, number] | undefined;

  constructor(now: () => number, monotonic: (() => number) | undefined) {
    this.#now = now;
    this.#monotonic = monotonic;
  }

  /** Whether one has run over a minute further than the other since the last question. */
  jumped(): boolean {
    if (this.#monotonic === undefined) return false;
    const [wall, steady] = [this.#now(), this.#monotonic() * 1000];
    const [wallBefore, steadyBefore] = this.#before ?? [wall, steady];
    this.#before = [wall, steady];
    const isJump = Math.abs(wall - wallBefore - (steady - steadyBefore)) > clockTolerance;
    if (isJump) this.jumps += 1;
    return isJump;
  }
}
