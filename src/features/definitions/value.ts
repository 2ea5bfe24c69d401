import type { FeatureDefinition } from './definition.js';

const fenPerYuan = 100;

/** Value: what the user paid. Amounts are summed in fen and given in yuan. */
export const valueDefinitions = [
  {
    name: 'pay_cnt_{w}',
    family: 'value',
    unit: 'count',
    window: 'observation',
    needs: ['payment'],
    aggregate: { kind: 'count', of: { roles: ['payment'] } },
  },
  {
    name: 'pay_amt_{w}',
    family: 'value',
    unit: 'yuan',
    window: 'observation',
    needs: ['payment', 'column:amount'],
    aggregate: { kind: 'paid', per: fenPerYuan },
  },
  {
    name: 'aov',
    family: 'value',
    unit: 'yuan',
    window: 'observation',
    needs: ['payment', 'column:amount'],
    aggregate: {
      kind: 'meanPerEvent',
      of: { roles: ['payment'] },
      column: 'amount',
      per: fenPerYuan,
    },
  },
  {
    name: 'last_pay_gap',
    family: 'value',
    unit: 'days',
    window: 'value',
    needs: ['payment'],
    aggregate: { kind: 'newest', of: { roles: ['payment'] } },
  },
  {
    name: 'refund_cnt_{w}',
    family: 'value',
    unit: 'count',
    window: 'observation',
    needs: ['refund'],
    aggregate: { kind: 'count', of: { roles: ['refund'] } },
  },
  {
    name: 'coupon_used_cnt_{w}',
    family: 'value',
    unit: 'count',
    window: 'observation',
    needs: ['coupon'],
    aggregate: { kind: 'count', of: { roles: ['coupon'] } },
  },
  {
    name: 'coupon_amt_{w}',
    family: 'value',
    unit: 'yuan',
    window: 'observation',
    needs: ['coupon', ['column:couponAmount', 'column:amount']],
    aggregate: {
      kind: 'sum',
      of: { roles: ['coupon'] },
      column: 'amount',
      per: fenPerYuan,
    },
  },
] as const satisfies readonly FeatureDefinition[];
