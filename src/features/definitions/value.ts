import { aggregate, binary, call, column, literal, ratio, sumIf } from '../../data/sql/build.js';
import type { FeatureDefinition } from '../definitions.js';

/** 价值相关: what the user paid. Amounts are summed in fen and given in yuan. */
export const valueDefinitions: readonly FeatureDefinition[] = [
  {
    name: 'pay_cnt_{w}',
    family: 'value',
    titleZh: '近{w}天付费次数',
    titleEn: 'payments, last {w} days',
    unit: 'count',
    window: 'observation',
    needs: ['payment'],
    sql: (events) => events.count(events.is('payment')),
  },
  {
    name: 'pay_amt_{w}',
    family: 'value',
    titleZh: '近{w}天付费金额',
    titleEn: 'amount paid less refunds, last {w} days',
    unit: 'yuan',
    window: 'observation',
    needs: ['payment', 'column:amount'],
    sql: (events) => events.yuan(events.paid(events.windows.observationDays)),
  },
  {
    name: 'aov',
    family: 'value',
    titleZh: '客单价',
    titleEn: 'amount paid before refunds for each payment',
    unit: 'yuan',
    window: 'observation',
    needs: ['payment', 'column:amount'],
    sql: (events) => {
      const paid = sumIf(column('amount'), events.whereRole('payment'));
      return events.yuan(ratio(paid, events.count(events.is('payment'))));
    },
  },
  {
    name: 'last_pay_gap',
    family: 'value',
    titleZh: '最近一次付费间隔',
    titleEn: 'days since the last payment; empty without one in the value window',
    unit: 'days',
    window: 'value',
    needs: ['payment'],
    sql: (events) => aggregate('min', [column('age')], events.whereRole('payment', events.windows.valueDays)),
  },
  {
    name: 'refund_cnt_{w}',
    family: 'value',
    titleZh: '近{w}天退款次数',
    titleEn: 'refunds, last {w} days',
    unit: 'count',
    window: 'observation',
    needs: ['refund'],
    sql: (events) => events.count(events.is('refund')),
  },
  {
    name: 'coupon_used_cnt_{w}',
    family: 'value',
    titleZh: '近{w}天优惠券使用次数',
    titleEn: 'coupons used, last {w} days',
    unit: 'count',
    window: 'observation',
    needs: ['coupon'],
    sql: (events) => events.count(events.is('coupon')),
  },
  {
    name: 'coupon_amt_{w}',
    family: 'value',
    titleZh: '近{w}天优惠券金额',
    titleEn: 'value of the coupons used, last {w} days',
    unit: 'yuan',
    window: 'observation',
    needs: ['coupon', ['column:couponAmount', 'column:amount']],
    sql: (events) =>
      binary(
        '/',
        call('coalesce', sumIf(column('amount'), events.whereRole('coupon')), literal(0)),
        literal(100),
      ),
  },
];
