// 1_000 is how programmers write a number. In data it is no number, although DuckDB reads it as 1000.
import { afterAll, beforeAll, expect, test } from 'vitest';

import { readNumberSql } from '../../../src/data/numbers/column-numbers.js';
import { DuckDb } from '../../../src/data/sources/duckdb.js';
import { call, column } from '../../../src/data/sql/build.js';
import { renderSql } from '../../../src/data/sql/render.js';
import { numberSql } from '../../../src/features/log/number-sql.js';

let engine: DuckDb;
beforeAll(async () => {
  engine = await DuckDb.open({});
});
afterAll(() => engine.close());

test('a text with an underscore is no amount, one without is', async () => {
  const types = new Map([['amount', 'VARCHAR']]);
  const readings = {
    cast: 'TRY_CAST(amount AS DOUBLE)',
    log: numberSql('amount', types),
    product: numberSql({ multiply: ['amount', 'amount'] }, types),
    written: readNumberSql('amount', '1,234.56'),
    comma: readNumberSql('amount', '1.234,56'),
    dialect: renderSql(call('toNumber', column('amount')), 'duckdb'),
  };
  const list = Object.entries(readings).map(([name, sql]) => `${sql} AS "${name}"`);
  const rows = await engine.rows(
    `SELECT ${list.join(', ')} FROM (VALUES ('1_000'), ('1000')) AS log(amount)`,
    {},
  );
  const none = { log: null, product: null, written: null, comma: null, dialect: null };
  expect(rows).toEqual([
    { cast: 1000, ...none },
    { cast: 1000, log: 1000, product: 1e6, written: 1000, comma: 1000, dialect: 1000 },
  ]);
});
