import type { Aggregate } from './aggregate.js';
import type { FeatureDefinition } from './definition.js';

const recency: Aggregate = { kind: 'newest', of: { roles: 'active' } };

const frequency: Aggregate = { kind: 'count', of: { roles: 'active' } };

const monetary: Aggregate = { kind: 'paid', per: 100 };

/** RFM, and each value's rank among the users of the same snapshot: 1 is best, 0 worst. */
export const rfmDefinitions = [
  {
    name: 'recency_days',
    family: 'rfm',
    unit: 'days',
    window: 'observation',
    needs: ['active'],
    aggregate: recency,
  },
  {
    name: 'frequency_{w}',
    family: 'rfm',
    unit: 'count',
    window: 'observation',
    needs: ['active'],
    aggregate: frequency,
  },
  {
    name: 'monetary_{w}',
    family: 'rfm',
    unit: 'yuan',
    window: 'value',
    needs: ['payment', 'column:amount'],
    aggregate: monetary,
  },
  {
    name: 'r_quantile',
    family: 'rfm',
    unit: 'rank',
    window: 'observation',
    needs: ['active'],
    aggregate: recency,
    rank: 'descending',
  },
  {
    name: 'f_quantile',
    family: 'rfm',
    unit: 'rank',
    window: 'observation',
    needs: ['active'],
    aggregate: frequency,
    rank: 'ascending',
  },
  {
    name: 'm_quantile',
    family: 'rfm',
    unit: 'rank',
    window: 'value',
    needs: ['payment', 'column:amount'],
    aggregate: monetary,
    rank: 'ascending',
  },
] as const satisfies readonly FeatureDefinition[];
