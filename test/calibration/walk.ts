import type { Random } from '../../src/base/random.js';

/** The score process N(drift t, t) at the looks; `see` gets z and returns true to stop. */
export function walk(
  random: Random,
  times: readonly number[],
  drift: number,
  see: (z: number, look: number) => boolean,
): void {
  let score = 0;
  let before = 0;
  for (const [look, time] of times.entries()) {
    const step = time - before;
    score += drift * step + Math.sqrt(step) * random.normal();
    before = time;
    if (see(score / Math.sqrt(time), look)) return;
  }
}
