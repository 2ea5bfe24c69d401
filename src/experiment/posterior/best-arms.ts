import { allocationShares } from '../../stats/posterior/allocation.js';
import { type ArmPosterior, bestArm, betaArm, normalArm } from '../../stats/posterior/best-arm.js';
import type { ExperimentConfig, MetricConfig } from '../config/config.js';
import { type Compared, type Effect, isPlain } from '../effects/effect-types.js';
import type { ArmValue } from '../kinds/kind.js';
import { kindOf } from '../kinds/kinds.js';
import type { BestArmRecord } from '../records/records.js';

/**
 * Of several variants and control together: which is the best, and what choosing each would cost. Empty with one variant
 * (the pair's posterior says it all) unless the shares of the next batch are asked for. Guardrails and kinds without a
 * posterior are no goal. Variants in which the metric cannot be computed take no part.
 */
export function bestArmRecords(
  config: ExperimentConfig,
  found: readonly Compared[],
): readonly BestArmRecord[] {
  if (config.treatments.length < 2 && config.allocationFloor === undefined) return [];
  const goals = config.metrics.filter((m) => m.role !== 'guardrail' && kindOf(m).posterior !== 'none');
  return goals.flatMap((metric) => {
    const own = found.filter((c) => c.metric === metric);
    if (own.length === 0) return [];
    const effects = own.map((c) => c.effect);
    const variants = [config.control, ...own.map((c) => c.variant)];
    const best = bestArm(posteriorsOf(metric, effects, config), metric.direction);
    const { allocationFloor: floor } = config;
    const shares =
      floor === undefined
        ? null
        : allocationShares(
            best.map(({ probability }) => probability),
            floor,
          );
    const arms = best.map(({ probability, expectedLoss }, i) => ({
      ...{ variant: variants[i]!, probability, expectedLoss, nextShare: shares?.[i] ?? null },
    }));
    return [{ metric: metric.name, arms }];
  });
}

function posteriorsOf(
  metric: MetricConfig,
  effects: readonly Effect[],
  config: ExperimentConfig,
): readonly ArmPosterior[] {
  const first = effects[0]!;
  // All arms use counts where one of them was compared by counts: its standard error may be 0.
  if (effects.some((e) => e.score !== null) || (kindOf(metric).posterior === 'beta' && isPlain(first))) {
    const [a, b] = config.prior as [number, number];
    const arms = [first.control, ...effects.map((e) => e.treatment)];
    return arms.map(({ successes, users }) => betaArm(a + successes!, b + users - successes!));
  }
  // Around the control's value: the adjusted differences, their variances split as the arms' own are.
  const shares = effects.map((e) => {
    const [own, other] = [squaredError(e.treatment), squaredError(e.control)];
    // Neither side without any error: an arm of one value still has its place.
    return Math.min(1 - 1e-9, Math.max(1e-9, own / (own + other)));
  });
  const control =
    effects.reduce((sum, e, i) => sum + (1 - shares[i]!) * e.standardError ** 2, 0) / effects.length;
  return [
    normalArm(0, Math.sqrt(control)),
    ...effects.map((e, i) => normalArm(e.difference, e.standardError * Math.sqrt(shares[i]!))),
  ];
}

function squaredError({ deviation, users }: ArmValue): number {
  return deviation! ** 2 / users;
}
