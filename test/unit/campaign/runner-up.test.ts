// The runner-up and the prices at which it wins, against the same choice made by hand on a grid of prices, and against
// plans that were solved again with other budgets.
import { tableFromArrays } from 'apache-arrow';
import { beforeAll, expect, test } from 'vitest';

import { resolvePlanOptions } from '../../../src/campaign/option-checks.js';
import { planCampaign } from '../../../src/campaign/plan.js';
import { noAction } from '../../../src/campaign/records.js';
import { runnerUp } from '../../../src/campaign/runner-up.js';
import { type Setting, settingOf } from '../../../src/campaign/setting.js';

const users = 400;
const ids = Array.from({ length: users }, (_, i) => `u${i}`);
const churn = Float64Array.from(ids, (_, i) => ((i * 37) % 97) / 100);
const revenue = Float64Array.from(ids, (_, i) => 5 + ((i * 53) % 211));
const table = tableFromArrays({ user_id: ids, churn_prob: churn, pay_amt_30: revenue });
const actions = {
  push: { response: 0.01 },
  sms: { contact: 0.05, response: 0.05 },
  coupon: { face: 3, response: 0.2 },
  call: { contact: 8, response: 0.35 },
};
const names = Object.keys(actions);
let setting: Setting;

beforeAll(() => {
  setting = settingOf(table, resolvePlanOptions({ budget: 300, actions }));
});

/** Value and cost of every choice in yuan, nothing last. */
function choices(row: number): readonly { readonly value: number; readonly cost: number }[] {
  const kept = churn[row]! * 0.6 * revenue[row]!;
  const of = ({
    response,
    contact = 0,
    face = 0,
  }: {
    response: number;
    contact?: number;
    face?: number;
  }) => ({
    value: kept * response - contact - face,
    cost: contact + face,
  });
  return [...Object.values(actions).map(of), { value: 0, cost: 0 }];
}

const codeOf = (choice: number): number => (choice === names.length ? noAction : choice);
const priceOf = (yuan: number) => [{ numerator: String(Math.round(yuan * 1e4)), denominator: '1' }];

test('second choice, lead and winning prices are those of a grid of prices', () => {
  let compared = 0;
  for (let row = 0; row < users; row += 7) {
    for (const price of [0, 0.5, 2, 9]) {
      const worth = choices(row).map(({ value, cost }) => value - price * cost);
      const order = worth.map((_, i) => i).sort((a, b) => worth[b]! - worth[a]!);
      if (worth[order[1]!]! - worth[order[2]!]! < 1e-3 || worth[order[0]!]! - worth[order[1]!]! < 1e-3)
        continue;
      const second = runnerUp(setting, row, codeOf(order[0]!), priceOf(price))!;
      expect(second.action).toBe(codeOf(order[1]!));
      expect(second.lead).toBeCloseTo(worth[order[0]!]! - worth[order[1]!]!, 5);
      const wins = gridOf(row, order[1]!);
      if (wins.length > 0) {
        expect(second.wins!.from).toBeLessThanOrEqual(wins[0]! + 1e-9);
        expect(second.wins!.from).toBeGreaterThan(wins[0]! - step - 1e-3);
        const to = Math.min(second.wins!.to ?? Infinity, 4000 * step);
        expect(to).toBeLessThan(wins.at(-1)! + step + 1e-3);
      } else if (second.wins !== null) expect(second.wins.to! - second.wins.from).toBeLessThan(2 * step);
      compared++;
    }
  }
  expect(compared).toBeGreaterThan(150);
});

const step = 0.01;

/** Prices of a grid at which a choice is worth the most. */
function gridOf(row: number, choice: number): readonly number[] {
  const all = choices(row);
  const grid = Array.from({ length: 4000 }, (_, i) => i * step);
  return grid.filter((price) => {
    const worth = all.map(({ value, cost }) => value - price * cost);
    return worth[choice]! >= Math.max(...worth) - 1e-12;
  });
}

test('plans solved again at a price inside the winning prices give the runner-up', async () => {
  const first = await planCampaign(table, { budget: 300, actions });
  const seconds = Array.from({ length: users }, (_, row) =>
    runnerUp(setting, row, first.assignment.action[row]!, first.result.certificate.prices),
  );
  let [inside, followed] = [0, 0];
  for (const budget of [60, 120, 200, 420, 600, 900]) {
    const again = await planCampaign(table, { budget, actions });
    const price = again.result.shadowPrice;
    seconds.forEach((second, row) => {
      const wins = second?.wins;
      if (!wins || price < wins.from + 0.02 || price > (wins.to ?? Infinity) - 0.02) return;
      inside++;
      if (again.assignment.action[row] === second.action) followed++;
    });
  }
  // Prices well inside: at the margin itself whole users do not divide a budget.
  expect(inside).toBeGreaterThan(100);
  expect(inside - followed).toBe(0);
});

test('a user whom a rule leaves out has no runner-up', () => {
  const with_ = tableFromArrays({
    user_id: ids,
    churn_prob: churn,
    pay_amt_30: revenue,
    opt_out: Uint8Array.from(ids, (_, i) => (i === 3 ? 1 : 0)),
  });
  const ruled = settingOf(
    with_,
    resolvePlanOptions({ budget: 300, actions, eligibility: { optOut: 'opt_out' } }),
  );
  expect(runnerUp(ruled, 3, noAction, priceOf(1))).toBeNull();
  expect(runnerUp(ruled, 4, noAction, priceOf(1))).not.toBeNull();
});
