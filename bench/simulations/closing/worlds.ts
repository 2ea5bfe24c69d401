// Six worlds in which the same plan is made: what contacts truly do differs, what the plan assumes does not.
import type { PlanOptions } from '../../../src/campaign/options.js';
import type { World } from '../../../test/support/closing/world.js';

export const tiers = [
  { name: 'low', from: 0 },
  { name: 'medium', from: 0.3 },
  { name: 'high', from: 0.5 },
  { name: 'top', from: 0.7 },
] as const;

/** Responses from the lowest tier to the highest. */
const byTier = (...shares: readonly [number, number, number, number]): Readonly<Record<string, number>> =>
  Object.fromEntries(tiers.map(({ name }, i) => [name, shares[i]!]));

const same = (share: number) => byTier(share, share, share, share);

export const worlds = {
  'half of what is assumed': { sms: same(0.05), coupon5: same(0.13), coupon20: same(0.2) },
  'as assumed': { sms: same(0.1), coupon5: same(0.25), coupon20: same(0.37) },
  'better in the middle': {
    sms: byTier(0.02, 0.06, 0.08, 0.04),
    coupon5: byTier(0.1, 0.22, 0.2, 0.1),
    coupon20: byTier(0.15, 0.35, 0.3, 0.15),
  },
  'messages alone work': { sms: same(0.12), coupon5: same(0.01), coupon20: same(0.01) },
  'coupons never pay': { sms: same(0.08), coupon5: same(0), coupon20: same(0) },
  'nothing works': { sms: same(0), coupon5: same(0), coupon20: same(0) },
} as const satisfies Readonly<Record<string, World['truth']>>;

/** The first plan of every world, before anything was measured. */
export const firstPlan = (users: number): PlanOptions => ({
  budget: users,
  tiers,
  actions: {
    sms: { contact: 0.05, response: 0.1 },
    coupon5: { face: 5, response: 0.25 },
    coupon20: { face: 20, response: 0.37 },
  },
  holdout: { share: 0.3, seed: 7 },
  frontier: { points: 0 },
});
