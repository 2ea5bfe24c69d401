import { WinbackError } from '../../base/errors.js';
import { nodeCrypto } from '../../base/node-crypto.js';
import type { DuckDb } from '../../data/sources/duckdb.js';
import { quotedName, quotedText } from '../../data/sql/quote.js';
import { instantOfText } from '../../data/times.js';
import type { BotRule } from '../../metrics/bot-rule.js';
import type { DerivedEvent, ExposureConfig } from '../config/events-config.js';
import type { LedgerEntry } from '../records/records.js';

/** Name of a view that holds a log and its derived events: two analyses in one database never share one. */
const viewName = (): string =>
  `winback_derived_${nodeCrypto().randomUUID().replaceAll('-', '').slice(0, 12)}`;

/** The event that marks the exposure of a user whom the bot rule finds, and the column that it becomes. */
export const botEvent = '@bot';

/** A log with its derived events, and what their rules did. */
export interface DerivedLog {
  readonly source: string;
  readonly ledger: readonly LedgerEntry[];
  /** Takes away what was made in the database. */
  close(): Promise<void>;
}

/**
 * A view of the log in which each derived event stands beside those it is made of, and each exposure of a program beside
 * an event of its own. The log itself where there is nothing to derive.
 * @throws WinbackError BAD_CONFIG for a name that the log has
 */
export async function withDerivedEvents(
  db: DuckDb,
  source: string,
  events: ExposureConfig,
  bots: BotRule | undefined,
): Promise<DerivedLog> {
  const derived = events.derived ?? [];
  if (derived.length === 0 && bots === undefined)
    return { source, ledger: [], close: () => Promise.resolve() };
  const ledger: LedgerEntry[] = [];
  const parts: string[] = [];
  for (const event of derived) {
    await requireUnused(db, source, events, event.name);
    const sql = derivedSql(source, events, event, await typesOf(db, source));
    ledger.push(await countedRules(db, event, sql));
    parts.push(sql.rows);
  }
  if (bots !== undefined) {
    await requireUnused(db, source, events, botEvent);
    parts.push(botRows(source, events, bots));
  }
  const view = viewName();
  const made = `${view}_rows`;
  // Other connections read them too. The rules are worked out once, the log itself is not copied.
  await db.run(`CREATE TABLE ${quotedName(made)} AS ${parts.join(' UNION ALL BY NAME ')}`);
  await db.run(
    `CREATE VIEW ${quotedName(view)} AS SELECT * FROM ${quotedName(source)} UNION ALL BY NAME SELECT * FROM ${quotedName(made)}`,
  );
  const close = async (): Promise<void> => {
    await db.run(`DROP VIEW ${quotedName(view)}`);
    await db.run(`DROP TABLE ${quotedName(made)}`);
  };
  return { source: view, ledger, close };
}

async function requireUnused(
  db: DuckDb,
  source: string,
  { event }: ExposureConfig,
  name: string,
): Promise<void> {
  const [row] = await db.rows(
    `SELECT count(*) AS n FROM ${quotedName(source)} WHERE ${quotedName(event)} = ${quotedText(name)}`,
  );
  if (Number(row?.['n']) === 0) return;
  throw new WinbackError(
    'BAD_CONFIG',
    `the log has events named "${name}", the name of a derived event: give that another name`,
  );
}

async function typesOf(db: DuckDb, source: string): Promise<ReadonlyMap<string, string>> {
  const rows = await db.rows(`DESCRIBE SELECT * FROM ${quotedName(source)}`);
  return new Map(rows.map((row) => [String(row['column_name']), String(row['column_type'])]));
}

/** A column of the log, or a key of its JSON properties, as text or as it is. */
export function field(
  { properties }: Pick<ExposureConfig, 'properties'>,
  name: string,
  alias: string,
): string {
  if (properties === undefined) return `${alias}.${quotedName(name)}`;
  return `json_extract_string(${alias}.${quotedName(properties)}, ${quotedText(`$."${name}"`)})`;
}

interface DerivedSql {
  /** Events of the name, the first of those that say the same marked. */
  readonly numbered: string;
  /** Rows of the derived event, as the log has them. */
  readonly rows: string;
}

