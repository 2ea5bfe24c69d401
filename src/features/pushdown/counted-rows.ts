import {
  all,
  binary,
  call,
  cast,
  choose,
  column,
  equal,
  isIn,
  isNull,
  literal,
  not,
} from '../../data/sql/build.js';
import type { NamedSql, Sql } from '../../data/sql/tree.js';
import type { EventsConfig } from '../config.js';
import { neverKnown } from '../log/arrival-sql.js';
import { type NumberColumn, numberColumns } from '../log/number-sql.js';
import { type ColumnSource, columnsRead } from '../mapping.js';
import { perUnit } from '../own/streams.js';
import { lateDays, type OwnRows, plain, sourceValue, trimmed } from '../own-names/own-events.js';
import { durationMicros, fen, finite, whole } from '../own-names/own-numbers.js';
import type { PushedSource } from './pushed-source.js';

/** Columns with which the rows of a log tell what was read of them and what was not. */

type Option = NumberColumn['option'];

const arrivalSums = ['given_receivedAt', 'bad_receivedAt', 'late_events', 'never_known'];

/** Columns that events add up: how many have a value in a column, how many of these cannot be read, and how many came late. */
export const summed = (config: EventsConfig): readonly string[] => [
  ...numberColumns(config).flatMap(({ option }) => [`given_${option}`, `bad_${option}`]),
  ...(config.columns.receivedAt === undefined ? [] : arrivalSums),
];

/** The columns `name`, `given_x` and `bad_x` of the rows of a log, `bad_x` for the values that are given and cannot be read. */
export function countedRows(config: EventsConfig, types: PushedSource['types']): OwnRows {
  const { columns } = config;
  const numbers = numberColumns(config);
  const name = columns.event === undefined ? cast(literal(null), 'text') : nameOf(config);
  const given = (option: string, names: readonly string[]): NamedSql => ({
    name: `given_${option}`,
    sql:
      names.length === 0
        ? literal(true)
        : names.map((one) => isGiven(one, option, types)).reduce((a, b) => all(a, b)),
  });
  return {
    rows: [
      { name: 'name', sql: name },
      { name: 'untidy', sql: isUntidy(columns.user) },
      given('time', [columns.time]),
      ...(columns.receivedAt === undefined ? [] : [given('receivedAt', [columns.receivedAt])]),
      ...numbers.map(({ option, source }) => given(option, columnsRead(source))),
    ],
    settled: [
      { name: 'name', sql: column('name') },
      flag('untidy', column('untidy')),
      flag('given_time', column('given_time')),
      flag('bad_time', all(column('given_time'), isNull(column('at')))),
      ...(columns.receivedAt === undefined ? [] : arrivalCounts),
      ...numbers.flatMap(countsOf),
    ],
    kept: summed(config),
  };
}

const flag = (name: string, sql: Sql): NamedSql => ({ name, sql: choose(sql, literal(1), literal(0)) });

const arrivalCounts: readonly NamedSql[] = [
  flag('given_receivedAt', column('given_receivedAt')),
  flag('bad_receivedAt', all(column('given_receivedAt'), isNull(column('arrived')))),
  flag('late_events', binary('>', lateDays.sql, literal(0))),
  flag('never_known', equal(lateDays.sql, literal(neverKnown))),
];

/** Name of the event of a row; NULL without one. */
function nameOf({ columns }: EventsConfig): Sql {
  return call('nullIf', trimmed(sourceValue(columns.event!, 'event')), literal(''));
}

// Spaces around an id are no part of it.
function isUntidy(name: string): Sql {
  const text = cast(plain(name, 'user'), 'text');
  return call('coalesce', binary('<>', text, call('trim', text)), literal(false));
}

// NaN stands for a missing number.
function isGiven(name: string, option: string, types: PushedSource['types']): Sql {
  const text = call('coalesce', trimmed(plain(name, option)), literal(''));
  const isFloat = /^(LowCardinality\(|Nullable\()*Float/.test(types.get(name) ?? '');
  return not(isIn(text, isFloat ? ['', 'nan'] : ['']));
}

/** Whether the value of a settled row could be read. */
const mappedRead: Readonly<Record<string, Sql>> = {
  amount: not(isNull(fen('n_amount'))),
  couponAmount: not(isNull(fen('n_couponAmount'))),
  duration: not(isNull(durationMicros)),
  quotaUsed: call('coalesce', finite(column('n_quotaUsed')), literal(false)),
  quotaTotal: call('coalesce', finite(column('n_quotaTotal')), literal(false)),
};

const isRead = (option: Option): Sql =>
  mappedRead[option] ?? not(isNull(whole(binary('*', column(`n_${option}`), literal(perUnit)))));

function countsOf({ option, roles, names }: NumberColumn): NamedSql[] {
  const isUsed = [
    ...roles.map((role) => equal(column('mapped_role'), literal(role))),
    ...(names.length === 0 ? [] : [isIn(column('name'), names)]),
  ].reduce((a, b) => binary('or', a, b));
  const given = all(call('coalesce', isUsed, literal(false)), column(`given_${option}`));
  return [flag(`given_${option}`, given), flag(`bad_${option}`, all(given, not(isRead(option))))];
}

/** The value of an option as it stands in the table. */
export function rawValue(source: ColumnSource, option: string): Sql {
  const [first = ''] = columnsRead(source);
  return cast(plain(first, option), 'text');
}
