import { call, column, literal } from '../../data/sql/build.js';
import type { DialectName } from '../../data/sql/render.js';
import type { NamedSql, Query, Source, Sql } from '../../data/sql/tree.js';
import type { EventsConfig } from '../config.js';
import { instantColumn } from '../definitions/vocabulary.js';
import { ownStreams, streamValue } from '../own/streams.js';
import { type Kinds, noKinds, type OwnRows } from './own-tables.js';
import {
  featureOf,
  nothing,
  numberOf,
  ownId,
  plain,
  roleOf,
  sourceValue,
  trimmed,
  userOf,
} from './own-values.js';
import { zoneName } from './zone-names.js';

/** The user's rows with columns by their meaning. */
export function rowsQuery(
  config: EventsConfig,
  source: Source,
  dialect: DialectName,
  { where, rows: more = [], kinds = noKinds, named = false, tidy, there }: OwnRows,
): Query {
  const { columns, timeZone, timestampsIn = timeZone } = config;
  const zone = (name: string): Sql => literal(zoneName(name, dialect));
  const arrival = (name: string): Sql =>
    call('clock', plain(name, 'receivedAt'), zone(timestampsIn), zone(timeZone));
  const clock = (shown: string): Sql =>
    kinds.get(columns.time) === 'instant'
      ? call('clockAt', column(columns.time), zone(shown))
      : call('clock', plain(columns.time, 'time'), zone(timestampsIn), zone(shown));
  const role = roleOf(config, kinds);
  const number = (option: 'amount' | 'couponAmount' | 'duration' | 'quotaUsed' | 'quotaTotal'): NamedSql => ({
    name: `n_${option}`,
    sql: numberOf(columns[option], option, kinds),
  });
  return {
    columns: [
      { name: 'user_id', sql: named ? userOf(columns.user, kinds, tidy) : ownId(columns.user, 'user') },
      { name: 'at', sql: clock(timeZone) },
      ...(instantColumn(timeZone) === 'utc' ? [{ name: 'utc', sql: clock('UTC') }] : []),
      { name: 'mapped_role', sql: there?.has('role') ? call('present', role) : role },
      number('amount'),
      ...(columns.couponAmount === undefined ? [] : [number('couponAmount')]),
      ...(['duration', 'quotaUsed', 'quotaTotal'] as const).map(number),
      { name: 'feature', sql: featureOf(columns.feature, kinds) },
      { name: 'id', sql: columns.id === undefined ? nothing : ownId(columns.id, 'id') },
      ...(columns.receivedAt === undefined ? [] : [{ name: 'arrived', sql: arrival(columns.receivedAt) }]),
      ...ownInputs(config, kinds),
      ...more,
    ],
    from: source,
    where,
  };
}

/** The event's name and the columns that features of the user's own read. */
function ownInputs(config: EventsConfig, kinds: Kinds): readonly NamedSql[] {
  const { event } = config.columns;
  const streams = ownStreams(config);
  if (streams.length === 0) return [];
  const name = event === undefined ? nothing : trimmed(sourceValue(event, 'event'));
  const values = streams.flatMap((stream) => {
    const { column: source, feature, isText } = stream;
    if (source === undefined) return [];
    const option = `features.${feature}.column`;
    const sql = isText
      ? call('nullIf', trimmed(sourceValue(source, option)), literal(''))
      : numberOf(source, option, kinds);
    return [{ name: `n_${streamValue(stream)}`, sql }];
  });
  return [{ name: 'event_name', sql: name }, ...values];
}
