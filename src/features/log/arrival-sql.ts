import type { EventsConfig } from '../config.js';
import type { Staging } from './ingest-sql.js';
import { presentSql } from './number-sql.js';
import { timeSql } from './time-sql.js';

// Columns of the staged rows that tell when events arrived (`columns.receivedAt`). Each text is empty without that column.

/** Lateness that stands for more days than can be told: such an event is in no snapshot. */
export const neverKnown = 255;

type Arrivals = { readonly columns: Pick<EventsConfig['columns'], 'receivedAt'> };

/** Whether the log says when events arrived. */
export const hasArrivals = ({ columns }: Arrivals): boolean => columns.receivedAt !== undefined;

/** The time of arrival as clocks of the zone showed it, and whether there is one. */
export function arrivalGiven({ config, types, arrival }: Staging): string {
  const { receivedAt } = config.columns;
  if (receivedAt === undefined || arrival === null) return '';
  const time = timeSql(config, { name: receivedAt, type: types.get(receivedAt)! }, arrival);
  return `${time.local} AS arrived,\n  ${presentSql(receivedAt, types)} AS given_arrival,\n  `;
}

/** The day of arrival, NULL where it cannot be read. */
export function arrivalDay(config: Arrivals): string {
  if (!hasArrivals(config)) return '';
  const day = `CASE WHEN arrived BETWEEN TIMESTAMP '0001-01-01' AND TIMESTAMP '9999-12-31 23:59:59.999999' THEN arrived::DATE END`;
  return `${day} AS arrival, given_arrival::UTINYINT AS given_receivedAt, (given_arrival AND (${day}) IS NULL)::UTINYINT AS bad_receivedAt,\n  `;
}

/** Days from the event's day to that of arrival, `late`; an event without a time of arrival counts from its own day. */
export function lateness(config: Arrivals, arrival = 'arrival', at = '"at"'): string {
  if (!hasArrivals(config)) return '';
  const late = `coalesce(least(greatest(${arrival} - ${at}::DATE, 0), ${neverKnown}), 0)::UTINYINT`;
  return `, ${late} AS late, (${late} > 0)::UTINYINT AS late_events, (${late} = ${neverKnown})::UTINYINT AS never_known`;
}

/** Sums over the events: how many have a time of arrival, cannot be read, arrived on a later day, or too late to be told. */
export const arrivalSums = (config: Arrivals): readonly string[] =>
  hasArrivals(config) ? ['given_receivedAt', 'bad_receivedAt', 'late_events', 'never_known'] : [];
