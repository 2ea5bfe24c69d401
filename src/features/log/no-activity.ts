import { WinbackError } from '../../base/errors.js';
import { shown } from '../../base/options.js';
import type { EventsConfig } from '../config.js';
import type { ColumnReading } from '../records.js';
import type { LogNames, RowCounts } from './read-counts.js';

interface Found {
  readonly all: RowCounts;
  readonly names: LogNames;
  readonly time: ColumnReading;
  /** Rows that became events. */
  readonly events: number;
}

/** Why a log has no active event of a known user: the first reason that explains every row. */
export function noActivity(config: EventsConfig, found: Found): WinbackError {
  return new WinbackError('BAD_INPUT', `events: ${reason(config, found)}`);
}

function reason(config: EventsConfig, { all, names, time, events }: Found): string {
  const { columns } = config;
  if (all.rows === 0) return 'the event log has no rows';
  if (all.missingUser === all.rows)
    return `no row has a user: column ${shown(columns.user)} is empty in all ${all.rows} rows`;
  if (time.given === 0) return `column ${shown(columns.time)} is empty in all ${all.rows} rows`;
  if (time.unusable === time.given) return noTime(time);
  if (events > 0) {
    const active = `roles that count as active are ${config.active.join(', ')} (events.active)`;
    return `none of the ${events} events of the log is an active event: the ${active}`;
  }
  if (all.unmapped > 0) return noRole(names);
  return `no row has both a user and a time (${all.missingUser} without a user, ${all.missingTime} without a time)`;
}

/** All values of the time column are unreadable. */
export function noTime({ column, examples }: ColumnReading): string {
  const example = examples[0] === undefined ? '' : `, e.g. '${examples[0]}'`;
  return (
    `no value of column "${column}" could be read as a time${example}; ` +
    "name the form as events.timeFormat, e.g. '%d/%m/%Y %H:%M', or write ISO 8601"
  );
}

function noRole({ unmapped, neverSeen }: LogNames): string {
  const shownNames = unmapped.slice(0, 10).map(({ name }) => `'${name}'`);
  const more = unmapped.length > shownNames.length ? ', ...' : '';
  const near = neverSeen.find(({ closest }) => closest !== null);
  const hint = near === undefined ? '' : ` (did you mean "${near.closest}" for "${near.event}"?)`;
  const found =
    shownNames.length === 0 ? 'its event names are empty' : `it has ${shownNames.join(', ')}${more}`;
  return `no row has an event that events.roles names; ${found}${hint}`;
}
