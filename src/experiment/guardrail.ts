import { WinbackError } from '../base/errors.js';
import { normal } from '../stats/distributions.js';
import type { ExperimentConfig, MetricConfig } from './config.js';
import type { Effect } from './effect.js';
import type { GuardrailRecord } from './records.js';

/**
 * A guardrail as a non-inferiority test at one-sided alpha: passed when harm of `margin` or more is ruled
 * out (a significant but smaller harm was accepted by choosing the margin), harmed when it is not and the metric
 * is significantly worse than control (two-sided alpha), else undecided. The sign of a noisy estimate alone would
 * hold up half of all harmless launches.
 * @throws BAD_INPUT for a relative margin with a control value of 0
 */
export function guardrailRecord(
  effect: Effect,
  metric: MetricConfig,
  config: ExperimentConfig,
): GuardrailRecord {
  const margin = metric.margin ?? metric.relativeMargin! * Math.abs(effect.control.value);
  if (!(margin > 0)) {
    throw new WinbackError(
      'BAD_INPUT',
      `guardrail "${metric.name}": a relative margin of a control value of 0 is 0`,
    );
  }
  const wantsMore = metric.direction === 'increase';
  const { alpha } = config;
  const test = wantsMore
    ? effect.run({ alternative: 'greater', null: -margin, alpha })
    : effect.run({ alternative: 'less', null: margin, alpha });
  const twoSided = effect.run({ alpha });
  const worse = wantsMore ? twoSided.high < 0 : twoSided.low > 0;
  const bound = wantsMore ? test.low : test.high;
  return {
    margin,
    relativeMargin: metric.relativeMargin ?? null,
    p: test.p,
    bound: Number.isFinite(bound) ? bound : null,
    status: test.p < alpha ? 'passed' : worse ? 'harmed' : 'undecided',
    power: normal.cdf(margin / effect.standardError - normal.inverseSurvival(alpha)),
  };
}
