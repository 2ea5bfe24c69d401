import type { EventsConfig } from '../config.js';
import { instantColumn } from '../definitions/vocabulary.js';
import { arrivalSums, hasArrivals } from './arrival-sql.js';
import { type Staging, usable } from './ingest-sql.js';
import { type LogConfig, numberColumns } from './number-sql.js';

/** Columns of the staged rows that are added up over all events. */
export function summedColumns(config: LogConfig): readonly string[] {
  const numbers = numberColumns(config).flatMap(({ option }) => [`given_${option}`, `bad_${option}`]);
  return [...numbers, ...arrivalSums(config)];
}

/** Whether events carry their time in UTC beside that of clocks. */
export const hasUtc = ({ timeZone }: Pick<EventsConfig, 'timeZone'>): boolean =>
  instantColumn(timeZone) === 'utc';

/** SELECT of some columns of the staged rows that are events; of rows with one id the first. */
export function keptSql(config: EventsConfig, columns: readonly string[]): string {
  const { id, order } = config.columns;
  const all = `SELECT ${columns.join(', ')} FROM staged WHERE ${usable}`;
  if (id === undefined) return all;
  // With orders, staging marks repeated rows before it adds up the rows of an order.
  if (order !== undefined) return `${all} AND NOT repeated`;
  // Of two copies of an event the one that arrived first counts.
  const arrival = hasArrivals(config) ? ', late' : '';
  return `${all} QUALIFY id IS NULL OR row_number() OVER (PARTITION BY id ORDER BY "at", user_id${arrival}) = 1`;
}

/**
 * The same for a reader that takes spaces from around ids and passes over rows without a user, a time or a role. As a
 * condition DuckDB would work these columns out twice: before its filter and behind it.
 */
export function untrimmedSql(
  { config, givenUser }: Pick<Staging, 'config' | 'givenUser'>,
  columns: readonly string[],
): string {
  if (config.columns.id !== undefined) return keptSql(config, ['user_id', ...columns]);
  return `SELECT ${[givenUser ? 'given_user' : 'user_id', ...columns].join(', ')} FROM staged`;
}
