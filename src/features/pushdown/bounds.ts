import { addDays, dayNumber, microsPerDay } from '../../base/days.js';
import { fixedOffset } from '../../base/time-zone.js';
import { all, binary, call, column, equal, isNull, literal } from '../../data/sql/build.js';
import type { Sql } from '../../data/sql/tree.js';
import type { Shard } from '../../stores/clickhouse/shards.js';
import type { EventsConfig } from '../config.js';
import { ownId } from '../own-names/own-events.js';
import type { Day } from '../records.js';
import type { PushedSource } from './pushed-source.js';

/** Which rows of the table a query reads. */
export interface Bounds {
  /** Part of the users, or of the ids. */
  readonly shard: Shard;
  /** What the parts are of. @default 'user' */
  readonly by?: 'user' | 'id' | undefined;
  /** Only rows up to this instant, microseconds since 1970, and those without a time. */
  readonly pin?: number | null | undefined;
  /** First day that matters. */
  readonly from?: Day | undefined;
  /** Last day that matters. */
  readonly to?: Day | undefined;
}

/** Whether a type of ClickHouse holds instants, which can be compared with one. */
export const isInstant = (type: string): boolean => /^(LowCardinality\(|Nullable\()*DateTime/.test(type);

/**
 * Microseconds at which a day begins in a zone. Where clocks of a zone are changed it is a day earlier (-1) or later (1), so
 * that no event of the day is left out.
 */
function beginOf(day: Day, timeZone: string, away: -1 | 1): number {
  const utc = dayNumber(day) * microsPerDay;
  const offset = timeZone === 'UTC' ? 0 : fixedOffset(timeZone);
  return offset === null ? utc + away * microsPerDay : utc - offset * 1000;
}

/** Whether the bounds hold exactly the rows of their days. */
export const isExact = ({ columns, timeZone }: EventsConfig, types: PushedSource['types']): boolean =>
  columns.id === undefined &&
  isInstant(types.get(columns.time) ?? '') &&
  (timeZone === 'UTC' || fixedOffset(timeZone) !== null);

/**
 * The rows as a condition on the user's own columns; undefined for all. Days are bounded so that a server skips what it need
 * not read; the query itself counts days exactly. A row whose id stands on an earlier row is none, so
 * with ids there is no first day.
 */
export function boundsSql(
  { columns, timeZone }: EventsConfig,
  types: PushedSource['types'],
  { shard, by = 'user', pin, from, to }: Bounds,
): Sql | undefined {
  const bucket = call('bucket', ownId(columns[by] ?? columns.user, by), literal(shard.count));
  const conditions = shard.count === 1 ? [] : [equal(bucket, literal(shard.index))];
  const time = column(columns.time);
  const at = (day: Day, away: -1 | 1): Sql => ({ node: 'instant', micros: beginOf(day, timeZone, away) });
  if (isInstant(types.get(columns.time) ?? '')) {
    if (pin != null)
      conditions.push(binary('or', isNull(time), binary('<=', time, { node: 'instant', micros: pin })));
    if (from !== undefined && columns.id === undefined) conditions.push(binary('>=', time, at(from, -1)));
    if (to !== undefined) conditions.push(binary('<', time, at(addDays(to, 1), 1)));
  }
  const [first, ...rest] = conditions;
  return first === undefined ? undefined : all(first, ...rest);
}
