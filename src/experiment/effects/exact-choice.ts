import { chooseProportionTest } from '../../stats/choose.js';
import { boschlooTest, exactRatioTest } from '../../stats/exact.js';
import type { ProportionSample } from '../../stats/proportions.js';
import type { TestResult } from '../../stats/test-options.js';
import type { MetricConfig } from '../config/config.js';
import { sideOf } from '../config/metric-config.js';
import type { Effect } from './effect.js';

/**
 * Boschloo's exact test with its interval for a plain proportion, where the config asks for it or, under `auto`, the
 * counts are too small for the score test (chooseProportionTest's rule, which looks at totals only). Else null.
 */
export async function exactTest(
  effect: Effect,
  metric: MetricConfig,
  alpha: number,
): Promise<TestResult | null> {
  const counts = exactCounts(effect, metric);
  return counts && boschlooTest(...counts, { alpha, alternative: sideOf(metric) });
}

/** A guardrail's margin, in the metric's unit; `share` of the control's value where the config gives it so. */
export interface ExactMargin {
  readonly margin: number;
  readonly share: number | undefined;
  readonly wantsMore: boolean;
  readonly alpha: number;
}

/**
 * The guardrail of a metric that exactTest tests, by the same family of tests and bounds: p that harm reaches the margin
 * (one-sided), the bound of the difference that agrees with it, and whether the metric is worse, two-sided. Null where
 * the metric has no exact test or a margin rules nothing out.
 */
export async function exactGuardrail(
  effect: Effect,
  metric: MetricConfig,
  { margin, share, wantsMore, alpha }: ExactMargin,
): Promise<{ readonly p: number; readonly bound: number; readonly worse: boolean } | null> {
  const counts = exactCounts(effect, metric);
  if (counts === null || margin >= 1 || (wantsMore && share !== undefined && share >= 1)) return null;
  const alternative = wantsMore ? ('greater' as const) : ('less' as const);
  const sign = wantsMore ? -1 : 1;
  const [test, unit] =
    share === undefined
      ? [await boschlooTest(...counts, { alternative, alpha, null: sign * margin }), 1]
      : [await exactRatioTest(...counts, 1 + sign * share, { alternative, alpha }), effect.control.value];
  const { low, high } = await boschlooTest(...counts, { alpha });
  return {
    p: test.p,
    bound: unit * (wantsMore ? test.low : test.high),
    worse: wantsMore ? high < 0 : low > 0,
  };
}

function exactCounts(
  effect: Effect,
  metric: MetricConfig,
): readonly [control: ProportionSample, treatment: ProportionSample] | null {
  const plain = effect.cuped === null && !effect.stratified;
  if (metric.kind !== 'proportion' || !plain || (metric.test !== 'auto' && metric.test !== 'exact'))
    return null;
  const sample = (side: Effect['control']) => ({ successes: side.successes!, trials: side.users });
  const counts = [sample(effect.control), sample(effect.treatment)] as const;
  return metric.test === 'exact' || chooseProportionTest(...counts).test === 'boschloo' ? counts : null;
}
