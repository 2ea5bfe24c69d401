// Winsorised ratios: one factor for a user's numerator and denominator, so that equal arms stay equal.
import * as arrow from 'apache-arrow';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { DuckDb } from '../../../src/data/sources/duckdb.js';
import { experimentConfig } from '../../../src/experiment/config/config.js';
import type { ExposureConfig } from '../../../src/experiment/config/events-config.js';
import { winsoriseRatio } from '../../../src/experiment/data/winsorise.js';
import { dataFromEvents } from '../../../src/experiment/sources/from-events.js';
import { momentsFromEvents } from '../../../src/experiment/sources/push-down.js';
import { analyzeExperiment, dataFromTable } from '../../../src/index.js';
import { uniform } from '../../support/random.js';

interface User {
  readonly variant: string;
  readonly orders: number;
  readonly spend: number;
}

/** Case 13 of the trials: 5 % of the users buy 3 times (control) or 10 times (treatment), all at 20 +- 2 an order. */
function shop(seed: number, price: (random: () => number) => number, users = 4000): User[] {
  const random = uniform(seed);
  return Array.from({ length: users }, (_, i) => {
    const variant = i % 2 === 0 ? 'c' : 't';
    const k = Math.floor(i / 2) % 100;
    const orders = k < 80 ? 0 : k < 95 ? 1 : variant === 'c' ? 3 : 10;
    return { variant, orders, spend: orders * price(random) };
  });
}

const noisy = (random: () => number): number => 18 + 4 * random();

const configOf = (winsorise: object | undefined) =>
  experimentConfig({
    ...{ name: 'aov', data: { variant: 'variant' }, control: 'c', treatments: ['t'] },
    metrics: [{ name: 'aov', kind: 'ratio', role: 'primary', column: 'spend', per: 'orders', winsorise }],
  });

async function aov(users: readonly User[], winsorise: object | undefined) {
  const table = new arrow.Table({
    variant: arrow.vectorFromArray(users.map((u) => u.variant)),
    orders: arrow.vectorFromArray(
      users.map((u) => u.orders),
      new arrow.Float64(),
    ),
    spend: arrow.vectorFromArray(
      users.map((u) => u.spend),
      new arrow.Float64(),
    ),
  });
  const config = configOf(winsorise);
  return analyzeExperiment(await dataFromTable(table, config), config);
}

describe.each([{ upper: 0.95 }, { max: 60 }, { upper: 0.99, min: -1 }])('winsorise %j', (rule) => {
  test('the true ratio is 20 in both arms, and no arm is found better', async () => {
    const { metrics, ledger } = await aov(shop(7, noisy), rule);
    const [metric] = metrics;
    expect(metric!.control).toBeCloseTo(20, 0);
    expect(Math.abs(metric!.difference)).toBeLessThan(0.3);
    expect(metric!.p).toBeGreaterThan(0.01);
    expect(ledger.find((e) => e.code === 'winsorised')?.values.ratio).not.toBeNull();
  });

  test('over 60 experiments the difference has the mean 0 and p is below .05 in about 5 %', async () => {
    const runs = await Promise.all(
      Array.from({ length: 60 }, async (_, i) => (await aov(shop(100 + i, noisy, 2000), rule)).metrics[0]!),
    );
    const z = runs.map((m) => m.difference / m.standardError);
    const mean = z.reduce((sum, v) => sum + v, 0) / z.length;
    // Standard error of the mean of 60: .129. Caps on the numerator alone give a mean beyond -10.
    expect(Math.abs(mean)).toBeLessThan(0.5);
    expect(runs.filter((m) => m.p < 0.05).length).toBeLessThanOrEqual(9);
  });
});

test('where every order costs 20, the capped ratio is 20 whatever the caps (case 15)', async () => {
  const arm = (variant: string): User[] => [
    ...Array.from({ length: 160 }, () => ({ variant, orders: 0, spend: 0 })),
    ...Array.from({ length: 38 }, () => ({ variant, orders: 1, spend: 20 })),
    ...Array.from({ length: 2 }, () => ({ variant, orders: 10, spend: 200 })),
  ];
  const values = [...arm('c'), ...arm('t')];
  const capped = await winsoriseRatio(
    Float64Array.from(values, (u) => u.spend),
    Float64Array.from(values, (u) => u.orders),
    Int32Array.from(values, (u) => (u.variant === 'c' ? 0 : 1)),
    { upper: 0.95 },
  );
  expect(capped.users).toBe(4);
  const sum = (list: Float64Array): number => list.reduce((total, v) => total + v, 0);
  expect(sum(capped.top) / sum(capped.bottom)).toBeCloseTo(20, 12);
});

