import { resolveOptions } from '../../base/options.js';
import { binomial } from '../distributions.js';
import {
  type Lift,
  type ResolvedTestOptions,
  type TestOptions,
  type TestResult,
  testChecks,
} from '../test-options.js';
import { quantileOf } from './quantile.js';

/**
 * Two quantiles of independent rows by their order statistics alone: each arm's exact interval with half of the level, and
 * the difference of their far ends (Bonferroni). Wider than an error from the spacings gives, but it stands where ties
 * leave no spacing; with discrete values it covers more than asked. p is the level at which the interval reaches `null`.
 * @param control ascending values
 * @param treatment ascending values
 * @param p which quantile, in (0, 1)
 */
export function tiedQuantileTest(
  control: Float64Array,
  treatment: Float64Array,
  p: number,
): (options?: TestOptions) => TestResult {
  const [c, t] = [quantileOf(control, p), quantileOf(treatment, p)];
  return (options) => {
    const resolved = resolveOptions<TestOptions>('options', options, testChecks) as ResolvedTestOptions;
    const { alternative, alpha, null: center } = resolved;
    const ends = (level: number) => ({
      control: rankEnds(control, p, level / 2),
      treatment: rankEnds(treatment, p, level / 2),
    });
    const above = () =>
      smallestLevel((level) => ends(level).treatment.low - ends(level).control.high > center);
    const below = () =>
      smallestLevel((level) => ends(level).treatment.high - ends(level).control.low < center);
    const sided = alternative === 'greater' ? above() : alternative === 'less' ? below() : null;
    const own = ends(alternative === 'two-sided' ? alpha / 2 : alpha);
    return {
      method: 'quantile-order-statistics',
      estimate: t - c,
      statistic: null,
      df: null,
      p: sided ?? Math.min(1, 2 * Math.min(above(), below())),
      low: alternative === 'less' ? -Infinity : own.treatment.low - own.control.high,
      high: alternative === 'greater' ? Infinity : own.treatment.high - own.control.low,
      lift: liftOf(c, t, own, alternative),
      ...{ alternative, alpha, null: center },
    };
  };
}

interface Ends {
  readonly low: number;
  readonly high: number;
}

// Order statistics that the quantile is beyond with chance `tail` at most on each side; infinite where there is none.
function rankEnds(sorted: Float64Array, p: number, tail: number): Ends {
  const n = sorted.length;
  const lower = binomial.quantile(tail, n, p);
  const upper = binomial.inverseSurvival(tail, n, p) + 1;
  return {
    low: lower >= 1 ? sorted[lower - 1]! : -Infinity,
    high: upper <= n ? sorted[upper - 1]! : Infinity,
  };
}

/** Smallest p told. */
const smallest = 1e-300;

// `excludes` holds from some level on: the interval shrinks as its level grows. 1 where it never does.
function smallestLevel(excludes: (level: number) => boolean): number {
  let [low, high] = [Math.log(smallest), 0];
  if (!excludes(1)) return 1;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (excludes(Math.exp(middle))) high = middle;
    else low = middle;
  }
  return Math.exp(high);
}

function liftOf(
  control: number,
  treatment: number,
  { control: c, treatment: t }: { readonly control: Ends; readonly treatment: Ends },
  alternative: ResolvedTestOptions['alternative'],
): Lift {
  const estimate = control === 0 ? Number.NaN : (treatment - control) / Math.abs(control);
  const ratios = [t.low / c.low, t.low / c.high, t.high / c.low, t.high / c.high];
  if (!(c.low > 0) || ratios.some(Number.isNaN)) return { estimate, low: -Infinity, high: Infinity };
  return {
    estimate,
    low: alternative === 'less' ? -Infinity : Math.min(...ratios) - 1,
    high: alternative === 'greater' ? Infinity : Math.max(...ratios) - 1,
  };
}
