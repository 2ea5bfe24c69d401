import { dayOf } from '../../base/days.js';
import { bodyOf } from '../../features/log/log-range.js';
import type { Viewed } from './behaviour.js';
import type { Problem } from './records.js';

/** The days that a log covers. */
export interface LogDays {
  readonly from: string;
  readonly to: string;
  /** Complete days. */
  readonly days: number;
  /** Set where the last day is complete. */
  readonly completeThrough: string | null;
  readonly users: number;
  readonly medianGapDays: number | null;
  readonly problems: readonly Problem[];
}

/** SQL of the user and of the time. */
interface LogColumns {
  readonly user: string;
  readonly time: string;
}

/** The days of a log without those far from all others, and how often users come back. Null without a readable time. */
export async function lengthOf(viewed: Viewed, { user, time }: LogColumns): Promise<LogDays | null> {
  const { engine, view, signal } = viewed;
  const rows = await engine.rows(
    `SELECT epoch(day) // 86400 AS day, count(*) AS n, bool_and(moment = day) AS plain
     FROM (SELECT ${time} AS moment, (${time})::DATE AS day FROM ${view} WHERE ${user} IS NOT NULL)
     WHERE day IS NOT NULL GROUP BY day ORDER BY 1`,
    { signal },
  );
  if (rows.length === 0) return null;
  const counts = rows.map((row) => ({ day: Number(row['day']), events: Number(row['n']) }));
  const { first, last } = bodyOf(counts);
  const outside = counts.filter(({ day }) => day < first || day > last);
  // Times without a clock come from exports of whole days.
  const complete = rows.every((row) => row['plain'] === true) && fullEnd(counts, last);
  const span = last - first + (complete ? 1 : 0);
  const gaps = await gapsOf(viewed, { user, time }, [first, last]);
  return {
    from: dayOf(first),
    to: dayOf(last),
    days: span,
    completeThrough: complete ? dayOf(last) : null,
    ...gaps,
    problems: outside.length === 0 ? [] : [outsideProblem(outside)],
  };
}

/** Whether the last day has half of the events that the days before it usually have. */
function fullEnd(
  counts: readonly { readonly day: number; readonly events: number }[],
  last: number,
): boolean {
  const before = counts.filter(({ day }) => day < last && day >= last - 28).map(({ events }) => events);
  if (before.length === 0) return true;
  before.sort((a, b) => a - b);
  const usual = before[Math.floor(before.length / 2)]!;
  return (counts.find(({ day }) => day === last)?.events ?? 0) * 2 >= usual;
}

function outsideProblem(outside: readonly { readonly day: number; readonly events: number }[]): Problem {
  const rows = outside.reduce((sum, { events }) => sum + events, 0);
  return { code: 'outside', values: { rows, from: dayOf(outside[0]!.day), to: dayOf(outside.at(-1)!.day) } };
}

async function gapsOf(
  { engine, view, signal }: Viewed,
  { user, time }: LogColumns,
  [first, last]: readonly [number, number],
): Promise<Pick<LogDays, 'users' | 'medianGapDays'>> {
  const range = `day BETWEEN DATE '${dayOf(first)}' AND DATE '${dayOf(last)}'`;
  const [row] = await engine.rows(
    `SELECT count(DISTINCT id) AS users, median(gap) AS gap FROM (
       SELECT id, day - lag(day) OVER (PARTITION BY id ORDER BY day) AS gap FROM (
         SELECT DISTINCT ${user} AS id, (${time})::DATE AS day FROM ${view} WHERE ${user} IS NOT NULL)
       WHERE ${range})`,
    { signal },
  );
  const gap = row?.['gap'];
  return {
    users: Number(row?.['users'] ?? 0),
    medianGapDays: gap === null || gap === undefined ? null : Number(gap),
  };
}
