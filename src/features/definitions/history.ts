import type { Aggregate } from './aggregate.js';
import type { FeatureDefinition } from './definition.js';

const fenPerYuan = 100;

const recency: Aggregate = { kind: 'overdue', of: { roles: 'active' }, level: 0.5 };

/** What the whole history of a user tells (`windows.historyDays`): how long, how often, how much, and the user's own rhythm. */
export const historyDefinitions = [
  {
    name: 'history_tenure_days',
    family: 'history',
    unit: 'days',
    window: 'history',
    needs: ['active'],
    aggregate: { kind: 'oldest', of: { roles: 'active' } },
  },
  {
    name: 'history_active_days',
    family: 'history',
    unit: 'days',
    window: 'history',
    needs: ['active'],
    aggregate: { kind: 'days', of: { roles: 'active' } },
  },
  {
    name: 'history_events',
    family: 'history',
    unit: 'count',
    window: 'history',
    needs: ['active'],
    aggregate: { kind: 'count', of: { roles: 'active' } },
  },
  {
    name: 'history_gap_days',
    family: 'history',
    unit: 'days',
    window: 'history',
    needs: ['active'],
    aggregate: { kind: 'dayGap', of: { roles: 'active' }, level: 0.5 },
  },
  {
    name: 'history_recency_ratio',
    family: 'history',
    unit: 'ratio',
    window: 'history',
    needs: ['active'],
    aggregate: recency,
  },
  {
    name: 'history_recency_ratio_max',
    family: 'history',
    unit: 'ratio',
    window: 'history',
    needs: ['active'],
    aggregate: { ...recency, level: 1 },
  },
  {
    name: 'history_pay_cnt',
    family: 'history',
    unit: 'count',
    window: 'history',
    needs: ['payment'],
    aggregate: { kind: 'count', of: { roles: ['payment'] } },
  },
  {
    name: 'history_pay_amt',
    family: 'history',
    unit: 'yuan',
    window: 'history',
    needs: ['payment', 'column:amount'],
    aggregate: { kind: 'paid', per: fenPerYuan },
  },
  {
    name: 'history_pay_recency',
    family: 'history',
    unit: 'days',
    window: 'history',
    needs: ['payment'],
    aggregate: { kind: 'newest', of: { roles: ['payment'] } },
  },
] as const satisfies readonly FeatureDefinition[];
