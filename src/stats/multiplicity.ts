import { require } from '../base/errors.js';
import { normal, studentT } from './distributions.js';

/**
 * 'bonferroni' and 'holm' (1979) control the chance of any false claim; 'benjamini-hochberg'
 * (1995) the expected share of false claims for independent or positively dependent tests, 'benjamini-yekutieli'
 * (2001) for any dependence.
 */
export type Adjustment = 'none' | 'bonferroni' | 'holm' | 'benjamini-hochberg' | 'benjamini-yekutieli';

/** Adjusted p-values in the order given: reject where they are <= alpha. */
export function adjustedPValues(p: readonly number[], method: Adjustment = 'holm'): number[] {
  for (const [i, value] of p.entries()) {
    require(value >= 0 && value <= 1, `p[${i}] must be from 0 to 1, got ${value}`);
  }
  const m = p.length;
  if (method === 'none') return [...p];
  if (method === 'bonferroni') return p.map((value) => Math.min(1, m * value));
  const order = p.map((_, i) => i).sort((a, b) => p[a]! - p[b]!);
  const adjusted = new Array<number>(m);
  if (method === 'holm') {
    let running = 0;
    order.forEach((index, rank) => {
      running = Math.max(running, Math.min(1, (m - rank) * p[index]!));
      adjusted[index] = running;
    });
    return adjusted;
  }
  const harmonic =
    method === 'benjamini-yekutieli'
      ? Array.from({ length: m }, (_, i) => 1 / (i + 1)).reduce((a, b) => a + b, 0)
      : 1;
  let running = 1;
  for (let rank = m - 1; rank >= 0; rank--) {
    const index = order[rank]!;
    running = Math.min(running, (harmonic * m * p[index]!) / (rank + 1));
    adjusted[index] = running;
  }
  return adjusted;
}

export interface EstimateWithError {
  readonly estimate: number;
  readonly error: number;
  /** Degrees of freedom; absent = normal. */
  readonly df?: number;
}

/**
 * Two-sided intervals that hold together with confidence 1 - alpha.
 * 'bonferroni' for every effect; 'holm': intervals that agree with Holm's decisions - an effect it rejects is
 * cut at 0 on its own side, the others share alpha between them (Guilbaud 2008, Strassburger and Bretz 2008;
 * when it rejects all, plain Bonferroni intervals cut at 0); 'false-coverage': for the effects that
 * Benjamini-Hochberg selects, level 1 - selected x alpha / m (Benjamini and Yekutieli 2005), null for the rest.
 */
export function simultaneousIntervals(
  effects: readonly EstimateWithError[],
  method: 'bonferroni' | 'holm' | 'false-coverage' = 'bonferroni',
  alpha = 0.05,
): readonly ({ readonly low: number; readonly high: number } | null)[] {
  require(alpha > 0 && alpha < 1, `alpha must be strictly between 0 and 1, got ${alpha}`);
  const m = effects.length;
  const at = ({ estimate, error, df = Infinity }: EstimateWithError, level: number) => {
    const critical =
      df === Infinity ? normal.inverseSurvival(level / 2) : studentT.inverseSurvival(level / 2, df);
    return { low: estimate - critical * error, high: estimate + critical * error };
  };
  if (method === 'bonferroni') return effects.map((effect) => at(effect, alpha / m));
  const p = effects.map(({ estimate, error, df = Infinity }) => {
    const size = Math.abs(estimate / error);
    return Math.min(1, 2 * (df === Infinity ? normal.survival(size) : studentT.survival(size, df)));
  });
  if (method === 'false-coverage') {
    const selected = adjustedPValues(p, 'benjamini-hochberg').map((value) => value <= alpha);
    const count = selected.filter(Boolean).length;
    return effects.map((effect, i) => (selected[i] ? at(effect, (count * alpha) / m) : null));
  }
  const rejected = adjustedPValues(p, 'holm').map((value) => value <= alpha);
  const rest = m - rejected.filter(Boolean).length;
  return effects.map((effect, i) => {
    if (!rejected[i]) return at(effect, alpha / rest);
    const { low, high } = rest === 0 ? at(effect, alpha / m) : { low: -Infinity, high: Infinity };
    return effect.estimate > 0 ? { low: Math.max(0, low), high } : { low, high: Math.min(0, high) };
  });
}
