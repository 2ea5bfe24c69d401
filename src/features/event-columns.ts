import type { EventsConfig } from './config.js';
import { instantColumn } from './definitions/vocabulary.js';
import { type OwnEvents, ownNames } from './own/streams.js';

/** Columns of the normalised log that features read: table `events` of docs/explanation/features.md. */
export function eventColumns(
  events: Pick<EventsConfig, 'timeZone' | 'columns'> & OwnEvents,
): readonly string[] {
  return [
    'uid',
    'at',
    ...(instantColumn(events.timeZone) === 'utc' ? ['utc'] : []),
    ...['day', 'role', 'amount', 'duration_us', 'feature', 'quota_ppm', 'exhausted'],
    ...ownNames(events),
    ...(events.columns.receivedAt === undefined ? [] : ['late']),
  ];
}
