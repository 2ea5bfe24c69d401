import { aggregate, call, column, literal } from '../../data/sql/build.js';
import type { FeatureDefinition } from '../definitions.js';

/** Attributes the log itself tells. */
export const attributeDefinitions: readonly FeatureDefinition[] = [
  {
    name: 'tenure_days',
    family: 'attribute',
    titleZh: '首次出现至今天数（封顶为价值窗口）',
    titleEn: 'days since the first event, at most the value window',
    unit: 'days',
    window: 'value',
    needs: ['active'],
    // Capped, since how far back the log reaches says nothing about the user.
    sql: () => aggregate('max', [column('age')]),
    across: (_, events) => call('least', events.tenure, literal(events.windows.valueDays)),
  },
];
