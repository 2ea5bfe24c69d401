import { aggregate, all, binary, column, literal, percentRank } from '../../data/sql/build.js';
import type { Sql } from '../../data/sql/tree.js';
import type { FeatureDefinition } from './definition.js';
import type { EventVocabulary } from './vocabulary.js';

const recency = (events: EventVocabulary): Sql =>
  aggregate('min', [column('age')], all(events.active, events.within()));

const frequency = (events: EventVocabulary): Sql => events.count(events.active);

const monetary = (events: EventVocabulary): Sql => events.yuan(events.paid(events.windows.valueDays));

/** RFM, and each value's rank among the users of the same snapshot: 1 is best, 0 worst. */
export const rfmDefinitions = [
  {
    name: 'recency_days',
    family: 'rfm',
    unit: 'days',
    window: 'observation',
    needs: ['active'],
    sql: recency,
  },
  {
    name: 'frequency_{w}',
    family: 'rfm',
    unit: 'count',
    window: 'observation',
    needs: ['active'],
    sql: frequency,
  },
  {
    name: 'monetary_{w}',
    family: 'rfm',
    unit: 'yuan',
    window: 'value',
    needs: ['payment', 'column:amount'],
    sql: monetary,
  },
  {
    name: 'r_quantile',
    family: 'rfm',
    unit: 'rank',
    window: 'observation',
    needs: ['active'],
    sql: recency,
    across: (own) => percentRank(binary('*', own, literal(-1))),
  },
  {
    name: 'f_quantile',
    family: 'rfm',
    unit: 'rank',
    window: 'observation',
    needs: ['active'],
    sql: frequency,
    across: percentRank,
  },
  {
    name: 'm_quantile',
    family: 'rfm',
    unit: 'rank',
    window: 'value',
    needs: ['payment', 'column:amount'],
    sql: monetary,
    across: percentRank,
  },
] as const satisfies readonly FeatureDefinition[];
