import { chooseProportionTest } from '../../stats/proportions/choose.js';
import { boschlooTest, exactRatioTest } from '../../stats/proportions/exact.js';
import type { ProportionSample } from '../../stats/proportions/proportions.js';
import type { TestResult } from '../../stats/test-options.js';
import { sideOf } from '../config/metric-config.js';
import type { ArmValue } from '../kinds/kind.js';
import { kindOf } from '../kinds/kinds.js';
import { type Compared, isPlain } from './effect-types.js';

/**
 * Boschloo's exact test with its interval for a plain proportion, where the config asks for it or, under `auto`, the
 * counts are too small for the score test (chooseProportionTest's rule, which looks at totals only). Else null.
 */
export async function exactTest(compared: Compared, alpha: number): Promise<TestResult | null> {
  const counts = exactCounts(compared);
  return counts && boschlooTest(...counts, { alpha, alternative: sideOf(compared.metric) });
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
  compared: Compared,
  { margin, share, wantsMore, alpha }: ExactMargin,
): Promise<{ readonly p: number; readonly bound: number; readonly worse: boolean } | null> {
  const counts = exactCounts(compared);
  if (counts === null || margin >= 1 || (wantsMore && share !== undefined && share >= 1)) return null;
  const alternative = wantsMore ? ('greater' as const) : ('less' as const);
  const sign = wantsMore ? -1 : 1;
  const [test, unit] =
    share === undefined
      ? [await boschlooTest(...counts, { alternative, alpha, null: sign * margin }), 1]
      : [
          await exactRatioTest(...counts, 1 + sign * share, { alternative, alpha }),
          compared.effect.control.value,
        ];
  const { low, high } = await boschlooTest(...counts, { alpha });
  return {
    p: test.p,
    bound: unit * (wantsMore ? test.low : test.high),
    worse: wantsMore ? high < 0 : low > 0,
  };
}

function exactCounts({
  effect,
  metric,
}: Compared): readonly [control: ProportionSample, treatment: ProportionSample] | null {
  const wanted = metric.test === 'auto' || metric.test === 'exact';
  if (!wanted || !kindOf(metric).tests.includes('exact') || !isPlain(effect)) return null;
  const sample = (side: ArmValue) => ({ successes: side.successes!, trials: side.users });
  const counts = [sample(effect.control), sample(effect.treatment)] as const;
  return metric.test === 'exact' || chooseProportionTest(...counts).test === 'boschloo' ? counts : null;
}
