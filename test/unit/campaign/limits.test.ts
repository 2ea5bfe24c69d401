// Several limits: never a violation, and the bound above what HiGHS finds.
import highsModule from 'highs';
import { expect, test } from 'vitest';

import type { LimitOptions } from '../../../src/campaign/options.js';
import { planCampaign } from '../../../src/campaign/plan.js';
import { noAction } from '../../../src/campaign/records.js';
import { uniform } from '../../support/random.js';
import { asTable, type Market, profitOf, randomMarket } from './markets.js';

const loadHighs = highsModule as unknown as typeof highsModule.default;
const budget = 200;
const limits: readonly LimitOptions[] = [
  { name: 'first two', measure: 'spend', actions: ['a0', 'a1'], max: 0.8 },
  { name: 'last', measure: 'count', actions: ['a2'], max: 9 },
  { name: 'reach', measure: 'count', min: 25 },
];
const amounts = [200, 80, 9, -25];

// Use of budget and limits by one user's action; the last counts downwards.
function useOf(market: Market, user: number, action: number): number[] {
  const cost = market.cost[user]![action]!;
  return [cost, action < 2 ? cost : 0, action === 2 ? 1 : 0, -1];
}

test('60 markets: inside every limit, below the bound, and near the optimum', async () => {
  const highs = await loadHighs();
  const random = uniform(5);
  let worst = 0;
  for (let round = 0; round < 60; round++) {
    const market = randomMarket(random, 50, 3, [0, 3][round % 2]!);
    const { table, actions } = asTable(market);
    const { result, assignment } = await planCampaign(table, { budget: budget / 100, actions, limits });
    const used = [0, 0, 0, 0];
    let profit = 0;
    assignment.action.forEach((chosen, user) => {
      if (chosen === noAction) return;
      profit += profitOf(market, user, chosen);
      useOf(market, user, chosen).forEach((use, k) => {
        used[k]! += use;
      });
    });
    used.forEach((use, k) => {
      expect(use).toBeLessThanOrEqual(amounts[k]!);
    });
    expect(result.certificate.profitMicro).toBe(String(profit));
    const best = highs.solve(lpText(market), { mip_rel_gap: 0 }).ObjectiveValue * 1e4;
    const bound = Number(result.certificate.upperBoundMicro);
    expect(bound).toBeGreaterThanOrEqual(best - 1);
    expect(profit).toBeLessThanOrEqual(best + 1);
    worst = Math.max(worst, (best - profit) / best);
  }
  expect(worst).toBeLessThan(0.03);
});

test('threads change nothing, and a minimum that cannot be met is an error', async () => {
  const market = randomMarket(uniform(6), 3000, 3, 3);
  const { table, actions } = asTable(market);
  const options = {
    budget: 50,
    actions,
    limits: [{ name: 'last', measure: 'count', actions: ['a2'], max: 200 }],
  } as const;
  const one = await planCampaign(table, options, { threads: 1 });
  const many = await planCampaign(table, options, { threads: 3 });
  expect(many.assignment.action).toEqual(one.assignment.action);
  expect(many.result.certificate).toEqual(one.result.certificate);
  const impossible = {
    budget: 0.5,
    actions,
    limits: [{ name: 'all', measure: 'count', min: 3001 }],
  } as const;
  await expect(planCampaign(table, impossible)).rejects.toMatchObject({ code: 'BAD_INPUT' });
});

function lpText(market: Market): string {
  const cells = market.gain.flatMap((row, user) => row.map((_, j) => ({ user, j, name: `x${user}_${j}` })));
  const sum = (of: (user: number, j: number) => number): string =>
    cells
      .map(({ user, j, name }) =>
        of(user, j) < 0 ? `- ${-of(user, j)} ${name}` : `+ ${of(user, j)} ${name}`,
      )
      .join('\n');
  return [
    'Maximize',
    sum((user, j) => profitOf(market, user, j) / 1e4),
    'Subject To',
    ...amounts.map((amount, k) => `${sum((user, j) => useOf(market, user, j)[k]!)} <= ${amount}`),
    ...market.gain.map((row, user) => `${row.map((_, j) => `x${user}_${j}`).join(' + ')} <= 1`),
    'Binary',
    cells.map(({ name }) => name).join('\n'),
    'End',
  ].join('\n');
}
