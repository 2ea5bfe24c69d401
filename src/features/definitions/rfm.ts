import { aggregate, all, binary, column, literal, percentRank } from '../../data/sql/build.js';
import type { Sql } from '../../data/sql/tree.js';
import type { FeatureDefinition } from '../definitions.js';
import type { EventVocabulary } from './vocabulary.js';

const recency = (events: EventVocabulary): Sql =>
  aggregate('min', [column('age')], all(events.active, events.within()));

const frequency = (events: EventVocabulary): Sql => events.count(events.active);

const monetary = (events: EventVocabulary): Sql => events.yuan(events.paid(events.windows.valueDays));

/** RFM, and each value's rank among the users of the same snapshot: 1 is best, 0 worst. */
export const rfmDefinitions: readonly FeatureDefinition[] = [
  {
    name: 'recency_days',
    family: 'rfm',
    titleZh: '最近一次活跃间隔R',
    titleEn: 'days since the last active event (R)',
    unit: 'days',
    window: 'observation',
    needs: ['active'],
    sql: recency,
  },
  {
    name: 'frequency_{w}',
    family: 'rfm',
    titleZh: '近{w}天活跃频次F',
    titleEn: 'active events, last {w} days (F)',
    unit: 'count',
    window: 'observation',
    needs: ['active'],
    sql: frequency,
  },
  {
    name: 'monetary_{w}',
    family: 'rfm',
    titleZh: '近{w}天金额M',
    titleEn: 'amount paid less refunds, last {w} days (M)',
    unit: 'yuan',
    window: 'value',
    needs: ['payment', 'column:amount'],
    sql: monetary,
  },
  {
    name: 'r_quantile',
    family: 'rfm',
    titleZh: 'R分位',
    titleEn: 'rank of R among the snapshot, 1 = most recent',
    unit: 'rank',
    window: 'observation',
    needs: ['active'],
    sql: recency,
    across: (own) => percentRank(binary('*', own, literal(-1))),
  },
  {
    name: 'f_quantile',
    family: 'rfm',
    titleZh: 'F分位',
    titleEn: 'rank of F among the snapshot, 1 = most frequent',
    unit: 'rank',
    window: 'observation',
    needs: ['active'],
    sql: frequency,
    across: percentRank,
  },
  {
    name: 'm_quantile',
    family: 'rfm',
    titleZh: 'M分位',
    titleEn: 'rank of M among the snapshot, 1 = highest',
    unit: 'rank',
    window: 'value',
    needs: ['payment', 'column:amount'],
    sql: monetary,
    across: percentRank,
  },
];
