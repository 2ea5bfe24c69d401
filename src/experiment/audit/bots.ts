import { WinbackError } from '../../base/errors.js';
import type { Pace } from '../../base/pace.js';
import { chiSquare } from '../../stats/distributions.js';
import type { ExperimentConfig } from '../config/config.js';
import { comparisonOf } from '../data/comparison.js';
import type { ExperimentData } from '../data/data.js';
import { usersOf } from '../effects/computable.js';
import { effectFor } from '../effects/effect.js';
import { bounded } from '../effects/metric-record.js';
import type { AuditedEffect, BotRecord } from '../records/audit-records.js';

/** What leaving programs out changes; null without a rule. */
export async function botRecord(
  data: ExperimentData,
  config: ExperimentConfig,
  pace: Pace,
): Promise<BotRecord | null> {
  const { withBots } = data;
  if (config.bots === undefined || withBots === undefined) return null;
  const names = [config.control, ...config.treatments];
  const all = names.map((_, arm) => usersOf(withBots, arm));
  const arms = names.map((variant, arm) => ({ variant, users: all[arm]! - usersOf(data, arm) }));
  const users = arms.reduce((sum, arm) => sum + arm.users, 0);
  const total = all.reduce((sum, n) => sum + n, 0);
  const effects: BotRecord['effects'][number][] = [];
  for (const metric of config.metrics)
    for (const [i] of config.treatments.entries()) {
      const without = await auditedEffect(data, config, metric, i + 1);
      const within = await auditedEffect(withBots, config, metric, i + 1);
      if (without !== null && within !== null) effects.push({ without, with: within });
      await pace.breathe(total);
    }
  const counts = arms.map((arm) => arm.users);
  return { users, share: users / Math.max(1, total), arms, p: sameShare(counts, all), effects };
}

/** Chi-square test of one share of programs in all arms; null without any, or where all are. */
function sameShare(bots: readonly number[], all: readonly number[]): number | null {
  const [found, total] = [bots, all].map((counts) => counts.reduce((sum, n) => sum + n, 0)) as [
    number,
    number,
  ];
  if (found === 0 || found === total) return null;
  const share = found / total;
  const statistic = bots.reduce((sum, n, arm) => {
    const expected = all[arm]! * share;
    return sum + (expected === 0 ? 0 : (n - expected) ** 2 / (expected * (1 - share)));
  }, 0);
  return chiSquare.survival(statistic, all.filter((n) => n > 0).length - 1);
}

async function auditedEffect(
  data: ExperimentData,
  config: ExperimentConfig,
  metric: ExperimentConfig['metrics'][number],
  arm: number,
): Promise<AuditedEffect | null> {
  const comparison = comparisonOf({ data, config, daily: null }, metric, arm);
  try {
    const effect = await effectFor(comparison);
    const { estimate, low, high } = effect.run({ alpha: config.alpha, alternative: 'two-sided' });
    const ends = { low: bounded(low), high: bounded(high) };
    return { metric: metric.name, variant: comparison.variant, difference: estimate, ...ends };
  } catch (error) {
    // A metric without a result is told by the analysis itself.
    if (error instanceof WinbackError && error.code === 'BAD_INPUT') return null;
    throw error;
  }
}
