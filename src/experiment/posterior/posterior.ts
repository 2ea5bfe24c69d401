import { mostShape } from '../../stats/beta-posterior.js';
import type { ExperimentConfig, MetricConfig } from '../config/config.js';
import type { Effect } from '../effects/effect.js';
import type { PosteriorRecord } from '../records/records.js';
import { betaRecord } from './beta-posterior.js';
import { type NormalArm, normalPosterior } from './normal-posterior.js';

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
    if (Math.max(effect.control.users, effect.treatment.users) + Math.max(a, b) > mostShape)
      return ofManyUsers(effect, metric, [a, b]);
    const arm = (side: Effect['control']) => ({ successes: side.successes!, users: side.users });
    return betaRecord(arm(effect.control), arm(effect.treatment), {
      prior: [a, b],
      direction: metric.direction,
      draws: config.monteCarlo,
      seed: config.seed,
    });
  }
  // The adjusted difference and its whole error; the split between the arms only places the two curves.
  const half = effect.standardError ** 2 / 2;
  return normalPosterior(
    { mean: effect.treatment.value - effect.difference, squaredError: half },
    { mean: effect.treatment.value, squaredError: half },
    relativeOf(effect),
    metric.direction,
  );
}

/** The normal with a Beta posterior's mean and variance: beyond the Beta's range the two cannot be told apart. */
function ofManyUsers(
  effect: Effect,
  metric: MetricConfig,
  [a, b]: readonly [number, number],
): PosteriorRecord {
  const arm = ({ successes, users }: Effect['control']): NormalArm => {
    const [hits, total] = [a + successes!, a + b + users];
    const mean = hits / total;
    return { mean, squaredError: (mean * ((total - hits) / total)) / (total + 1) };
  };
  return normalPosterior(arm(effect.control), arm(effect.treatment), relativeOf(effect), metric.direction);
}

function relativeOf(effect: Effect): PosteriorRecord['relative'] {
  const { lift } = effect.run({ alpha: 0.05 });
  const end = (value: number): number | null => (Number.isFinite(value) ? value : null);
  return { value: end(lift.estimate), low: end(lift.low), high: end(lift.high) };
}
