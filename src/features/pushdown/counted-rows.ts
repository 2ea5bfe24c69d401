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
import { type MappedOption, mappedNumbers, type NumberColumn } from '../log/number-sql.js';
import { columnsRead } from '../mapping.js';
import { type OwnRows, plain, sourceValue, trimmed } from '../own-names/own-events.js';
import { durationMicros, fen, finite } from '../own-names/own-numbers.js';
import type { PushedSource } from './pushed-source.js';

/** Columns with which the rows of a log tell what was read of them and what was not. */

type Option = MappedOption;

/** Columns that events add up: how many have a value in a column, and how many of these cannot be read. */
export const summed = (config: EventsConfig): readonly string[] =>
  mappedNumbers(config).flatMap(({ option }) => [`given_${option}`, `bad_${option}`]);

/** The columns `name`, `given_x` and `bad_x` of the rows of a log, `bad_x` for the values that are given and cannot be read. */
export function countedRows(config: EventsConfig, types: PushedSource['types']): OwnRows {
  const { columns } = config;
  const numbers = mappedNumbers(config);
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
      ...numbers.map(({ option, source }) => given(option, columnsRead(source))),
    ],
    settled: [
      { name: 'name', sql: column('name') },
      flag('untidy', column('untidy')),
      flag('given_time', column('given_time')),
      flag('bad_time', all(column('given_time'), isNull(column('at')))),
      ...numbers.flatMap(countsOf),
    ],
    kept: summed(config),
  };
}

const flag = (name: string, sql: Sql): NamedSql => ({ name, sql: choose(sql, literal(1), literal(0)) });

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
const isRead: Readonly<Record<Option, Sql>> = {
  amount: not(isNull(fen('n_amount'))),
  couponAmount: not(isNull(fen('n_couponAmount'))),
  duration: not(isNull(durationMicros)),
  quotaUsed: call('coalesce', finite(column('n_quotaUsed')), literal(false)),
  quotaTotal: call('coalesce', finite(column('n_quotaTotal')), literal(false)),
};

function countsOf({ option, roles }: NumberColumn<MappedOption>): NamedSql[] {
  const isUsed = roles
    .map((role) => equal(column('mapped_role'), literal(role)))
    .reduce((a, b) => binary('or', a, b));
  const given = all(isUsed, column(`given_${option}`));
  return [flag(`given_${option}`, given), flag(`bad_${option}`, all(given, not(isRead[option])))];
}

/** The value of an option as it stands in the table. */
export function rawValue({ columns }: EventsConfig, option: Option | 'time'): Sql {
  const source = option === 'time' ? columns.time : columns[option]!;
  const [first = ''] = columnsRead(source);
  return cast(plain(first, option), 'text');
}
