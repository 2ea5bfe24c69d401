import { WinbackError } from '../base/errors.js';
import { suggestion } from '../base/options.js';
import { quotedName, quotedText } from '../data/sql/quote.js';
import { renderSql } from '../data/sql/render.js';
import type { EventsConfig } from './config.js';
import { type ColumnSource, columnsRead, roles, sourceSql } from './mapping.js';

/** A column of the user's table as DuckDB describes it. */
export interface SourceColumn {
  readonly name: string;
  readonly type: string;
}

/** Every column name the config mentions, with the option that does. */
export function mappedColumns(config: EventsConfig): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [option, source] of Object.entries(config.columns)) {
    for (const name of columnsRead(source as ColumnSource | undefined)) found.set(name, `columns.${option}`);
  }
  return found;
}

/** @throws WinbackError BAD_INPUT with a suggestion for the first mapped column that the table lacks */
export function requireColumns(mapped: ReadonlyMap<string, string>, table: readonly SourceColumn[]): void {
  const known = table.map(({ name }) => name);
  for (const [name, option] of mapped) {
    if (known.includes(name)) continue;
    const hint = suggestion(name, known) || `; it has ${known.slice(0, 20).join(', ')}`;
    throw new WinbackError('BAD_INPUT', `${option}: the event log has no column "${name}"${hint}`);
  }
}

/**
 * The log as rows (user_id, at, name, role, amount, duration_us, feature, quota_ppm, exhausted, id), one
 * for each row of `source`: amounts in fen, times as local time of the configured zone, unusable
 * values NULL. Sums downstream are over integers, so they do not depend on the order of rows.
 */
export function stagingSql(
  config: EventsConfig,
  source: string,
  time: SourceColumn,
  maxTime: number,
): string {
  const { columns } = config;
  const name = columns.event === undefined ? 'NULL::VARCHAR' : `trim((${sql(columns.event)})::VARCHAR)`;
  const number = (from: ColumnSource | undefined): string =>
    from === undefined ? 'NULL::DOUBLE' : `TRY_CAST(${sql(from)} AS DOUBLE)`;
  const coupon = columns.couponAmount === undefined ? number(columns.amount) : number(columns.couponAmount);
  return `SELECT
  nullif(trim(${quotedName(columns.user)}::VARCHAR), '') AS user_id,
  ${timeSql(config, time, maxTime)} AS "at",
  ${name} AS name,
  ${roleSql(config, name)} AS mapped_role,
  TRY_CAST(round(${number(columns.amount)} * 100) AS BIGINT) AS fen,
  TRY_CAST(round(${coupon} * 100) AS BIGINT) AS coupon_fen,
  TRY_CAST(round(${number(columns.duration)} * 1000) AS BIGINT) AS duration_us,
  ${columns.feature === undefined ? 'NULL' : sql(columns.feature)}::VARCHAR AS feature,
  ${number(columns.quotaUsed)} AS used,
  ${number(columns.quotaTotal)} AS total,
  ${columns.id === undefined ? 'NULL' : quotedName(columns.id)}::VARCHAR AS id,
  ${columns.order === undefined ? 'NULL' : quotedName(columns.order)}::VARCHAR AS order_id
FROM ${source}`;
}

/**
 * Rows of stagingSql with roles settled: a negative payment is a refund, amounts are positive, and with
 * `merge` the rows of one order are one event. `lines` counts the rows behind each; a feature is
 * known by its 64-bit hash, since only different ones are counted.
 */
export function settledSql(staging: string, merge: boolean): string {
  const settled = `SELECT user_id, "at", name, id, order_id,
  (CASE WHEN mapped_role = 'payment' AND fen < 0 THEN 'refund' ELSE mapped_role END)::winback_role AS role,
  abs(CASE WHEN mapped_role = 'coupon' THEN coupon_fen ELSE fen END) AS amount,
  duration_us, if(feature IS NULL, NULL, hash(feature)) AS feature,
  CASE WHEN total > 0 AND used >= 0 THEN round(least(used / total, 1000) * 1000000)::INTEGER END AS quota_ppm,
  (total > 0 AND used >= total) AS exhausted
FROM (${staging})`;
  if (!merge) return `SELECT *, "at"::DATE AS day, 1 AS lines FROM (${settled})`;
  // Rows without an order stay apart: each gets a number of its own as its group.
  return `SELECT user_id, role, min("at") AS "at", min("at")::DATE AS day, any_value(name) AS name,
  min(id) AS id, sum(amount)::BIGINT AS amount, max(duration_us) AS duration_us, min(feature) AS feature,
  max(quota_ppm) AS quota_ppm, bool_or(exhausted) AS exhausted, count(*) AS lines
FROM (SELECT *, if(order_id IS NULL, row_number() OVER (), NULL) AS alone FROM (${settled}))
GROUP BY user_id, role, order_id, alone`;
}

/** The ENUM of roles: one byte a row, and comparisons with text still read well. */
export const roleTypeSql = `CREATE TYPE winback_role AS ENUM (${roles.map(quotedText).join(', ')})`;

function sql(source: ColumnSource): string {
  return renderSql(sourceSql(source), 'duckdb');
}

function roleSql(config: EventsConfig, name: string): string {
  const { event } = config.columns;
  if (event === undefined) return `${quotedText(config.everyRow ?? 'activity')}::VARCHAR`;
  const branches = Object.entries(config.roles)
    .filter(([, names]) => names.length > 0)
    .map(([role, names]) => `WHEN ${name} IN (${names.map(quotedText).join(', ')}) THEN ${quotedText(role)}`);
  return branches.length === 0 ? 'NULL::VARCHAR' : `CASE ${branches.join(' ')} END`;
}

function timeSql(config: EventsConfig, time: SourceColumn, maxTime: number): string {
  const column = quotedName(time.name);
  if (/WITH TIME ZONE/.test(time.type)) return `(${column} AT TIME ZONE ${quotedText(config.timeZone)})`;
  if (/INT|DOUBLE|FLOAT|DECIMAL/.test(time.type)) {
    return inZone(
      `make_timestamp(round(${column}::DOUBLE * ${microsFactor(config, maxTime)})::BIGINT)`,
      'UTC',
      config.timeZone,
    );
  }
  const from = config.timestampsIn ?? config.timeZone;
  if (/TIMESTAMP|DATE/.test(time.type)) return inZone(`${column}::TIMESTAMP`, from, config.timeZone);
  const parsed =
    config.timeFormat === undefined
      ? `TRY_CAST(${column} AS TIMESTAMP)`
      : `try_strptime(${column}, ${quotedText(config.timeFormat)})`;
  return inZone(parsed, from, config.timeZone);
}

function inZone(timestamp: string, from: string, to: string): string {
  if (from === to) return timestamp;
  return `((${timestamp} AT TIME ZONE ${quotedText(from)}) AT TIME ZONE ${quotedText(to)})`;
}

// By magnitude: 1e11 s is the year 5138, 1e11 ms is 1973; 1e14 ms is 5138, 1e14 us is 1973.
function microsFactor({ timeUnit }: EventsConfig, maxTime: number): number {
  if (timeUnit === 'us' || (timeUnit === 'auto' && maxTime >= 1e14)) return 1;
  if (timeUnit === 'ms' || (timeUnit === 'auto' && maxTime >= 1e11)) return 1e3;
  return 1e6;
}
