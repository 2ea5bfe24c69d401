import { binary, call, cast, choose, column, isIn, literal, table } from '../../data/sql/build.js';
import type { NamedSql, Query, Sql } from '../../data/sql/tree.js';
import type { EventsConfig } from '../config.js';
import { instantColumn } from '../definitions/vocabulary.js';
import { neverKnown } from '../log/arrival-sql.js';
import { ownStreams, perUnit, streamTest, streamValue } from '../own/streams.js';
import { isRefund, settledNumbers, whole } from './own-numbers.js';
import { noKinds, type OwnRows, rows } from './own-tables.js';
import { roleText } from './own-values.js';

/** Days from an event's day to that of its arrival; an event without one counts from its own day. */
export const lateDays: NamedSql = {
  name: 'late',
  sql: call(
    'coalesce',
    call(
      'least',
      call(
        'greatest',
        call('daysBetween', cast(column('at'), 'date'), cast(column('arrived'), 'date')),
        literal(0),
      ),
      literal(neverKnown),
    ),
    literal(0),
  ),
};

/** Which events are of a stream, with numbers in millionths. */
function ownValues(config: EventsConfig): readonly NamedSql[] {
  return ownStreams(config).flatMap((stream) => {
    const { roles, names, isText, column: source } = stream;
    const role = choose(isRefund, roleText('refund'), own('mapped_role'));
    const test = binary('or', isIn(role, roles), isIn(own('event_name'), names));
    const known = choose(test, literal(true), literal(false));
    const value = own(`n_${streamValue(stream)}`);
    const scaled = isText ? value : whole(binary('*', value, literal(perUnit)));
    return [
      { name: streamTest(stream), sql: known },
      ...(source === undefined ? [] : [{ name: streamValue(stream), sql: scaled }]),
    ];
  });
}

const own = (name: string): Sql => column(name);

/** The rows with roles, money in fen, durations in microseconds. */
export function settledQuery(config: EventsConfig, { settled: more = [], kinds = noKinds }: OwnRows): Query {
  const numbers = settledNumbers(config, kinds);
  const utc = instantColumn(config.timeZone) === 'utc' ? ['utc'] : [];
  return {
    columns: [
      ...['user_id', 'at', ...utc, 'feature', 'id'].map((name) => ({ name, sql: own(name) })),
      { name: 'day', sql: cast(own('at'), 'date') },
      { name: 'role', sql: choose(isRefund, roleText('refund'), own('mapped_role')) },
      ...numbers,
      ...ownValues(config),
      ...(config.columns.receivedAt === undefined ? [] : [lateDays]),
      ...more,
    ],
    from: table(rows),
  };
}
