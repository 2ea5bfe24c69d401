// One budget: the planner against brute force and against HiGHS (test/unit/campaign/markets.ts).
import highsModule from 'highs';
import { expect, test } from 'vitest';

import { planCampaign } from '../../../src/campaign/plan.js';
import { noAction } from '../../../src/campaign/records.js';
import { uniform } from '../../support/random.js';
import { asTable, bruteForce, type Market, marketKinds, profitOf, randomMarket } from './markets.js';

// The package is CommonJS with ES typings: its default export is the loader itself.
const loadHighs = highsModule as unknown as typeof highsModule.default;

async function planFor(market: Market, budgetFen: number, threads = 1) {
  const { table, actions } = asTable(market);
  const options = { budget: budgetFen / 100, actions, frontier: { points: 0 } };
  const { result, assignment } = await planCampaign(table, options, { threads });
  return { result, action: assignment.action };
}

function sums(market: Market, action: Uint8Array) {
  let spent = 0;
  let profit = 0;
  action.forEach((chosen, user) => {
    if (chosen === noAction) return;
    spent += market.cost[user]![chosen]!;
    profit += profitOf(market, user, chosen);
  });
  return { spent, profit };
}

test('10,000 small markets: the brute-force optimum, proven, inside the budget', async () => {
  const random = uniform(1);
  const failures: string[] = [];
  let solved = 0;
  for (let round = 0; round < 10_000; round++) {
    const kind = round % marketKinds;
    const users = 1 + Math.floor(random() * 5);
    const market = randomMarket(random, users, 1 + Math.floor(random() * 4), kind);
    const budget = Math.floor(random() * (kind === 6 ? 2e6 : 40));
    const { result, action } = await planFor(market, budget);
    const { spent, profit } = sums(market, action);
    const best = bruteForce(market, budget);
    const ok =
      profit === best &&
      spent <= budget &&
      result.gap === 0 &&
      result.certificate.profitMicro === String(best) &&
      result.certificate.spentFen === String(spent);
    if (!ok) failures.push(`round ${round}: ${profit} of ${best}, spent ${spent} of ${budget}`);
    solved++;
  }
  expect(failures).toEqual([]);
  expect(solved).toBe(10_000);
});

test('500 larger markets: the optimum that HiGHS finds', async () => {
  const highs = await loadHighs();
  const random = uniform(2);
  const failures: string[] = [];
  for (let round = 0; round < 500; round++) {
    const users = 5 + Math.floor(random() * 60);
    const market = randomMarket(random, users, 1 + Math.floor(random() * 5), round % 6);
    const budget = Math.floor(random() * users * 6);
    const { result, action } = await planFor(market, budget);
    const solved = highs.solve(lpText(market, budget), { mip_rel_gap: 0, mip_abs_gap: 0 });
    const { spent, profit } = sums(market, action);
    // HiGHS accepts an integer within 1e-6 of one and works in doubles: fen are compared.
    const same = Math.abs(profit / 1e4 - solved.ObjectiveValue) < 1e-3;
    if (!same || spent > budget || result.gap !== 0) {
      failures.push(`round ${round}: ${profit / 1e4} against ${solved.ObjectiveValue}`);
    }
  }
  expect(failures).toEqual([]);
});

test('a bigger budget never earns less, and the bound never falls below the profit', async () => {
  const random = uniform(3);
  for (let kind = 0; kind < marketKinds; kind++) {
    const market = randomMarket(random, 300, 4, kind);
    let last = Number.NEGATIVE_INFINITY;
    for (let budget = 0; budget <= 3000; budget += 150) {
      const { result } = await planFor(market, budget);
      expect(result.expectedProfit).toBeGreaterThanOrEqual(last);
      expect(result.upperBound).toBeGreaterThanOrEqual(result.expectedProfit);
      expect(result.spent).toBeLessThanOrEqual(budget / 100);
      last = result.expectedProfit;
    }
  }
});

test('the order of users and the number of threads change nothing for anybody', async () => {
  const random = uniform(4);
  for (let kind = 0; kind < marketKinds; kind++) {
    const market = randomMarket(random, 2000, 4, kind);
    const plain = await planFor(market, 1500);
    for (const threads of [2, 5]) expect((await planFor(market, 1500, threads)).action).toEqual(plain.action);
    const order = Array.from({ length: 2000 }, (_, i) => (i * 997 + 13) % 2000);
    const { table, actions } = asTable(market, order);
    const shuffled = await planCampaign(table, { budget: 15, actions, frontier: { points: 0 } });
    const back = new Uint8Array(2000);
    for (const [row, user] of order.entries()) back[user] = shuffled.assignment.action[row]!;
    expect(back).toEqual(plain.action);
  }
});

// Objective in fen, so that HiGHS's tolerances are far below a fen.
function lpText(market: Market, budget: number): string {
  const cells = market.gain.flatMap((row, user) => row.map((_, j) => ({ user, j, name: `x${user}_${j}` })));
  const sum = (of: (user: number, j: number) => number) =>
    cells.map(({ user, j, name }) => `${signed(of(user, j))} ${name}`).join('\n');
  const once = market.gain.map((row, user) => `${row.map((_, j) => `x${user}_${j}`).join(' + ')} <= 1`);
  return [
    'Maximize',
    sum((user, j) => profitOf(market, user, j) / 1e4),
    'Subject To',
    `${sum((user, j) => market.cost[user]![j]!)} <= ${budget}`,
    ...once,
    'Binary',
    cells.map(({ name }) => name).join('\n'),
    'End',
  ].join('\n');
}

function signed(value: number): string {
  return value < 0 ? `- ${-value}` : `+ ${value}`;
}
