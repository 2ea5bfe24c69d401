import { runSteps, type Steps } from '../base/steps.js';

/**
 * A root of `f` in [low, high], where f(low) and f(high) differ in sign (an end that is 0 is the
 * root). Chandrupatla's bracketing method (1997), to the resolution of a double.
 */
export function solve(f: (x: number) => number, low: number, high: number): number {
  return runSteps(solveSteps(f, low, high));
}

/** The same with a pause after every evaluation of `f`. */
export function* solveSteps(f: (x: number) => number, low: number, high: number): Steps<number> {
  let [b, a, c] = [low, high, high];
  let fb = f(b);
  yield;
  let fa = f(a);
  let fc = fa;
  if (fb === 0) return low;
  let t = 0.5;
  for (let step = 0; step < 200 && fa !== 0; step++) {
    const x = a + t * (b - a);
    yield;
    const fx = f(x);
    if (fx > 0 === fa > 0) [c, fc] = [a, fa];
    else [c, fc, b, fb] = [b, fb, a, fa];
    [a, fa] = [x, fx];
    const best = Math.abs(fa) < Math.abs(fb) ? a : b;
    const tolerance = (2 ** -52 * Math.abs(best) + Number.MIN_VALUE) / Math.abs(b - a);
    if (tolerance > 0.5) break;
    const xi = (a - b) / (c - b);
    const phi = (fa - fb) / (fc - fb);
    const interpolate = phi ** 2 < xi && (1 - phi) ** 2 < 1 - xi;
    const next = interpolate
      ? (fa / (fb - fa)) * (fc / (fb - fc)) + ((c - a) / (b - a)) * (fa / (fc - fa)) * (fb / (fc - fb))
      : 0.5;
    t = Math.min(1 - tolerance, Math.max(tolerance, next));
  }
  return Math.abs(fa) < Math.abs(fb) ? a : b;
}
