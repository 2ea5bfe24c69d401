import { WinbackError } from '../../base/errors.js';
import type { ClickHouse } from '../../stores/clickhouse/client.js';
import { clickHouseDialect } from '../sql/clickhouse-dialect.js';
import { quotedText } from '../sql/quote.js';
import type { Extract } from './clickhouse-extract.js';

/** What a table holds when a reading in parts begins. */
export interface Pin {
  /** Latest time as the server writes it; null where no column tells. Rows of later times are not read. */
  readonly latest: string | null;
  /** How many rows the parts are to hold, and a sum over their users and times; null where rows are told by their arrival. */
  readonly state: RowState | null;
}

interface RowState {
  readonly rows: string;
  readonly digest: string;
}

const { identifier, text } = clickHouseDialect;

/** Looks at a table before its parts are read. */
export async function pinnedTable(
  server: ClickHouse,
  extract: Extract,
  signal: AbortSignal | undefined,
): Promise<Pin> {
  const latest = await latestTime(server, extract, signal);
  return {
    latest,
    state: extract.arrival === undefined ? await stateOf(server, extract, latest, signal) : null,
  };
}

/**
 * Parts are of one table only where no row has come or gone between them.
 * @throws WinbackError IO
 */
export async function requireSameTable(
  server: ClickHouse,
  extract: Extract,
  { latest, state }: Pin,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (state === null) return;
  const now = await stateOf(server, extract, latest, signal);
  if (now.rows === state.rows && now.digest === state.digest) return;
  throw new WinbackError(
    'IO',
    `ClickHouse ${server.place}: the table ${extract.table} changed while it was read in parts: ${state.rows} rows at first, ${now.rows} at the end: run it again, or raise max_memory_usage so that one part is enough`,
  );
}

async function latestTime(
  server: ClickHouse,
  { table, where, ...extract }: Extract,
  signal: AbortSignal | undefined,
): Promise<string | null> {
  const time = extract.arrival ?? extract.time;
  if (time === undefined) return null;
  const rows = where === undefined ? '' : ` WHERE ${where}`;
  const sql = `SELECT toString(max(${identifier(time)})) AS latest FROM ${identifier(table)}${rows}`;
  const [row] = await server.rows(sql, { signal });
  const value = row?.['latest'];
  return typeof value === 'string' ? value : null;
}

async function stateOf(
  server: ClickHouse,
  extract: Extract,
  latest: string | null,
  signal: AbortSignal | undefined,
): Promise<RowState> {
  const { table, user, time, where } = extract;
  const hashed = [user, ...(time === undefined ? [] : [time])].map(
    (name) => `ifNull(toString(${identifier(name)}), '')`,
  );
  const conditions = [...(where === undefined ? [] : [where]), ...settledRows(extract, latest)];
  const rows = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
  const sql = `SELECT toString(count()) AS n, toString(sum(cityHash64(${hashed.join(', ')}))) AS digest FROM ${identifier(table)}${rows}`;
  const [row] = await server.rows(sql, { signal });
  return { rows: String(row?.['n']), digest: String(row?.['digest']) };
}

// Rows of the last 24 hours come late as a matter of course: the last day of a log is never taken for complete.
function settledRows({ columns, time }: Extract, latest: string | null): readonly string[] {
  if (time === undefined || latest === null) return [];
  const type = columns.find(({ name }) => name === time)?.type ?? '';
  const isInstant = /^(LowCardinality\(|Nullable\()*DateTime/.test(type);
  const until = isInstant ? `subtractDays(CAST(${text(latest)}, ${quotedText(type)}), 1)` : text(latest);
  return [`(${identifier(time)} <= ${until} OR ${identifier(time)} IS NULL)`];
}
