import { betaRecord } from './beta-posterior.js';
import type { ExperimentConfig, MetricConfig } from './config.js';
import type { Effect } from './effect.js';
import { normalPosterior } from './normal-posterior.js';
import type { PosteriorRecord } from './records.js';

/**
 * Beta-binomial for a plain proportion, normal for everything adjusted or continuous; none for a quantile, whose
 * order-statistic error is not a posterior.
 */
export async function posteriorOf(
  effect: Effect,
  metric: MetricConfig,
  config: ExperimentConfig,
): Promise<PosteriorRecord | null> {
  if (metric.kind === 'quantile') return null;
  const adjusted = effect.cuped !== null || effect.stratified;
  if (metric.kind === 'proportion' && !adjusted) {
    const [a, b] = config.prior as [number, number];
    const arm = (side: Effect['control']) => ({ successes: side.successes!, users: side.users });
    return betaRecord(arm(effect.control), arm(effect.treatment), {
      prior: [a, b],
      direction: metric.direction,
      draws: config.monteCarlo,
      seed: config.seed,
    });
  }
  const { lift } = effect.run({ alpha: 0.05 });
  const end = (value: number): number | null => (Number.isFinite(value) ? value : null);
  // The adjusted difference and its whole error; the split between the arms only places the two curves.
  const half = effect.standardError ** 2 / 2;
  return normalPosterior(
    { mean: effect.treatment.value - effect.difference, squaredError: half },
    { mean: effect.treatment.value, squaredError: half },
    { value: end(lift.estimate), low: end(lift.low), high: end(lift.high) },
    metric.direction,
  );
}
