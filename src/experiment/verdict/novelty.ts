import { normal } from '../../stats/distributions.js';
import type { Comparison } from '../data/comparison.js';
import { wholeArms } from '../data/daily.js';
import { kindOf } from '../kinds/kinds.js';
import { comparePair, errorOf } from '../moments/adjusted.js';
import { selectColumns } from '../moments/moments.js';
import type { NoveltyRecord } from '../records/records.js';

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
export function noveltyOf(comparison: Comparison): NoveltyRecord | null {
  const { data, config, daily, metric, arm, variant } = comparison;
  if (daily === null || !kindOf(metric).perUser) return null;
  const at = data.columns.indexOf(metric.name);
  const effects = daily.days.flatMap((cells, day): DayEffect[] => {
    const arms = wholeArms(cells);
    const [control, treatment] = [selectColumns(arms[0]!, [at]), selectColumns(arms[arm]!, [at])];
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
    variant,
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

function weightedSlope(effects: readonly DayEffect[]): { readonly slope: number; readonly slopeP: number } {
  const weights = effects.map((e) => 1 / e.error ** 2);
  const total = weights.reduce((a, b) => a + b, 0);
  const centre = effects.reduce((sum, e, i) => sum + weights[i]! * e.day, 0) / total;
  const spread = effects.reduce((sum, e, i) => sum + weights[i]! * (e.day - centre) ** 2, 0);
  const slope =
    effects.reduce((sum, e, i) => sum + weights[i]! * (e.day - centre) * e.difference, 0) / spread;
  return { slope, slopeP: 2 * normal.survival(Math.abs(slope) * Math.sqrt(spread)) };
}
