// The prices of a plan decide about one user what the plan decided, for every user who is not among the last that share a limit.
import { tableFromArrays } from 'apache-arrow';
import fc from 'fast-check';
import { expect, test } from 'vitest';

import { decideByPrice, leftOverOf } from '../../../src/campaign/by-price.js';
import type { PlanOptions } from '../../../src/campaign/options.js';
import { planCampaign } from '../../../src/campaign/plan.js';
import { noAction, reasonCodes } from '../../../src/campaign/records.js';
import { runnerUp } from '../../../src/campaign/runner-up.js';
import { settingOf } from '../../../src/campaign/setting.js';
import { uniform } from '../../support/random.js';

const users = 120;

function market(seed: number) {
  const random = uniform(seed);
  const numbers = (most: number): number[] => Array.from({ length: users }, () => random() * most);
  const flags = (share: number): boolean[] => Array.from({ length: users }, () => random() < share);
  return tableFromArrays({
    user_id: Array.from({ length: users }, (_, i) => `user-${seed}-${i}`),
    churn_prob: Float64Array.from(numbers(1)),
    pay_amt_30: Float64Array.from(numbers(300), (yuan) => (yuan < 40 ? 0 : yuan)),
    stop: flags(0.1),
    sms_ok: flags(0.8),
    days: Float64Array.from(numbers(30)),
    city: Array.from({ length: users }, () => (random() < 0.4 ? 'A' : 'B')),
  });
}

const options = (seed: number, budget: number, several: boolean): PlanOptions => ({
  budget,
  actions: {
    push: { response: 0.01 },
    sms: { contact: 0.05, response: 0.05, consent: 'sms_ok' },
    coupon: {
      face: 20,
      response: { low: 0.05, medium: 0.2, high: 0.3 },
      paid: 'redemption',
      freeRiders: 0.1,
    },
  },
  eligibility: { optOut: 'stop', coolDown: { column: 'days', days: 5 } },
  holdout: { share: 0.15, seed },
  limits: several
    ? [
        { name: 'texts', measure: 'count', actions: ['sms'], max: 20 },
        {
          name: 'city',
          measure: 'spend',
          segment: { column: 'city', equals: 'A' },
          max: Math.ceil(budget / 3),
        },
      ]
    : [],
});

test('who is further from a tie than the gap of the plan gets what the plan gave', async () => {
  let [compared, close] = [0, 0];
  const numbers = { seed: fc.integer({ min: 1, max: 1e6 }), budget: fc.integer({ min: 5, max: 400 }) };
  await fc.assert(
    fc.asyncProperty(fc.record({ ...numbers, several: fc.boolean() }), async ({ seed, budget, several }) => {
      const table = market(seed);
      const plan = await planCampaign(table, options(seed, budget, several));
      const { certificate } = plan.result;
      const { action, actions, reason } = plan.assignment;
      const setting = settingOf(table, plan.options);
      // What all users together miss at the prices is the distance of the plan from its bound.
      const gap = Number(BigInt(certificate.dualBoundMicro) - BigInt(certificate.profitMicro)) / 1e6;
      for (let row = 0; row < users; row++) {
        const priced = decideByPrice(table.slice(row, row + 1), { ...plan, certificate });
        const lead = runnerUp(setting, row, action[row]!, certificate.prices)?.lead ?? Infinity;
        const isOpen = setting.eligibility.isOpen(row);
        if (isOpen && lead <= gap) {
          close++;
          continue;
        }
        compared++;
        expect(priced.action).toBe(actions[action[row]!] ?? null);
        expect(priced.reason).toBe(reasonCodes[reason[row]!]);
        expect(priced.held).toBe(priced.reason === 'holdout');
        const cost = action[row] === noAction ? 0 : setting.economics.worth(row, action[row]!).cost;
        expect(priced.uses[0]).toBe(cost);
      }
    }),
    { numRuns: 25, seed: 15 },
  );
  expect(compared).toBeGreaterThan(2000);
  expect(close).toBeLessThan(compared / 2);
});

test('what a plan left is each limit less what it used; a least amount is never used up', () => {
  const of = (given: object) =>
    ({ name: 'a', measure: 'spend', bound: 'max', shadowPrice: 0, ...given }) as const;
  const constraints = [
    of({ name: 'budget', limit: 100.1, used: 99.85 }),
    of({ measure: 'count', limit: 20, used: 20 }),
    of({ bound: 'min', limit: 5, used: 9 }),
  ];
  expect(leftOverOf({ constraints: constraints as never })).toEqual([
    { limit: 'budget', left: 25 },
    { limit: 'a', left: 0 },
    { limit: 'a', left: null },
  ]);
});