test('property: a user keeps the own ratio, is never scaled up, and ends inside the caps', () => {
  const user = fc.tuple(
    fc.double({ min: -50, max: 500, noNaN: true }),
    fc.double({ min: 0.1, max: 90, noNaN: true }),
  );
  return fc.assert(
    fc.asyncProperty(fc.array(user, { minLength: 3, maxLength: 40 }), async (users) => {
      const top = Float64Array.from(users, ([n]) => n);
      const bottom = Float64Array.from(users, ([, d]) => d);
      const got = await winsoriseRatio(top, bottom, new Int32Array(users.length), { max: 40, min: -10 });
      users.forEach(([n, d], i) => {
        expect(got.top[i]! / got.bottom[i]!).toBeCloseTo(n / d, 6);
        expect(got.bottom[i]!).toBeLessThanOrEqual(d);
        expect(got.top[i]!).toBeLessThanOrEqual(40 + 1e-9);
        expect(got.top[i]!).toBeGreaterThanOrEqual(-10 - 1e-9);
      });
    }),
  );
});

test('a cap that would take users out whole is refused with the remedy', async () => {
  const users = shop(3, noisy).map((u, i) => (i % 50 < 49 ? { ...u, orders: 0, spend: 0 } : u));
  await expect(aov(users, { upper: 0.95 })).rejects.toThrow(
    /upper cap of a ratio must be above 0.*higher quantile/,
  );
  await expect(aov(shop(3, noisy), { min: 5 })).rejects.toThrow(/lower cap of a ratio must be below 0/);
});

describe('from events', () => {
  let db: DuckDb;
  beforeAll(async () => {
    db = await DuckDb.open();
    await db.run(
      'CREATE TABLE log (u VARCHAR, event VARCHAR, "at" TIMESTAMP, variant VARCHAR, amount DOUBLE)',
    );
    const rows = shop(11, noisy, 1000).flatMap((user, i) => [
      `('u${i}', 'see', TIMESTAMP '2026-03-01', '${user.variant}', NULL)`,
      ...Array.from(
        { length: user.orders },
        () => `('u${i}', 'buy', TIMESTAMP '2026-03-01 01:00:00', NULL, ${user.spend / user.orders})`,
      ),
    ]);
    await db.run(`INSERT INTO log VALUES ${rows.join(', ')}`);
  });
  afterAll(() => db.close());

  const mapping: ExposureConfig = {
    ...{ user: 'u', event: 'event', time: 'at', variant: 'variant', experiment: undefined },
    ...{ properties: undefined, exposure: 'see', experimentValue: 'x', windowDays: 1, asOf: '2026-03-31' },
    outcomes: [
      { name: 'spend', event: 'buy', count: 'sum', value: 'amount', daysBefore: undefined },
      { name: 'orders', event: 'buy', count: 'count', value: undefined, daysBefore: undefined },
    ],
  };

  test.each([{ upper: 0.95 }, { max: 60 }, { upper: 0.99, lower: 0.01 }])(
    '%j: SQL and rows agree, and the arms stay equal',
    async (rule) => {
      const config = configOf(rule);
      const rows = await dataFromEvents(db, 'log', mapping, config);
      const pushed = await momentsFromEvents(db, 'log', mapping, config);
      rows.cells.forEach(([cell], arm) => {
        const sql = pushed.cells[arm]![0]!;
        cell!.mean.forEach((mean, i) => {
          expect(Math.abs(sql.mean[i]! / mean - 1)).toBeLessThan(1e-12);
        });
        cell!.cross.forEach((cross, i) => {
          expect(Math.abs(sql.cross[i]! / cross - 1)).toBeLessThan(1e-11);
        });
      });
      expect(pushed.ledger).toEqual(rows.ledger);
      const [metric] = (await analyzeExperiment(pushed, config)).metrics;
      expect(metric!.control).toBeCloseTo(20, 0);
      expect(metric!.p).toBeGreaterThan(0.01);
    },
  );

  test('a cap of 0 that binds is refused as from rows', async () => {
    for (const path of [momentsFromEvents, dataFromEvents])
      await expect(path(db, 'log', mapping, configOf({ upper: 0.55 }))).rejects.toThrow(
        /must be above 0, got 0/,
      );
  });
});
