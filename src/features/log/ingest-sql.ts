import { WinbackError } from '../../base/errors.js';
import { shown, suggestion } from '../../base/options.js';
import type { SourceColumn } from '../../data/nested/nested-source.js';
import { quotedName, quotedText } from '../../data/sql/quote.js';
import type { EventsConfig } from '../config.js';
import { type ColumnSource, columnsRead } from '../mapping.js';
import { ownStreams } from '../own/streams.js';
import { arrivalDay, arrivalGiven, hasArrivals, lateness } from './arrival-sql.js';
import type { LogNumbers } from './log-numbers.js';
import {
  type ColumnTypes,
  givenSql,
  type NumberColumn,
  numberColumns,
  numberSql,
  presentSql,
  rawSql,
  textSql,
} from './number-sql.js';
import { ownGiven, ownOfOrder, ownTests, ownUnits, ownValues } from './own-sql.js';
import { roleText } from './role-sql.js';
import { changesClocks, type TimeReading, timeSql } from './time-sql.js';

/** Every column name the config mentions, with the option that does. */
export function mappedColumns(config: EventsConfig): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [option, source] of Object.entries(config.columns)) {
    for (const name of columnsRead(source as ColumnSource | undefined)) found.set(name, `columns.${option}`);
  }
  for (const { column, feature } of ownStreams(config)) {
    for (const name of columnsRead(column)) {
      if (!found.has(name)) found.set(name, `features.${feature}.column`);
    }
  }
  return found;
}

/** @throws WinbackError BAD_INPUT with a suggestion for the first mapped column that the table lacks */
export function requireColumns(mapped: ReadonlyMap<string, string>, table: readonly SourceColumn[]): void {
  const known = table.map(({ name }) => name);
  for (const [name, option] of mapped) {
    if (known.includes(name)) continue;
    const hint = suggestion(name, known) || `; it has ${known.slice(0, 20).join(', ')}`;
    throw new WinbackError('BAD_INPUT', `${option}: the event log has no column ${shown(name)}${hint}`);
  }
}

/** What the SQL of one log is made from. */
export interface Staging {
  readonly config: EventsConfig;
  /** FROM item. */
  readonly source: string;
  readonly types: ColumnTypes;
  readonly time: TimeReading;
  /** How times of arrival are read; null without `columns.receivedAt`. */
  readonly arrival: TimeReading | null;
  readonly numbers: LogNumbers;
  /** Whether the values are wanted as text, too: `raw_time`, `raw_amount`, ... */
  readonly raw: boolean;
  /** Whether the user's id is wanted as it stands in the source, too: `given_user`. */
  readonly givenUser: boolean;
}

/**
 * The log as rows, one for each row of the source: times as clocks of the configured zone show them, numbers as they were
 * read, and for every column of numbers or times whether it has a value (`given_...`).
 */
function stagingSql(staging: Staging): string {
  const { config, source, types, givenUser } = staging;
  const { columns } = config;
  const name =
    columns.event === undefined ? 'NULL::VARCHAR' : `trim((${textSql(columns.event, types)})::VARCHAR)`;
  const time = timeSql(config, { name: columns.time, type: types.get(columns.time)! }, staging.time);
  const numbers = numberColumns(config);
  const id = (column: string | undefined): string =>
    column === undefined ? 'NULL::VARCHAR' : `nullif(trim(${quotedName(column)}::VARCHAR), '')`;
  return `SELECT
  ${id(columns.user)} AS user_id,${givenUser ? `\n  ${quotedName(columns.user)}::VARCHAR AS given_user,` : ''}
  ${time.local} AS clock,
  ${changesClocks(config.timeZone) ? time.utc : 'NULL::TIMESTAMP'} AS utc,
  ${presentSql(columns.time, types)} AS given_time,
  nullif(${name}, '') AS name,
  ${roleSql(config, name, types)} AS mapped_role,
  ${options.map((option) => `${numberSql(columns[option], types, staging.numbers.forms)} AS n_${option}`).join(',\n  ')},
  ${numbers.map(({ option, source: from }) => `${givenSql(from, types)} AS given_${option},\n  `).join('')}${
    columns.feature === undefined ? 'NULL' : textSql(columns.feature, types)
  }::VARCHAR AS feature,
  ${ownGiven(staging)}${arrivalGiven(staging)}  ${id(columns.id)} AS id,
  ${columns.order === undefined ? 'NULL' : quotedName(columns.order)}::VARCHAR AS order_id${rawColumns(staging)}
FROM ${source}`;
}

const options = ['amount', 'couponAmount', 'duration', 'quotaUsed', 'quotaTotal'] as const;

function rawColumns({ config, types, raw }: Staging): string {
  if (!raw) return '';
  const numbers = numberColumns(config).map(({ option, source }) => [option, source] as const);
  const { time, receivedAt } = config.columns;
  const arrival = receivedAt === undefined ? [] : [['receivedAt', receivedAt] as const];
  const all = [['time', time] as const, ...arrival, ...numbers];
  return all.map(([option, source]) => `,\n  ${rawSql(source, types)} AS raw_${option}`).join('');
}

// Amounts in fen, durations in microseconds: sums of whole numbers do not depend on the order of rows.
function unitsSql(staging: Staging): string {
  const coupon = staging.config.columns.couponAmount === undefined ? 'n_amount' : 'n_couponAmount';
  return `SELECT *,
  CASE WHEN clock BETWEEN TIMESTAMP '0001-01-01' AND TIMESTAMP '9999-12-31 23:59:59.999999' THEN clock END AS "at",
  TRY_CAST(round(n_amount * 100) AS BIGINT) AS v_amount,
  TRY_CAST(round(${coupon} * 100) AS BIGINT) AS v_couponAmount,
  TRY_CAST(round(n_duration * 1000) AS BIGINT) AS v_duration,
  if(isfinite(n_quotaUsed), n_quotaUsed, NULL) AS v_quotaUsed,
  if(isfinite(n_quotaTotal), n_quotaTotal, NULL) AS v_quotaTotal${ownUnits(staging.config)}
FROM (${stagingSql(staging)})`;
}

