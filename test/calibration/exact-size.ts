import { barnardTest, boschlooTest } from '../../src/stats/proportions/exact.js';
import { fisherTest } from '../../src/stats/proportions/fisher.js';
import { twoProportionTest } from '../../src/stats/proportions/proportions.js';
import { binomialMasses } from './draws.js';

/** p of a table with x1 and x2 of n users in each group. */
type TableP = (x1: number, x2: number, n: number) => number | Promise<number>;

const table = (x1: number, x2: number, n: number) =>
  [
    { successes: x1, trials: n },
    { successes: x2, trials: n },
  ] as const;

const byScore =
  (variance: 'pooled' | 'miettinen-nurminen'): TableP =>
  (x1, x2, n) =>
    twoProportionTest(...table(x1, x2, n), { variance }).p;

/** The tests whose real size the docs give, by the names in test/golden/calibration/exact_size.R. */
export const sizedTests: Readonly<Record<string, TableP>> = {
  pooled: byScore('pooled'),
  'miettinen-nurminen': byScore('miettinen-nurminen'),
  // Rates of 0 and 1 have no variance: any difference counts as significant.
  unpooled: (x1, x2, n) =>
    x1 % n === 0 && x2 % n === 0
      ? Number(x1 === x2)
      : twoProportionTest(...table(x1, x2, n), { variance: 'unpooled' }).p,
  fisher: (x1, x2, n) => fisherTest(...table(x1, x2, n)).p,
  barnard: async (x1, x2, n) => (await barnardTest(...table(x1, x2, n), { interval: false })).p,
  boschloo: async (x1, x2, n) => (await boschlooTest(...table(x1, x2, n), { interval: false })).p,
};

/**
 * The exact chance that p is below alpha when both groups of n users have the same rate, for each of the rates: sums
 * over all tables. Groups of one size: changing both groups, or success and failure, leaves a two-sided p as it is.
 */
export async function exactSizes(
  test: TableP,
  n: number,
  rates: readonly number[],
  alpha = 0.05,
): Promise<readonly number[]> {
  const masses = rates.map((rate) => binomialMasses(n, rate));
  const sizes = rates.map(() => 0);
  for (let x1 = 0; x1 <= n; x1++) {
    for (let x2 = x1; x1 + x2 <= n; x2++) {
      if (!((await test(x1, x2, n)) < alpha)) continue;
      const mirrored = [`${x1} ${x2}`, `${x2} ${x1}`, `${n - x1} ${n - x2}`, `${n - x2} ${n - x1}`];
      for (const pair of new Set(mirrored)) {
        const [a, b] = pair.split(' ').map(Number) as [number, number];
        masses.forEach((mass, i) => {
          sizes[i]! += mass[a]! * mass[b]!;
        });
      }
    }
  }
  return sizes;
}
