import { aggregate, column } from '../../data/sql/build.js';
import type { FeatureDefinition } from '../definitions.js';

/** Attributes the log itself tells. */
export const attributeDefinitions: readonly FeatureDefinition[] = [
  {
    name: 'tenure_days',
    family: 'attribute',
    titleZh: '价值窗口内首次出现至今天数',
    titleEn: 'days since the first event of the value window',
    unit: 'days',
    window: 'value',
    needs: ['active'],
    // Nothing before the value window is looked at: how far back a log reaches says nothing about the user, and a model
    // trained on years of events must find the same value in an export of the last months.
    sql: (events) => aggregate('max', [column('age')], events.within(events.windows.valueDays)),
  },
];
