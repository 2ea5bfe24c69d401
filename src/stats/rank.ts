import type { Complete } from '../base/complete.js';
import { ensure } from '../base/errors.js';
import { flag, oneOf, optional, resolveOptions } from '../base/options.js';
import { requirePart } from '../base/shape.js';
import { type Alternative, tailProbability } from './test-options.js';

/** Side, continuity and method of the test. */
export interface MannWhitneyOptions {
  /** Default 'two-sided'. */
  readonly alternative?: Alternative | undefined;
  /** 'auto' (default): exact when both samples have at most 50 values and no two are equal. */
  readonly method?: 'auto' | 'exact' | 'normal' | undefined;
  /** Continuity correction of the normal approximation, default true (R's). */
  readonly continuity?: boolean | undefined;
}

/** The statistic, what it means, and its p-value. */
export interface MannWhitneyResult {
  /** Pairs in which the treatment value is larger, equal pairs counting one half. */
  readonly u: number;
  /** u / (n1 n2): the chance that a treatment value exceeds a control value. */
  readonly superiority: number;
  /** p-value for the asked side. */
  readonly p: number;
  /** Whether the p-value comes from all orders (`exact`) or the normal approximation. */
  readonly method: 'exact' | 'normal';
}

/**
 * Mann-Whitney (Wilcoxon rank-sum) test; the normal form corrects the variance for ties.
 * @param control values of the control
 * @param treatment values of the treatment
 * @param options side, method and continuity correction
 *
 * @example
 * ```ts
 * import { mannWhitneyTest } from 'winback/stats';
 *
 * (await mannWhitneyTest(Float64Array.of(1, 2, 3, 5, 8), Float64Array.of(4, 6, 7, 9, 10))).p; // 0.09524
 * ```
 */
export function mannWhitneyTest(
  control: Float64Array,
  treatment: Float64Array,
  options?: MannWhitneyOptions,
): MannWhitneyResult {
  requirePart(control, 'control', 'list');
  requirePart(treatment, 'treatment', 'list');
  const { alternative, method, continuity } = resolveOptions<MannWhitneyOptions>('options', options, {
    alternative: optional(oneOf('two-sided', 'greater', 'less'), 'two-sided'),
    method: optional(oneOf('auto', 'exact', 'normal'), 'auto'),
    continuity: optional(flag, true),
  }) as Complete<MannWhitneyOptions>;
  const [n1, n2] = [control.length, treatment.length];
  ensure(n1 > 0 && n2 > 0, 'both samples need at least one value');
  const { u, ties } = rankSum(control, treatment);
  const exact = method === 'exact' || (method === 'auto' && n1 <= 50 && n2 <= 50 && ties === 0);
  ensure(!exact || ties === 0, 'the exact test needs values without ties');
  const p = exact ? exactP(u, n1, n2, alternative) : normalP(u, n1, n2, ties, alternative, continuity);
  return { u, superiority: u / (n1 * n2), p, method: exact ? 'exact' : 'normal' };
}

// U of the treatment and the tie sum of t^3 - t over groups of equal values.
function rankSum(control: Float64Array, treatment: Float64Array): { u: number; ties: number } {
  const n = control.length + treatment.length;
  const values = new Float64Array(n);
  values.set(control);
  values.set(treatment, control.length);
  ensure(values.every(Number.isFinite), 'ranks need finite values');
  const order = Uint32Array.from(values, (_, i) => i).sort((a, b) => values[a]! - values[b]!);
  let [rankTotal, ties] = [0, 0];
  for (let start = 0; start < n; ) {
    let end = start + 1;
    while (end < n && values[order[end]!] === values[order[start]!]) end++;
    const size = end - start;
    ties += size ** 3 - size;
    const rank = (start + 1 + end) / 2;
    for (let i = start; i < end; i++) if (order[i]! >= control.length) rankTotal += rank;
    start = end;
  }
  return { u: rankTotal - (treatment.length * (treatment.length + 1)) / 2, ties };
}

function normalP(
  u: number,
  n1: number,
  n2: number,
  ties: number,
  alternative: Alternative,
  continuity: boolean,
): number {
  const n = n1 + n2;
  const variance = ((n1 * n2) / 12) * (n + 1 - ties / (n * (n - 1)));
  if (!(variance > 0)) return 1;
  const distance = u - (n1 * n2) / 2;
  const shift = !continuity
    ? 0
    : alternative === 'two-sided'
      ? Math.sign(distance) * 0.5
      : alternative === 'greater'
        ? 0.5
        : -0.5;
  return tailProbability((distance - shift) / Math.sqrt(variance), alternative);
}

// P(U = u) by the recursion on the largest value: it belongs to the treatment with chance n2 / (n1 + n2).
function exactP(u: number, n1: number, n2: number, alternative: Alternative): number {
  let previous: Float64Array[] = [];
  for (let a = 0; a <= n1; a++) {
    const current: Float64Array[] = [];
    for (let b = 0; b <= n2; b++) {
      const masses = new Float64Array(a * b + 1);
      if (a === 0 || b === 0) masses[0] = 1;
      else {
        const [fewerTreatment, fewerControl] = [current[b - 1]!, previous[b]!];
        fewerTreatment.forEach((mass, k) => {
          masses[k + a]! += (mass * b) / (a + b);
        });
        fewerControl.forEach((mass, k) => {
          masses[k]! += (mass * a) / (a + b);
        });
      }
      current.push(masses);
    }
    previous = current;
  }
  const masses = previous[n2]!;
  const upper = masses.subarray(u).reduce((sum, mass) => sum + mass, 0);
  const lower = masses.subarray(0, u + 1).reduce((sum, mass) => sum + mass, 0);
  if (alternative === 'greater') return Math.min(1, upper);
  if (alternative === 'less') return Math.min(1, lower);
  return Math.min(1, 2 * Math.min(upper, lower));
}
