import { describe, expect, test } from 'vitest';
import { readGolden } from '../support/golden.js';

import { exactSizes, sizedTests } from './exact-size.js';

interface Golden {
  readonly rates: readonly number[];
  readonly rows: readonly {
    readonly n: number;
    readonly method: string;
    readonly sizes: readonly number[];
  }[];
}

const golden = readGolden('calibration/exact-size.json') as Golden;

/** Barnard's and Boschloo's p take milliseconds a table. */
const largest = (method: string): number => (method === 'barnard' || method === 'boschloo' ? 50 : 100);

describe('exact sizes equal sums made in R', () => {
  const rows = golden.rows.filter(({ n, method }) => n <= largest(method));
  test.each(rows.map((row) => [row.method, row.n, row.sizes] as const))(
    '%s, %d users a group',
    async (method, n, sizes) => {
      const got = await exactSizes(sizedTests[method]!, n, golden.rates);
      for (const [i, size] of got.entries()) expect(Math.abs(size - sizes[i]!)).toBeLessThan(1e-12);
    },
  );

  test('exact tests never exceed 5 %', () => {
    const exact = golden.rows.filter(({ method }) => ['fisher', 'barnard', 'boschloo'].includes(method));
    expect(exact).toHaveLength(12);
    for (const { sizes } of exact) expect(Math.max(...sizes)).toBeLessThanOrEqual(0.05);
  });
});
