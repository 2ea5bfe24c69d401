// The reference script's synthetic users with their true probabilities: the optimum against the reference script's own list.
import { tableFromArrays } from 'apache-arrow';
import { expect, test } from 'vitest';

import { planCampaign } from '../../../src/campaign/plan.js';
import { uniform } from '../../support/random.js';

const users = 5609; // the reference script's test set

// Distributions of the reference script's synthesize_user_table, from uniform numbers.
function referenceUsers(seed: number) {
  const random = uniform(seed);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const gamma = (shape: number): number => {
    let sum = 0;
    for (let k = 0; k < shape; k++) sum -= Math.log(1 - random());
    return sum;
  };
  const poisson = (mean: number): number => {
    let count = -1;
    for (let left = mean; left > 0; count++) left += Math.log(1 - random());
    return Math.max(count, 0);
  };
  const beta = (a: number, b: number): number => {
    const x = gamma(a);
    return x / (x + gamma(b));
  };
  const p = new Float64Array(users);
  const revenue = new Float64Array(users);
  for (let i = 0; i < users; i++) {
    const active = Math.min(poisson(10), 30);
    const success = beta(7, 3);
    const fail = Math.min(Math.max(1 - success + 0.02 * normal(), 0), 1);
    const p95 = Math.max(2200 + 500 * normal(), 500);
    const payments = poisson(0.8 * (1 + active / 30));
    revenue[i] = Math.round(gamma(2) * 10 * (1 + payments * 0.3) * 100) / 100;
    const gap = payments > 0 ? Math.floor(random() * 45) : 999;
    const variety = Math.min(poisson(4) + 1, 15);
    const hours = Math.max(36 + 12 * normal(), 1);
    const quota = beta(2, 3);
    const logit =
      1 -
      0.09 * active -
      0.25 * payments -
      1.2 * success +
      0.8 * fail +
      0.002 * (p95 - 2200) +
      0.5 * Number(gap > 30) -
      0.05 * variety +
      (0.15 * hours) / 24 +
      0.4 * Number(quota < 0.1);
    p[i] = 1 / (1 + Math.exp(-logit));
  }
  const ids = Array.from({ length: users }, (_, i) => `u${i}`);
  return tableFromArrays({ user_id: ids, churn_prob: p, pay_amt_30: revenue } as unknown as Record<
    string,
    Float64Array
  >);
}

test("earns at least 1.55 times the reference script's list, and is proven", async () => {
  for (const seed of [1, 2, 3]) {
    const { result } = await planCampaign(referenceUsers(seed), { budget: 5000 });
    expect(result.gap).toBe(0);
    expect(result.spent).toBeLessThanOrEqual(5000);
    expect(result.expectedProfit / result.greedy!.expectedProfit).toBeGreaterThan(1.55);
  }
});
