import type { ScoredRows } from '../profile/records.js';
import { columnDrift } from './column.js';
import type { NumericDay } from './day-counts.js';
import type { DayRules } from './judge.js';
import type { ScoreDrift } from './records.js';
import { shareChange } from './share-change.js';

/** The scores of today against those of the rows that the model was judged on. */
export function scoreDrift(
  day: NumericDay,
  given: DayRules,
  scores: Float64Array,
  scored: ScoredRows | null,
): ScoreDrift {
  const column = columnDrift(day, given);
  const { reference = null, current = null } = column.mean ?? {};
  const over = scored?.threshold ?? Number.POSITIVE_INFINITY;
  let above = 0;
  for (const score of scores) if (score >= over) above++;
  return {
    ...column,
    deltaMean: reference === null || current === null ? null : current - reference,
    above: shareChange(
      { rows: scored?.above ?? 0, of: scored?.rows ?? 0 },
      { rows: above, of: scores.length },
    ),
  };
}
