import { returningOf, type Viewed } from '../behaviour.js';
import type { Column } from '../columns.js';
import { candidatesFor, type Scored } from './candidates.js';

/** Candidates whose rows are looked at. */
const looked = 6;
/** A value whose rows lie within half a day is a visit or an order, no user. */
const shortSpan = 0.5;

/** Who the user could be, the likeliest first: ids that come back on other days. */
export async function userCandidates(
  viewed: Viewed,
  columns: readonly Column[],
  time: string | null,
): Promise<readonly Scored[]> {
  const named = candidatesFor('user', columns);
  if (time === null) return named;
  const first = named.slice(0, looked);
  const found = await Promise.all(
    first.map(async (scored) => {
      const { values, perValue, spanDays, days } = await returningOf(viewed, scored.column, time);
      const returns = spanDays >= shortSpan && days > 1.02;
      const reasons = [...scored.reasons, { code: 'returns', values: { values, perValue, days } } as const];
      return returns ? { ...scored, reasons } : { ...scored, score: scored.score * 0.4 };
    }),
  );
  return [...found, ...named.slice(looked)].sort((a, b) => b.score - a.score);
}
