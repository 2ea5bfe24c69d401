import type { Role } from '../../../features/mapping.js';
import { determines, type Viewed } from '../behaviour.js';
import { type Column, isNames, isNumeric } from '../columns.js';
import type { Meaning } from '../records.js';
import { candidatesFor, type Scored } from './candidates.js';
import { type Coverage, isOf } from './coverage.js';

/** Meanings that are guessed last, in this order: a column has one. */
export const restMeanings = [
  'id',
  'order',
  'couponAmount',
  'currency',
  'duration',
  'feature',
  'quotaUsed',
  'quotaTotal',
] as const satisfies readonly Meaning[];

type RestMeaning = (typeof restMeanings)[number];

const leastScore = 0.5;
/** Score of a column whose place on events tells what it is, whatever it is called. */
const placeScore = 0.6;

/** Columns that could have one of the remaining meanings, the likeliest first. */
export async function restCandidates(
  meaning: RestMeaning,
  { viewed, columns, user, time, coverage }: Rest,
): Promise<readonly Scored[]> {
  const named = candidatesFor(meaning, columns).filter(({ score }) => score >= leastScore);
  const placed = named.length > 0 || coverage === null ? [] : placedColumns(meaning, columns, coverage);
  const found = named.length > 0 ? named : placed;
  if (meaning !== 'order') return found;
  const orders = found.length > 0 || coverage !== null ? found : await baskets(viewed, columns, time);
  return ordersOfOneUser(viewed, orders, user);
}

/** What is left of a log when user, time, event and amount are known. */
export interface Rest {
  readonly viewed: Viewed;
  /** Columns that have no meaning yet. */
  readonly columns: readonly Column[];
  readonly user: Column;
  readonly time: Column;
  /** Null for a log without event names. */
  readonly coverage: Coverage | null;
}

/** Rows of an order: more are those of a shop or a day. */
const mostLines = 20;

/** Where every row is a sale: numbers that a few rows of one moment share are orders, whatever they are called. */
async function baskets(viewed: Viewed, columns: readonly Column[], time: Column): Promise<readonly Scored[]> {
  const found: Scored[] = [];
  for (const column of columns) {
    const { distinct, repeats, fill } = column;
    if (!isNames(column) || distinct < 20 || repeats < hardlyRepeated || repeats > mostLines || fill < 0.9)
      continue;
    const share = await determines(viewed, column.alias, time.alias);
    if (share < 0.97) continue;
    found.push({ column, score: placeScore, reasons: [{ code: 'oneMoment', values: { share } }] });
  }
  return found;
}

interface Place {
  /** Roles whose rows have the value. */
  readonly must: readonly Role[];
  /** Roles whose rows may have it. */
  readonly may: readonly Role[];
  readonly fits: (column: Column) => boolean;
}

const places: Readonly<Partial<Record<RestMeaning, Place>>> = {
  order: {
    must: ['payment'],
    may: ['refund', 'coupon'],
    fits: (column) => isNames(column) && column.leadingZeros + column.distinct > 20 && column.repeats < 5,
  },
  duration: {
    must: ['task_succeeded'],
    may: ['task_failed'],
    fits: (column) => isNumeric(column) && column.distinct > 20 && column.negative === 0,
  },
  feature: {
    must: ['feature_used'],
    may: [],
    fits: ({ kind, shape, distinct }) =>
      kind === 'text' && shape === null && distinct >= 2 && distinct <= 500,
  },
};

/** Columns that only the events have which use them. */
function placedColumns(
  meaning: RestMeaning,
  columns: readonly Column[],
  coverage: Coverage,
): readonly Scored[] {
  const place = places[meaning];
  if (place === undefined) return [];
  const { must, may, fits } = place;
  return columns
    .filter((column) => fits(column) && isOf(coverage, column, must, may))
    .map((column) => ({
      column,
      score: placeScore,
      reasons: [{ code: 'onEvents', values: { share: coverage.on(column, must) ?? 0 } } as const],
    }));
}

/** Rows of a number of orders where each is one row, but for a few numbers that two orders share. */
const hardlyRepeated = 1.02;

/** An order is one user's. */
async function ordersOfOneUser(
  viewed: Viewed,
  candidates: readonly Scored[],
  user: Column,
): Promise<readonly Scored[]> {
  const kept: Scored[] = [];
  for (const scored of candidates.slice(0, 3)) {
    const share = await determines(viewed, scored.column.alias, user.alias);
    if (share < 0.97 && scored.column.repeats > hardlyRepeated) continue;
    kept.push({ ...scored, reasons: [...scored.reasons, { code: 'oneUser', values: { share } }] });
  }
  return kept;
}
