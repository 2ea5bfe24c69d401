import { chooseProportionTest } from '../stats/choose.js';
import { boschlooTest } from '../stats/exact.js';
import type { TestResult } from '../stats/test-options.js';
import type { MetricConfig } from './config.js';
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
  const plain = effect.cuped === null && !effect.stratified;
  if (metric.kind !== 'proportion' || !plain || (metric.test !== 'auto' && metric.test !== 'exact'))
    return null;
  const sample = (side: Effect['control']) => ({ successes: side.successes!, trials: side.users });
  const [control, treatment] = [sample(effect.control), sample(effect.treatment)];
  const wanted = metric.test === 'exact' || chooseProportionTest(control, treatment).test === 'boschloo';
  return wanted ? boschlooTest(control, treatment, { alpha }) : null;
}
