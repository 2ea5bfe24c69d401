// Ranks and columns that are put together from a server's answers.
import { Float64, Table, vectorFromArray } from 'apache-arrow';
import fc from 'fast-check';
import { expect, test } from 'vitest';

import { DuckDb } from '../../../../src/data/sources/duckdb.js';
import { copyNumbers } from '../../../../src/features/pushdown/gathered.js';
import { percentRanks } from '../../../../src/features/pushdown/ranks.js';

const lists: readonly (readonly (number | null)[])[] = [
  [3, 1, 1, 0, 65_535, 7, 3],
  [3, 1, 65_536, 1],
  [2, null, 2, 5, null],
  [-1, 0, 4, -0],
  [0.5, 0.25, 0.5, 12],
  [8],
  [null],
  [4, 4, 4],
];

test.each(lists.map((list) => [list]))('the ranks of %j are those of DuckDB', async (list) => {
  const engine = await DuckDb.open();
  for (const order of ['', '-']) {
    const rows = list.map((value, i) => `(${i}, ${value}::DOUBLE)`).join(', ');
    const found = await engine.rows(
      `SELECT percent_rank() OVER (ORDER BY ${order}v NULLS LAST) AS r FROM (VALUES ${rows}) t(i, v) ORDER BY i`,
    );
    const ranks = percentRanks(
      Float64Array.from(list, (value) => value ?? Number.NaN),
      order === '-',
    );
    expect([...ranks]).toEqual(found.map(({ r }) => r));
  }
  engine.close();
});

test('numbers of several parts stand one after the other, with those that are missing', () => {
  const parts = fc.array(fc.array(fc.option(fc.integer()), { maxLength: 40 }), { maxLength: 5 });
  fc.assert(
    fc.property(parts, fc.nat(7), (given, cut) => {
      const tables = given.map(
        (list) => new Table({ x: vectorFromArray(list, new Float64()).slice(Math.min(cut, list.length)) }),
      );
      const wanted = given.flatMap((list) => list.slice(Math.min(cut, list.length)));
      const to = {
        values: new Float64Array(wanted.length),
        validity: new Uint8Array((wanted.length + 7) >> 3),
      };
      const missing = copyNumbers(tables, 'x', to);
      const read = wanted.map((_, i) => ((to.validity[i >> 3]! >> (i & 7)) & 1 ? to.values[i]! : null));
      expect(read).toEqual(wanted);
      expect(missing).toBe(wanted.filter((value) => value === null).length);
    }),
  );
});
