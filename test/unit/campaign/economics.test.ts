// Money of one user, the policy, the greedy rule and bad input.
import { tableFromArrays } from 'apache-arrow';
import { expect, test } from 'vitest';

import { fenOf, yuanOfMicro, yuanText, yuanTextOfMicro } from '../../../src/base/money.js';
import { planCampaign } from '../../../src/campaign/plan.js';
import { uniform } from '../../support/random.js';

const one = (columns: Record<string, Float64Array | string[]>) =>
  tableFromArrays(columns as Record<string, Float64Array>);

test('micro-yuan as text keep every digit', () => {
  expect(yuanTextOfMicro(-12_345_678n)).toBe('-12.345678');
  expect(yuanTextOfMicro(5n)).toBe('0.000005');
  expect(yuanTextOfMicro(-5n)).toBe('-0.000005');
  expect(yuanTextOfMicro(90071992547409930000001n)).toBe('90071992547409930.000001');
});

test('yuan and fen convert exactly, and part of a fen is refused', () => {
  expect([fenOf(0.07), fenOf(19.99), fenOf('-3.5'), fenOf(1e-2), fenOf(0)]).toEqual([7, 1999, -350, 1, 0]);
  for (const bad of [0.001, Number.NaN, '1e3', '']) expect(() => fenOf(bad, 'cost')).toThrow(/cost must be/);
  expect(yuanText(-5n)).toBe('-0.05');
  expect(yuanOfMicro(-1_500_000n)).toBe(-1.5);
  expect(yuanOfMicro(-1n)).toBe(-0.000001);
});

test('value and cost follow the formulas for sending, redemption and free riders', async () => {
  // p .7, r .3, rho .2, V .6 x 100 = 60: gain 12.6; redeemers .7 x .3 + .3 x .2 = .27, cost 1.35 of a coupon of 5
  const table = one({ user_id: ['a'], churn_prob: Float64Array.of(0.7), pay_amt_30: Float64Array.of(100) });
  const sending = await planCampaign(table, { budget: 10, actions: { c: { face: 5, response: 0.3 } } });
  expect(sending.result).toMatchObject({ spent: 5, expectedProfit: 7.6 });
  const action = { face: 5, response: 0.3, paid: 'redemption', freeRiders: 0.2 } as const;
  const redemption = await planCampaign(table, { budget: 10, actions: { c: action } });
  expect(redemption.result).toMatchObject({ spent: 1.35, expectedProfit: 11.25, gap: 0 });
});

test('users without revenue get the median of all, as the script takes it', async () => {
  const table = one({
    user_id: ['a', 'b', 'c'],
    churn_prob: Float64Array.of(0.5, 0.5, 0.5),
    pay_amt_30: Float64Array.of(0, 10, 20),
  });
  const { fallbackRevenue, result } = await planCampaign(table, {
    budget: 0,
    actions: { push: { response: 0.1 } },
  });
  expect(fallbackRevenue).toBe(10);
  expect(result.expectedProfit).toBeCloseTo(0.5 * 0.1 * 0.6 * (10 + 10 + 20), 9);
});

test('greedy is the rule of the script: one action a tier, by profit per yuan, up to the first overflow', async () => {
  const random = uniform(12);
  const rows = 500;
  const p = Float64Array.from({ length: rows }, random);
  const revenue = Float64Array.from({ length: rows }, () => Math.round(random() * 8000) / 100);
  const ids = Array.from({ length: rows }, (_, i) => `u${i}`);
  const table = one({ user_id: ids, churn_prob: p, pay_amt_30: revenue });
  const { result, assignment } = await planCampaign(table, { budget: 100, policy: 'greedy' });
  const rates = { low: [0, 0.03], medium: [5, 0.1], high: [500, 0.3] } as const;
  const paid = Array.from(p, (value, row) => {
    const tier = value >= 0.7 ? 'high' : value >= 0.4 ? 'medium' : 'low';
    const [cost, rate] = rates[tier];
    return { row, cost, profit: value * rate * 0.6 * revenue[row]! - cost / 100 };
  }).filter(({ cost, profit }) => cost > 0 && profit > 0);
  paid.sort((a, b) => b.profit / b.cost - a.profit / a.cost);
  let left = 10_000;
  const taken = new Set<number>();
  for (const { row, cost } of paid) {
    left -= cost;
    if (left < 0) break;
    taken.add(row);
  }
  expect(taken.size).toBeGreaterThan(10);
  assignment.action.forEach((action, row) => {
    expect(action).toBe(p[row]! < 0.4 ? 0 : taken.has(row) ? (p[row]! >= 0.7 ? 2 : 1) : 255);
  });
  expect(result.upperBound).toBeGreaterThan(result.expectedProfit);
});

test('bad values are one error that names column and row', async () => {
  const good = {
    user_id: ['a', 'b'],
    churn_prob: Float64Array.of(0.1, 0.2),
    pay_amt_30: Float64Array.of(1, 2),
  };
  const plan = (columns: object) => planCampaign(one({ ...good, ...columns }), { budget: 1 });
  await expect(plan({ churn_prob: Float64Array.of(0.1, 1.2) })).rejects.toThrow(
    /"churn_prob", row 2: .*1\.2/,
  );
  await expect(plan({ churn_prob: Float64Array.of(Number.NaN, 0) })).rejects.toThrow(/"churn_prob", row 1/);
  await expect(plan({ pay_amt_30: Float64Array.of(1, -2) })).rejects.toThrow(/"pay_amt_30", row 2: .*-2/);
  await expect(plan({ user_id: ['a', 'a'] })).rejects.toThrow(
    /row 2: user "a" appears again, first in row 1/,
  );
  const actions = { push: {} };
  const unknown = {
    budget: 1,
    actions,
    limits: [{ name: 'x', measure: 'count', actions: ['puhs'], max: 1 }],
  } as const;
  await expect(planCampaign(one(good), unknown)).rejects.toThrow(/did you mean "push"/);
  await expect(planCampaign(one(good), { budget: 0.001 })).rejects.toThrow(/whole fen/);
});
