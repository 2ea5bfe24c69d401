import { describe, expect, it } from 'vitest';

import { DuckDb } from '../../../src/data/sources/duckdb.js';
import {
  aggregate,
  all,
  binary,
  call,
  cast,
  choose,
  column,
  date,
  equal,
  isIn,
  isNull,
  literal,
  not,
  percentRank,
  ratio,
  sumIf,
  table,
} from '../../../src/data/sql/build.js';
import { renderQuery, renderSql } from '../../../src/data/sql/render.js';
import type { Query, Sql } from '../../../src/data/sql/tree.js';

describe('SQL text', () => {
  it.each<[Sql, string, string]>([
    [column('a "b"', 't'), '"t"."a ""b"""', '"t"."a ""b"""'],
    [column('v\\" , 42 AS b --'), '"v\\"" , 42 AS b --"', '"v\\\\"" , 42 AS b --"'],
    [literal("it's \\ here"), "'it''s \\ here'", "'it''s \\\\ here'"],
    [literal(-1.5), '(-1.5)', '(-1.5)'],
    [literal(null), 'NULL', 'NULL'],
    [date('2025-01-31'), "DATE '2025-01-31'", "toDate32('2025-01-31')"],
    [ratio(column('a'), column('b')), '("a" / nullif("b", 0))', '("a" / nullIf("b", 0))'],
    [isIn(column('a'), ['x', 2]), `("a" IN ('x', 2))`, `("a" IN ('x', 2))`],
    [isIn(column('a'), []), 'false', 'false'],
    [not(isNull(column('a'))), '(NOT ("a" IS NULL))', '(NOT ("a" IS NULL))'],
    [cast(column('a'), 'integer'), 'CAST("a" AS BIGINT)', 'toInt64("a")'],
    [
      sumIf(column('a'), equal(column('b'), literal(1))),
      'sum("a") FILTER (WHERE ("b" = 1))',
      'sumIf(toNullable("a"), ("b" = 1))',
    ],
    [
      aggregate('quantile', [column('a')], isIn(column('b'), [1]), 0.95),
      'quantile_cont("a", 0.95) FILTER (WHERE ("b" IN (1)))',
      'quantileExactInclusiveIf(0.95)(toNullable("a"), ("b" IN (1)))',
    ],
    [aggregate('countDistinct', [column('a')]), 'count(DISTINCT "a")', 'uniqExact("a")'],
    [
      call('daysBetween', column('a'), date('2025-01-01')),
      `date_diff('day', "a", DATE '2025-01-01')`,
      `(toInt32(toDate32('2025-01-01')) - toInt32("a"))`,
    ],
    [
      percentRank(column('a')),
      'percent_rank() OVER (ORDER BY "a" ASC)',
      'percent_rank() OVER (ORDER BY "a" ASC)',
    ],
  ])('of %j', (sql, duckdb, clickhouse) => {
    expect(renderSql(sql, 'duckdb')).toBe(duckdb);
    expect(renderSql(sql, 'clickhouse')).toBe(clickhouse);
  });

  it('of a query, clause by clause', () => {
    const query: Query = {
      columns: [{ name: 'n', sql: aggregate('count', []) }],
      from: {
        kind: 'query',
        alias: 'q',
        query: { columns: [{ name: 'x', sql: column('x') }], from: table('t') },
      },
      joins: [
        {
          kind: 'asof',
          source: table('u', 'v'),
          on: all(equal(column('x', 'q'), column('x', 'v')), binary('>', column('d', 'v'), column('d', 'q'))),
        },
      ],
      where: isNull(column('x', 'v')),
      groupBy: [column('x', 'q')],
      having: binary('>', aggregate('count', []), literal(1)),
      orderBy: [{ sql: column('n'), descending: true }],
      limit: 3,
    };
    expect(renderQuery(query, 'duckdb').split('\n')).toEqual([
      'SELECT',
      '  count(*) AS "n"',
      'FROM (',
      'SELECT',
      '  "x" AS "x"',
      'FROM "t"',
      ') AS "q"',
      'ASOF LEFT JOIN "u" AS "v" ON (("q"."x" = "v"."x") and ("v"."d" > "q"."d"))',
      'WHERE ("v"."x" IS NULL)',
      'GROUP BY "q"."x"',
      'HAVING (count(*) > 1)',
      'ORDER BY "n" DESC',
      'LIMIT 3',
    ]);
    expect(renderQuery(query, 'clickhouse')).toContain('count()');
  });

  it('refuses what has no literal', () => {
    expect(() => renderSql(literal(Number.NaN), 'duckdb')).toThrow(/NaN/);
    expect(() => renderSql(date("2025-01-01'; DROP"), 'duckdb')).toThrow(/not a day/);
    expect(() => renderSql(column(''), 'duckdb')).toThrow(/column name/);
    expect(() => renderSql(literal('a\0b'), 'duckdb')).toThrow(/NUL/);
  });
});

describe('SQL on DuckDB', () => {
  it('means what the tree says', async () => {
    const engine = await DuckDb.open();
    const value = async (sql: Sql): Promise<unknown> => {
      const text = renderSql(sql, 'duckdb');
      const [row] = await engine.rows(`SELECT ${text} AS v FROM (SELECT DATE '2025-02-01' AS d, 7 AS x) t`);
      return row!['v'];
    };
    for (const hostile of [`'`, `''; DROP TABLE t; --`, `\\`, `\\'`, `"`, '中文 😀', '$$', '\n', '']) {
      expect(await value(literal(hostile))).toBe(hostile);
      await engine.run(`CREATE OR REPLACE TABLE h (${renderSql(column(`x${hostile}`), 'duckdb')} INTEGER)`);
    }
    expect(await value(ratio(literal(1), literal(0)))).toBeNull();
    expect(await value(ratio(literal(1), literal(4)))).toBe(0.25);
    expect(await value(call('daysBetween', column('d'), date('2025-03-01')))).toBe(28n);
    expect(await value(call('isoWeekday', column('d')))).toBe(6n);
    expect(await value(call('bitCount', call('shiftLeft', literal(1), literal(61))))).toBe(1);
    expect(await value(choose(binary('>', column('x'), literal(6)), literal('big'), literal('small')))).toBe(
      'big',
    );
    expect(await value(aggregate('sum', [column('x')], literal(false)))).toBeNull();
    expect(await value(aggregate('count', [], literal(false)))).toBe(0n);
    engine.close();
  });
});
