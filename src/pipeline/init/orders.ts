import type { LogSql, Viewed } from './behaviour.js';
import type { Found } from './guess-columns.js';
import type { Meaning, Problem } from './records.js';

type FoundMeanings = Readonly<Partial<Record<Meaning, Found>>>;

/** Share of the orders of several rows with one amount from which on the amount is the order's, repeated. */
const repeatedShare = 0.9;

/**
 * Whether the rows of an order are its parts, whose amounts add up, or repeat its total: then only the first may count, as
 * rows with one id do. An order number that no two rows share is left out, where there are event names, and is the id of the
 * row where there are none.
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
  const [several, same] = [Number(row?.['several'] ?? 0), Number(row?.['same'] ?? 0)];
  const asId = event === null && others.id === undefined ? { ...others, id: order } : others;
  if (several === 0) return { found: asId, problems: [] };
  if (amount === null || same < repeatedShare || found.amount!.columns.length > 1)
    return { found, problems: [] };
  const values = { column: found.amount!.guess.column, order: column.name, share: same };
  return { found: event === null ? asId : found, problems: [{ code: 'repeatedTotal', values }] };
}
