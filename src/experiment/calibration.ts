import { WinbackError } from '../base/errors.js';
import { Random } from '../base/random.js';
import { meanTest } from '../stats/means.js';
import { comparePair } from './adjusted.js';
import type { ExperimentData } from './data.js';
import { errorOf } from './effect.js';
import type { JointMoments } from './moments.js';
import { Pace } from './pace.js';
import type { CalibrationRecord } from './records.js';

/** A/A false positive rates this many standard errors above alpha fail. */
const tolerance = 3.3;

/**
 * Splits the control arm's users at random, again and again, and tests each split: with no effect by
 * construction, p must be below alpha in a share alpha of the runs. Shows whether the test holds its level on
 * this metric's own distribution at this sample size. Same seed, same answer.
 * @param runs number of A/A splits, >= 100 to say anything
 * @throws BAD_INPUT without rows
 */
export async function calibrationOf(
  data: ExperimentData,
  metric: string,
  options: {
    readonly runs: number;
    readonly seed: number;
    readonly alpha: number;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<CalibrationRecord> {
  if (data.rows === null) throw new WinbackError('BAD_INPUT', 'A/A calibration needs one row per user');
  const column = data.rows.columns.get(metric)!;
  const values = column.filter((_, row) => data.rows!.arm[row] === 0);
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const centred = values.map((v) => v - mean);
  const p = new Float64Array(options.runs);
  const pace = new Pace(options);
  for (let run = 0; run < options.runs; run++) {
    p[run] = splitP(centred, options.seed, run, options.alpha);
    await pace.breathe(centred.length);
  }
  const rate = p.reduce((count, value) => count + (value < options.alpha ? 1 : 0), 0) / options.runs;
  const error = Math.sqrt((options.alpha * (1 - options.alpha)) / options.runs);
  return {
    metric,
    runs: options.runs,
    alpha: options.alpha,
    falsePositiveRate: rate,
    standardError: error,
    uniformityP: kolmogorovP(p),
    passed: rate <= options.alpha + tolerance * error,
  };
}

function splitP(values: Float64Array, seed: number, run: number, alpha: number): number {
  const random = new Random(seed, run + 1);
  const n = [0, 0];
  const sum = [0, 0];
  const squares = [0, 0];
  for (let i = 0; i < values.length; i += 32) {
    let bits = random.bits();
    const end = Math.min(i + 32, values.length);
    for (let row = i; row < end; row++) {
      const side = bits & 1;
      bits >>>= 1;
      const value = values[row]!;
      n[side]!++;
      sum[side]! += value;
      squares[side]! += value * value;
    }
  }
  const side = (s: 0 | 1): JointMoments => ({
    n: n[s]!,
    mean: [sum[s]! / n[s]!],
    cross: [Math.max(0, squares[s]! - sum[s]! ** 2 / n[s]!)],
  });
  const pair = comparePair([side(0)], [side(1)], 'pooled');
  return errorOf(pair) === 0
    ? 1
    : meanTest('welch-t', pair.control, pair.treatment, pair.errors, { alpha }).p;
}

/** p of the one-sample Kolmogorov-Smirnov test of uniformity, asymptotic (Kolmogorov's series). */
export function kolmogorovP(sample: Float64Array): number {
  const sorted = Float64Array.from(sample).sort();
  const n = sorted.length;
  let distance = 0;
  sorted.forEach((value, i) => {
    distance = Math.max(distance, (i + 1) / n - value, value - i / n);
  });
  const scaled = distance * (Math.sqrt(n) + 0.12 + 0.11 / Math.sqrt(n));
  if (scaled < 0.2) return 1;
  let p = 0;
  for (let k = 1; k <= 100; k++) p += 2 * (k % 2 === 1 ? 1 : -1) * Math.exp(-2 * k * k * scaled * scaled);
  return Math.min(1, Math.max(0, p));
}
