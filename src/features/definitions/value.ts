import { aggregate, binary, call, column, literal, ratio, sumIf } from '../../data/sql/build.js';
import type { FeatureDefinition } from './definition.js';

/** Value: what the user paid. Amounts are summed in fen and given in yuan. */
export const valueDefinitions = [
  {
    name: 'pay_cnt_{w}',
    family: 'value',
    unit: 'count',
    window: 'observation',
    needs: ['payment'],
    sql: (events) => events.count(events.is('payment')),
  },
  {
    name: 'pay_amt_{w}',
    family: 'value',
    unit: 'yuan',
    window: 'observation',
    needs: ['payment', 'column:amount'],
    sql: (events) => events.yuan(events.paid(events.windows.observationDays)),
  },
  {
    name: 'aov',
    family: 'value',
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
    unit: 'days',
    window: 'value',
    needs: ['payment'],
    sql: (events) => aggregate('min', [column('age')], events.whereRole('payment', events.windows.valueDays)),
  },
  {
    name: 'refund_cnt_{w}',
    family: 'value',
    unit: 'count',
    window: 'observation',
    needs: ['refund'],
    sql: (events) => events.count(events.is('refund')),
  },
  {
    name: 'coupon_used_cnt_{w}',
    family: 'value',
    unit: 'count',
    window: 'observation',
    needs: ['coupon'],
    sql: (events) => events.count(events.is('coupon')),
  },
  {
    name: 'coupon_amt_{w}',
    family: 'value',
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
] as const satisfies readonly FeatureDefinition[];