/**
 * The log as rows (user_id, at, name, role, amount, ...) with roles settled: a negative payment is a refund, amounts are
 * positive, unusable values NULL, and with `order` the rows of one order are one event. `lines` counts the rows behind
 * each; `given_x` those of them with a value in a column that the event uses, `bad_x` those whose value cannot be read. A
 * feature is known by its 64-bit hash, since only different ones are counted.
 */
export function settledSql(staging: Staging): string {
  const { config, raw, givenUser } = staging;
  const numbers = numberColumns(config);
  const counted = ['time', ...numbers.map(({ option }) => option)];
  const raws = hasArrivals(config) ? [...counted, 'receivedAt'] : counted;
  const settled = `SELECT user_id, ${givenUser ? 'given_user, ' : ''}"at", if("at" IS NULL, NULL, utc) AS utc, name, id, order_id,
  CASE WHEN mapped_role = ${roleText('payment')} AND v_amount < 0 THEN ${roleText('refund')} ELSE mapped_role END AS role,
  abs(CASE WHEN mapped_role = ${roleText('coupon')} THEN v_couponAmount ELSE v_amount END) AS amount,
  v_duration AS duration_us, if(feature IS NULL, NULL, hash(feature)) AS feature,
  CASE WHEN v_quotaTotal > 0 AND v_quotaUsed >= 0
    THEN round(least(v_quotaUsed / v_quotaTotal, 1000) * 1000000)::INTEGER END AS quota_ppm,
  (v_quotaTotal > 0 AND v_quotaUsed >= v_quotaTotal) AS exhausted,
  ${ownValues(config)}${arrivalDay(config)}  given_time::UTINYINT AS given_time, (given_time AND "at" IS NULL)::UTINYINT AS bad_time${numbers
    .map(countedSql)
    .join('')}${raw ? `,\n  ${raws.map((option) => `raw_${option}`).join(', ')}` : ''}
FROM (${unitsSql(staging)})`;
  if (config.columns.order === undefined || raw)
    return `SELECT *, "at"::DATE AS day, 1 AS lines${ownTests(config)}${lateness(config)} FROM (${settled})`;
  const sums = raws.flatMap((option) => [`given_${option}`, `bad_${option}`]);
  // Rows without an order and repeated rows stay apart: each gets a number of its own as its group.
  return `SELECT user_id, role, min("at") AS "at", min(utc) AS utc, min("at")::DATE AS day, any_value(name) AS name,
  min(id) AS id, sum(amount)::BIGINT AS amount, max(duration_us) AS duration_us, min(feature) AS feature,
  max(quota_ppm) AS quota_ppm, bool_or(exhausted) AS exhausted, count(*) AS lines,
  bool_or(repeated) AS repeated${ownOfOrder(config)}${lateness(config, 'max(arrival)', 'min("at")')}, ${sums.map((name) => `sum(${name})::BIGINT AS ${name}`).join(', ')}
FROM (SELECT *, if(order_id IS NULL OR repeated, row_number() OVER (), NULL) AS alone
  FROM (SELECT *, ${repeatedSql(config)} AS repeated FROM (${settled})))
GROUP BY user_id, role, order_id, alone`;
}

// An event that was sent twice adds nothing to its order. Of rows with one id the first of those that can be events counts.
function repeatedSql({ columns }: EventsConfig): string {
  if (columns.id === undefined) return 'false';
  const arrival = columns.receivedAt === undefined ? '' : `, coalesce(arrival, "at"::DATE)`;
  const place = `row_number() OVER (PARTITION BY id, (${usable}) ORDER BY "at", user_id${arrival})`;
  return `(id IS NOT NULL AND ${usable} AND ${place} > 1)`;
}

/** Rows of `staged` that can be events. */
export const usable = 'user_id IS NOT NULL AND "at" IS NOT NULL AND role IS NOT NULL';

function countedSql({ option, roles: used, names }: NumberColumn): string {
  const isUsed = [
    ...used.map((role) => `mapped_role = ${roleText(role)}`),
    ...(names.length === 0 ? [] : [`name IN (${names.map(quotedText).join(', ')})`]),
  ].join(' OR ');
  const given = `coalesce((${isUsed}) AND given_${option}, false)`;
  return `,
  (${given})::UTINYINT AS given_${option}, (${given} AND v_${option} IS NULL)::UTINYINT AS bad_${option}`;
}

function roleSql(config: EventsConfig, name: string, types: ColumnTypes): string {
  const { event } = config.columns;
  if (event === undefined) return roleText(config.everyRow ?? 'activity');
  const pairs = Object.entries(config.roles).flatMap(([role, names]) =>
    names.map((one) => `${quotedText(one)}: ${roleText(role)}`),
  );
  if (pairs.length === 0) return 'NULL::winback_role';
  // A function of one column alone is computed once for each text of a Parquet file's dictionary; CASE is for every row.
  const roleOf = (value: string): string => `map_extract_value(MAP {${pairs.join(', ')}}, ${value})`;
  if (typeof event !== 'string' || types.get(event) !== 'VARCHAR') return roleOf(name);
  // Most names have no spaces around them: only the others are trimmed, which takes longer than all comparisons.
  return `coalesce(${roleOf(quotedName(event))}, ${roleOf(name)})`;
}