function derivedSql(
  source: string,
  events: ExposureConfig,
  { name, event, deduplicate, value, refunds }: DerivedEvent,
  types: ReadonlyMap<string, string>,
): DerivedSql {
  const keys = deduplicate.map((key) => field(events, key, 'e'));
  const amount = value === undefined ? 'NULL::DOUBLE' : `TRY_CAST(${field(events, value, 'e')} AS DOUBLE)`;
  const [user, time] = [`e.${quotedName(events.user)}`, `e.${quotedName(events.time)}`];
  const known = keys.map((key) => `${key} IS NOT NULL`).join(' AND ');
  const back = refunds === undefined ? null : refundSql(source, events, deduplicate, refunds);
  const joined = back === null ? '' : ` LEFT JOIN (${back}) r ON r.u = ${user} AND ${sameKeys(keys)}`;
  const numbered =
    `SELECT e.*, NOT (${known}) OR row_number() OVER (PARTITION BY ${user}, ${keys.join(', ')} ORDER BY ${time}, ${amount}) = 1 ` +
    `AS winback_first, ${amount} AS winback_value, ${back === null ? '0' : 'coalesce(r.n, 0)'} AS winback_refunds, ` +
    `${back === null ? '0::DOUBLE' : 'coalesce(r.v, 0)'} AS winback_back FROM ${quotedName(source)} e${joined} ` +
    `WHERE e.${quotedName(events.event)} = ${quotedText(event)}`;
  const whole = refunds?.value === undefined;
  const kept = whole ? 'winback_refunds = 0' : '(winback_refunds = 0 OR winback_value > winback_back)';
  const replaced = [`${quotedText(name)} AS ${quotedName(events.event)}`];
  if (!whole) replaced.push(lessRefunds(events, value!, types));
  return {
    numbered,
    rows:
      `SELECT * EXCLUDE (winback_first, winback_value, winback_refunds, winback_back) REPLACE (${replaced.join(', ')}) ` +
      `FROM (${numbered}) WHERE winback_first AND ${kept}`,
  };
}

const sameKeys = (keys: readonly string[]): string => keys.map((key, i) => `r.k${i} = ${key}`).join(' AND ');

/** What was taken back of each user and keys, up to the end of the data. */
function refundSql(
  source: string,
  events: ExposureConfig,
  deduplicate: readonly string[],
  { event, value }: NonNullable<DerivedEvent['refunds']>,
): string {
  const keys = deduplicate.map((key, i) => `${field(events, key, 'f')} AS k${i}`);
  const end = Math.round(instantOfText(events.asOf, 'UTC') * 1000);
  const amount = value === undefined ? '0' : `TRY_CAST(${field(events, value, 'f')} AS DOUBLE)`;
  return (
    `SELECT f.${quotedName(events.user)} AS u, ${keys.join(', ')}, count(*) AS n, coalesce(sum(${amount}), 0) AS v ` +
    `FROM ${quotedName(source)} f WHERE f.${quotedName(events.event)} = ${quotedText(event)} ` +
    `AND epoch_us(f.${quotedName(events.time)}) < ${end} GROUP BY ALL`
  );
}

/** The value less what was taken back, in the type that the column has. */
function lessRefunds(
  { properties }: ExposureConfig,
  value: string,
  types: ReadonlyMap<string, string>,
): string {
  const less = '(winback_value - winback_back)';
  if (properties !== undefined) {
    const column = quotedName(properties);
    const patch = `json_merge_patch(${column}::JSON, json_object(${quotedText(value)}, ${less}))`;
    return `CAST(${patch} AS ${types.get(properties) === 'JSON' ? 'JSON' : 'VARCHAR'}) AS ${column}`;
  }
  const isText = types.get(value) === 'VARCHAR';
  return `${isText ? `CAST(${less} AS VARCHAR)` : less} AS ${quotedName(value)}`;
}

async function countedRules(
  db: DuckDb,
  { name, event, refunds }: DerivedEvent,
  { numbered }: DerivedSql,
): Promise<LedgerEntry> {
  const gone =
    refunds?.value === undefined
      ? 'winback_refunds > 0'
      : 'winback_refunds > 0 AND NOT winback_value > winback_back';
  const [row = {}] = await db.rows(
    `SELECT count(*) AS events, count(*) FILTER (NOT winback_first) AS repeated, ` +
      `count(*) FILTER (winback_first AND (${gone})) AS gone, ` +
      `count(*) FILTER (winback_first AND winback_refunds > 0 AND NOT (${gone})) AS less FROM (${numbered})`,
  );
  const [of, repeated, refunded, reduced] = ['events', 'repeated', 'gone', 'less'].map((key) =>
    Number(row[key]),
  );
  return {
    code: 'metric-rules',
    values: { name, event, of: of!, repeated: repeated!, refunded: refunded!, reduced: reduced! },
  };
}

/** Every exposure of a user whom the rule finds, as an event of its own. */
function botRows(source: string, events: ExposureConfig, { eventsPerDay, column, above }: BotRule): string {
  const [log, user, time] = [quotedName(source), quotedName(events.user), quotedName(events.time)];
  const found: string[] = [];
  if (eventsPerDay !== undefined)
    found.push(
      `SELECT ${user} FROM ${log} GROUP BY ${user}, CAST(${time} AS DATE) HAVING count(*) > ${eventsPerDay}`,
    );
  if (column !== undefined) {
    const value = field(events, column, 'b');
    const says =
      above === undefined
        ? `lower(CAST(${value} AS VARCHAR)) IN ('true', 'yes', 'y', 't', '1', '1.0')`
        : `TRY_CAST(${value} AS DOUBLE) > ${above}`;
    found.push(`SELECT b.${user} FROM ${log} b WHERE ${says}`);
  }
  return (
    `SELECT e.* REPLACE (${quotedText(botEvent)} AS ${quotedName(events.event)}) FROM ${log} e ` +
    `WHERE e.${quotedName(events.event)} = ${quotedText(events.exposure)} AND e.${user} IN (${found.join(' UNION ')})`
  );
}
