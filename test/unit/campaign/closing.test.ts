// What a closing teaches the next plan: rates, their spread, and the simulation of campaigns at a small size.
import { expect, test } from 'vitest';

import { taughtCampaign } from '../../../bench/simulations/closing/study.js';
import { closeCampaigns } from '../../../src/campaign/closing/close.js';
import { halfWidth, plannedVariance } from '../../../src/campaign/closing/holdout-widths.js';
import { planCampaign } from '../../../src/campaign/plan.js';
import { ratesFile } from '../../../src/pipeline/close/rates-file.js';
import { withRates } from '../../../src/pipeline/plan/rates.js';
import { assumedOf, rowsOf } from '../../support/closing/rows.js';
import { runCampaign, scoredUsers } from '../../support/closing/world.js';

const plan = {
  ...{ budget: 4000, holdout: { share: 0.3, seed: 3 }, frontier: { points: 0 } },
  actions: { sms: { contact: 0.05, response: 0.1 }, coupon: { face: 5, response: 0.3 } },
};
const share = (low: number, medium: number, high: number) => ({ low, medium, high });

test('a coupon that keeps nobody gets the response 0, and the next plan does not buy it', async () => {
  const truth = { sms: share(0.3, 0.3, 0.3), coupon: share(0, 0, 0) };
  const campaign = await runCampaign({ users: 6000, seed: 5, plan, truth });
  const { rates } = closeCampaigns(rowsOf(campaign), { assumed: assumedOf(campaign) });
  const coupon = rates.filter(({ action }) => action === 'coupon');
  expect(coupon.map(({ response, source }) => [response, source])).toEqual(
    coupon.map(() => [0, 'not-shown']),
  );
  const next = await planCampaign(campaign.table, withRates(plan, ratesFile(rates, [])));
  expect(next.result.byAction.find(({ action }) => action === 'coupon')?.users).toBe(0);
  expect(next.result.byAction.find(({ action }) => action === 'sms')!.users).toBeGreaterThan(100);
});

test('the spread of the expected profit is that of a thousand plans with drawn responses', async () => {
  const table = scoredUsers({ users: 400, seed: 2 });
  const actions = { coupon: { face: 5, response: 0.3, responseSd: share(0, 0.02, 0.05) } };
  const { result, assignment } = await planCampaign(table, { budget: 500, actions, frontier: { points: 0 } });
  const atStake = [0, 0, 0];
  assignment.action.forEach((action, row) => {
    const [risk, revenue] = (['churn_prob', 'pay_amt_30'] as const).map((name) =>
      Number(table.getChild(name)!.get(row)),
    );
    if (action === 0) atStake[assignment.tier[row]!]! += risk! * 0.6 * revenue!;
  });
  const variance = (0.02 * atStake[1]!) ** 2 + (0.05 * atStake[2]!) ** 2;
  expect(result.profitSd).toBeCloseTo(Math.sqrt(variance), 8);
  const without = await planCampaign(table, { budget: 500, frontier: { points: 0 } });
  expect(without.result.profitSd).toBeUndefined();
});

test('rates of another plan are refused with the name', () => {
  const rates = { format: 'winback rates 1', plans: [] } as const;
  const of = (name: string, tier: string) => ({ [name]: { response: { [tier]: 0.1 }, responseSd: {} } });
  expect(() => withRates(plan, { ...rates, actions: of('cuopon', 'high') })).toThrow(/"cuopon".*"coupon"/);
  expect(() => withRates(plan, { ...rates, actions: of('coupon', 'hgih') })).toThrow(/"hgih".*"high"/);
});

test('widths follow the holdout: a tenth is about as wide as the formula says of the campaign itself', async () => {
  const truth = { sms: share(0.05, 0.05, 0.05), coupon: share(0.2, 0.2, 0.2) };
  const campaign = await runCampaign({ users: 6000, seed: 8, plan, truth });
  const rows = rowsOf(campaign);
  const { incremental, holdoutWidths } = closeCampaigns(rows);
  const own = (incremental.high - incremental.low) / 2;
  const said = holdoutWidths.find(({ share: held }) => held === 0.3)!.halfWidth;
  expect(Math.abs(said / own - 1)).toBeLessThan(0.15);
  const planned = rows.users.map((_, row) => ({ value: rows.value[row]!, risk: rows.risk[row]! }));
  const variance = plannedVariance(planned);
  const before = halfWidth(rows.users.length, 0.3, { contacted: variance, held: variance });
  expect(Math.abs(before / own - 1)).toBeLessThan(0.2);
  expect(halfWidth(1000, 0.5, { contacted: 1, held: 1 })).toBeCloseTo(
    1.959964 * 500 * Math.sqrt(4 / 1000),
    5,
  );
});

test('simulated campaigns: fewer users than a difference of means, no coupon where none pays, an honest claim', async () => {
  const none = await taughtCampaign('coupons never pay', 8000, 3);
  expect(none.coupons).toBe(0);
  expect(none.saved).toBeGreaterThan(3);
  expect(none.overBound).toBeLessThan(1.25);
  expect(none.firstClaim).toBeGreaterThan(2 * none.firstTruth);
  expect(Math.abs(none.claim - none.truth)).toBeLessThan(0.5 * none.truth);
});
