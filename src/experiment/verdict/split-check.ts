import { WinbackError } from '../../base/errors.js';
import { integer, requireKeys, strictlyBetween } from '../../base/options.js';
import { type Halves, randomHalves } from '../../stats/resampling/random-halves.js';
import { tailProbability } from '../../stats/test-options.js';
import { requireData } from '../config/guards.js';
import type { ExperimentData } from '../data/data.js';
import { comparePair, errorOf } from '../moments/adjusted.js';
import type { JointMoments } from '../moments/moments.js';
import type { SplitCheckRecord } from '../records/records.js';

/** A/A false positive rates this many standard errors above alpha fail. */
const tolerance = 3.3;

/**
 * Splits the control arm's users at random, again and again, and tests each split: with no effect by
 * construction, p must be below alpha in a share alpha of the runs. Shows whether the test holds its level on
 * this metric's own distribution at this sample size. Same seed, same answer.
 * @param data with single users' rows
 * @param metric name of a metric that has a value for each user
 * @param options number of splits (`runs`, from 1; fewer than 100 say nothing), their seed (a whole number from 0), level
 * of each test in (0, 1), and stop signal
 * @throws WinbackError BAD_INPUT for data without rows, a metric that is not in them, and a wrong option
 *
 * @example
 * ```ts
 * import { dataFromTable, splitCheck } from 'winback/experiment';
 * import { generateExperiment } from 'winback/simulate';
 *
 * const { table, config } = await generateExperiment({ users: 1000 });
 * const data = await dataFromTable(table, config);
 * const check = await splitCheck(data, 'gmv', { runs: 200, seed: 1, alpha: 0.05 });
 * check.passed; // true
 * ```
 */
export async function splitCheck(
  data: ExperimentData,
  metric: string,
  options: {
    readonly runs: number;
    readonly seed: number;
    readonly alpha: number;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<SplitCheckRecord> {
  requireKeys(options, 'options', { runs: true, seed: true, alpha: true, signal: true });
  requireData(data);
  const runs = integer(1)(options.runs, 'runs');
  const seed = integer(0)(options.seed, 'seed');
  const alpha = strictlyBetween(0, 1)(options.alpha, 'alpha');
  const p = await splitTests(controlValues(data, metric), runs, seed, options.signal);
  const rate = p.reduce((count, value) => count + (value < alpha ? 1 : 0), 0) / runs;
  const error = Math.sqrt((alpha * (1 - alpha)) / runs);
  const limit = alpha + tolerance * error;
  return {
    metric,
    runs,
    alpha,
    falsePositiveRate: rate,
    standardError: error,
    limit,
    uniformityP: kolmogorovP(p),
    passed: rate <= limit,
  };
}

/** The metric's values of the control arm's users. */
function controlValues({ rows }: ExperimentData, metric: string): Float64Array {
  if (rows === null) throw new WinbackError('BAD_INPUT', 'A/A splits need one row per user');
  const column = rows.columns.get(metric);
  if (column === undefined) throw new WinbackError('BAD_INPUT', `there is no metric "${metric}"`);
  return Float64Array.from(column).filter((_, row) => rows.arm[row] === 0);
}

/** p of each split's test. */
async function splitTests(
  values: Float64Array,
  runs: number,
  seed: number,
  signal: AbortSignal | undefined,
): Promise<Float64Array> {
  const p = new Float64Array(runs);
  for (let first = 0; first < runs; first += batch) {
    const splits = Math.min(batch, runs - first);
    const halves = await randomHalves(values, { seed, first, splits, signal });
    halves.forEach((half, k) => {
      p[first + k] = splitP(half);
    });
  }
  return p;
}

/** Splits tested between two turns of the event loop; their t tests are some microseconds each. */
const batch = 200;

function splitP({ n, mean, squares }: Halves): number {
  if (n[0] < 2 || n[1] < 2) return 1;
  const side = (s: 0 | 1): JointMoments => ({ n: n[s], mean: [mean[s]], cross: [squares[s]] });
  const pair = comparePair([side(0)], [side(1)], 'pooled');
  const error = errorOf(pair);
  const difference = pair.treatment - pair.control;
  return error === 0 ? 1 : tailProbability(difference / error, 'two-sided', pair.errors.df);
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
