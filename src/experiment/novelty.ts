import { normal } from '../stats/distributions.js';
import { comparePair } from './adjusted.js';
import type { ExperimentConfig, MetricConfig } from './config.js';
import type { ExperimentData } from './data.js';
import { errorOf } from './effect.js';
import { groupedMoments, type JointMoments } from './moments.js';
import type { NoveltyRecord } from './records.js';

interface DayEffect {
  readonly day: number;
  readonly users: number;
  readonly difference: number;
  readonly error: number;
}

/** Users an arm needs on a day for that day's effect to be drawn and weighed. */
const fewestUsers = 10;

/**
 * The effect by day of first exposure and the slope of a line through the days, each weighted by its
 * precision: a fading effect is a novelty, a growing one is learning. Null without exposure days or rows.
 */
export function noveltyOf(
  data: ExperimentData,
  config: ExperimentConfig,
  metric: MetricConfig,
  arm: number,
): NoveltyRecord | null {
  const days = dayMoments(data, config, metric);
  if (days === null) return null;
  const effects = days.flatMap(({ day, arms }): DayEffect[] => {
    const [control, treatment] = [arms[0]!, arms[arm]!];
    if (control.n < fewestUsers || treatment.n < fewestUsers) return [];
    const pair = comparePair([control], [treatment], 'pooled');
    const error = errorOf(pair);
    const users = control.n + treatment.n;
    return error > 0 ? [{ day, users, difference: pair.treatment - pair.control, error }] : [];
  });
  if (effects.length < 3) return null;
  const { slope, slopeP } = weightedSlope(effects);
  const reach = normal.inverseSurvival(config.alpha / 2);
  return {
    metric: metric.name,
    variant: config.treatments[arm - 1]!,
    days: effects.map(({ day, users, difference, error }) => ({
      day,
      users,
      difference,
      low: difference - reach * error,
      high: difference + reach * error,
    })),
    slope,
    slopeP,
  };
}

/** Moments of a metric by day of exposure (0 = first) and arm, in day order. */
export function dayMoments(
  data: ExperimentData,
  config: ExperimentConfig,
  metric: MetricConfig,
): readonly { readonly day: number; readonly arms: readonly JointMoments[] }[] | null {
  const { rows } = data;
  if (rows?.exposedAt == null || metric.kind === 'quantile' || metric.kind === 'ratio') return null;
  const whole = rows.exposedAt.map(Math.floor);
  const first = whole.reduce((a, d, row) => (rows.arm[row]! >= 0 && d < a ? d : a), Number.POSITIVE_INFINITY);
  const last = whole.reduce((a, d, row) => (rows.arm[row]! >= 0 && d > a ? d : a), Number.NEGATIVE_INFINITY);
  const count = last - first + 1;
  if (!Number.isFinite(count) || count > 3660) return null;
  const arms = config.treatments.length + 1;
  const group = rows.arm.map((a, row) =>
    a < 0 || !Number.isFinite(whole[row]!) ? -1 : (whole[row]! - first) * arms + a,
  );
  const moments = groupedMoments([rows.columns.get(metric.name)!], group, count * arms);
  return Array.from({ length: count }, (_, day) => ({
    day,
    arms: moments.slice(day * arms, (day + 1) * arms),
  }));
}

function weightedSlope(effects: readonly DayEffect[]): { readonly slope: number; readonly slopeP: number } {
  const weights = effects.map((e) => 1 / e.error ** 2);
  const total = weights.reduce((a, b) => a + b, 0);
  const centre = effects.reduce((sum, e, i) => sum + weights[i]! * e.day, 0) / total;
  const spread = effects.reduce((sum, e, i) => sum + weights[i]! * (e.day - centre) ** 2, 0);
  const slope =
    effects.reduce((sum, e, i) => sum + weights[i]! * (e.day - centre) * e.difference, 0) / spread;
  return { slope, slopeP: 2 * normal.survival(Math.abs(slope) * Math.sqrt(spread)) };
}
