import { determines, frequentNames, type Viewed } from '../behaviour.js';
import type { Column } from '../columns.js';
import { roleByWords } from '../roles.js';
import { candidatesFor, type Scored } from './candidates.js';
import { coverageOf } from './coverage.js';

const looked = 8;
const namesLooked = 200;
/** Below it a column is no column of events. */
export const leastEventScore = 0.5;

/** Columns that could name the event: few texts, which the dictionary knows, and which are not one per user. */
export async function eventCandidates(
  viewed: Viewed,
  columns: readonly Column[],
  user: Column,
): Promise<readonly Scored[]> {
  const first = candidatesFor('event', columns).slice(0, looked);
  const found = await Promise.all(
    first.map(async (scored) => {
      const names = await frequentNames(viewed, scored.column, namesLooked);
      const known = names.filter(({ name }) => roleByWords(name) !== undefined);
      const rows = (list: readonly { readonly rows: number }[]): number =>
        list.reduce((sum, one) => sum + one.rows, 0);
      const share = rows(known) / Math.max(1, rows(names));
      const once = await determines(viewed, user.alias, scored.column.alias);
      const ofUser = once > 0.9 && user.repeats > 1.5;
      const words = 0.25 * share + (known.length >= 2 ? Math.min(0.3, 0.1 * known.length) : 0);
      const reasons = [
        ...scored.reasons,
        ...(known.length === 0
          ? []
          : [{ code: 'eventNames', values: { share, names: known.length } } as const]),
      ];
      return { ...scored, reasons, score: (scored.score + words) * (ofUser ? 0.25 : 1) };
    }),
  );
  const sorted = found.sort((a, b) => b.score - a.score);
  return (sorted[0]?.score ?? 0) >= leastEventScore ? sorted : bySplits(viewed, columns, sorted);
}

/** What a column says that tells which others are empty. */
const splitScore = 0.35;

/** Where no name tells: the one column whose values decide whether others, such as a price, have a value. */
async function bySplits(
  viewed: Viewed,
  columns: readonly Column[],
  candidates: readonly Scored[],
): Promise<readonly Scored[]> {
  const partly = columns.filter(({ fill }) => fill > 0 && fill < 0.95);
  const found: Scored[] = [];
  for (const scored of candidates) {
    const coverage = await coverageOf(viewed, partly, scored.column);
    const split = partly.filter((column) => coverage.splits(column)).map(({ name }) => name);
    const reason = { code: 'splits', values: { columns: split.length, column: split[0] ?? '' } } as const;
    if (split.length > 0)
      found.push({ ...scored, score: scored.score + splitScore, reasons: [...scored.reasons, reason] });
  }
  return found.length === 1 ? found : candidates;
}
