import { determines, type Viewed } from '../behaviour.js';
import type { Column } from '../columns.js';
import type { Scored } from './candidates.js';

/** Share of users with one value from which on a time is one of the user, such as a registration. */
const ofUsers = 0.9;
const looked = 4;

/** Times that change from row to row of a user stay; those that a user has once lose nearly all. */
export async function withoutUsersTimes(
  viewed: Viewed,
  candidates: readonly Scored[],
  user: Column,
): Promise<readonly Scored[]> {
  const first = await Promise.all(
    candidates.slice(0, looked).map(async (scored) => {
      const once = await determines(viewed, user.alias, scored.column.alias);
      return once > ofUsers && user.repeats > 1.1 ? { ...scored, score: scored.score * 0.3 } : scored;
    }),
  );
  return [...first, ...candidates.slice(looked)].sort((a, b) => b.score - a.score);
}
