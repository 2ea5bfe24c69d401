import { all, binary, cast, choose, column, date, equal, isNull, literal, table } from '../data/sql/build.js';
import type { Join, NamedSql, Query, Source, Sql } from '../data/sql/tree.js';
import type { Day } from './records.js';

/** An attribute with its categories in code order; the code after the last is "other". */
export interface AttributeEncoding {
  /** Name of the attribute. */
  readonly field: string;
  /** Its categories, in the order of their codes. */
  readonly categories: readonly string[];
}

/** The row of the same user that began last, at the snapshot's day or before (`<=`), or the first after it (`>`). */
export function nearest(source: Source, alias: string, by: string, operator: '>' | '<='): Join {
  const sameUser = equal(column('uid', 'f'), column('uid', alias));
  return {
    kind: 'asof',
    source,
    on: all(sameUser, binary(operator, column(by, alias), column('snapshot_day', 'f'))),
  };
}

/** The code of what a user's attribute holds; NULL where it is empty. */
export function attributeCode({ field, categories }: AttributeEncoding): NamedSql {
  const held = column(field, 'w');
  const branches = categories.map((category, code) => ({
    when: equal(held, literal(category)),
    value: literal(code),
  }));
  const otherwise = literal(categories.length);
  const known: Sql = branches.length === 0 ? otherwise : { node: 'case', branches, otherwise };
  return { name: field, sql: choose(isNull(held), literal(null), cast(known, 'integer')) };
}

/** User, first day, and code of each attribute (`code_0`, ...) of every row of `attributes`; see attributeCode. */
export function attributeCodes(encodings: readonly AttributeEncoding[]): Query {
  return {
    columns: [
      { name: 'user_id', sql: column('user_id', 'u') },
      { name: 'valid_from', sql: column('valid_from', 'w') },
      ...encodings.map((encoding, i) => ({ name: `code_${i}`, sql: attributeCode(encoding).sql })),
    ],
    from: table('attributes', 'w'),
    joins: [
      { kind: 'inner', source: table('users', 'u'), on: equal(column('uid', 'w'), column('uid', 'u')) },
    ],
  };
}

/**
 * The codes (`code_0`, ...) that hold at `day` for the users of the table `pushed_rows` (user_id, place), in the order of their places.
 */
export function attributeCodesAt(encodings: readonly AttributeEncoding[], day: Day): Query {
  const rows: Query = {
    columns: [
      { name: 'place', sql: column('place', 'p') },
      { name: 'uid', sql: column('uid', 'u') },
      { name: 'snapshot_day', sql: date(day) },
    ],
    from: table('pushed_rows', 'p'),
    joins: [
      {
        kind: 'left',
        source: table('users', 'u'),
        on: equal(column('user_id', 'p'), column('user_id', 'u')),
      },
    ],
  };
  return {
    columns: encodings.map((encoding, i) => ({ name: `code_${i}`, sql: attributeCode(encoding).sql })),
    from: { kind: 'query', query: rows, alias: 'f' },
    joins: [nearest(table('attributes', 'w'), 'w', 'valid_from', '<=')],
    orderBy: [{ sql: column('place', 'f') }],
  };
}

/** Users and how often each value of an attribute holds at `day`, most frequent first, ties by value. */
export function attributeCounts(field: string, day: Day, limit: number): Query {
  const value = column(field, 'w');
  return {
    columns: [
      { name: 'value', sql: value },
      { name: 'users', sql: { node: 'aggregate', name: 'count', arguments: [] } },
    ],
    from: {
      kind: 'query',
      alias: 'f',
      query: {
        columns: [
          { name: 'uid', sql: column('uid', 'users') },
          { name: 'snapshot_day', sql: date(day) },
        ],
        from: table('users'),
        where: binary('<=', column('first_day', 'users'), date(day)),
      },
    },
    joins: [nearest(table('attributes', 'w'), 'w', 'valid_from', '<=')],
    where: { node: 'not', argument: isNull(value) },
    groupBy: [value],
    orderBy: [{ sql: { node: 'aggregate', name: 'count', arguments: [] }, descending: true }, { sql: value }],
    limit,
  };
}
