import { afterAll, beforeAll, expect, it } from 'vitest';
import { DuckDb } from '../../../src/data/sources/duckdb.js';
import { call, column, literal } from '../../../src/data/sql/build.js';
import { quotedText } from '../../../src/data/sql/quote.js';
import { renderSql } from '../../../src/data/sql/render.js';

let engine: DuckDb;
beforeAll(async () => {
  engine = await DuckDb.open({ threads: 1 });
});
afterAll(() => engine.close());

it.each(['$name', '$feature/a', '/a/b', '~x', '$~/', "$it's", 'plain', 'a.b', '$.a'])(
  'the text of the key %s is that of this key',
  async (key) => {
    const json = quotedText(JSON.stringify({ [key]: 'here', a: 'other' }));
    const sql = renderSql(call('jsonText', column('x'), literal(key)), 'duckdb');
    const [row] = await engine.rows(`SELECT ${sql} AS v FROM (SELECT ${json} AS x)`);
    expect(row?.['v']).toBe('here');
  },
);
