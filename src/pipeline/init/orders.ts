import type { LogSql, Viewed } from './behaviour.js';
import type { Found } from './guess/found.js';
import type { Meaning, Problem } from './records.js';

type FoundMeanings = Readonly<Partial<Record<Meaning, Found>>>;

/** Share of the orders of several rows with one amount from which on the amount is the order's, repeated. */
const repeatedShare = 0.9;
/** Fewer orders of several rows are rows that stand twice in the file. */
const someOrders = 0.05;

/**
 * Whether the rows of an order are its parts, whose amounts add up, or repeat its total: then only the first may count, as
 * rows with one id do. An order number that no two rows share is the id of
 * the row where there are no event names.
 */
export async function orderMeaning(
  { engine, view, signal }: Viewed,
  found: FoundMeanings,
  { event, amount }: LogSql,
): Promise<{ readonly found: FoundMeanings; readonly problems: readonly Problem[] }> {
  const { order, ...others } = found;
  if (order === undefined) return { found, problems: [] };
  const column = order.columns[0]!;
  const [row] = await engine.rows(
    `SELECT count(*) AS orders, count(*) FILTER (n > 1) AS several, avg((amounts = 1)::INTEGER) FILTER (n > 1) AS same FROM (
       SELECT count(*) AS n, count(DISTINCT ${amount ?? 'NULL'}) AS amounts FROM ${view}
       WHERE ${column.alias} IS NOT NULL GROUP BY ${column.alias}${event === null ? '' : `, ${event}`})`,
    { signal },
  );
  const number = (key: string): number => Number(row?.[key] ?? 0);
  const [several, same] = [number('several'), number('same')];
  const asId = event === null && others.id === undefined ? { ...others, id: order } : others;
  if (several === 0) return { found: event === null ? asId : found, problems: [] };
  const isRepeated = same >= repeatedShare && several >= number('orders') * someOrders;
  if (amount === null || !isRepeated || found.amount!.columns.length > 1) return { found, problems: [] };
  const values = { column: found.amount!.guess.column, order: column.name, share: same };
  return { found: event === null ? asId : found, problems: [{ code: 'repeatedTotal', values }] };
}
