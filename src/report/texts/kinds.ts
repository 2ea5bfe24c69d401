import type { MetricKind, MetricRecord } from '../../experiment/records/records.js';
import type { Language } from '../format.js';

type InBoth = Readonly<Record<Language, string>>;

/** How the metrics of one kind are written. */
interface KindWords {
  /** `points`: values in percent, differences in percentage points. `amounts`: numbers in the metric's own unit. */
  readonly written: 'points' | 'amounts';
  /** The tests that a metric of the kind can have, by the `method` of its record. */
  readonly tests: Readonly<Record<string, InBoth>>;
}

const welch: KindWords['tests'] = { 'welch-t': { zh: 'Welch t 检验', en: "Welch's t" } };

const kindWords: Readonly<Record<MetricKind, KindWords>> = {
  proportion: {
    written: 'points',
    tests: {
      ...welch,
      'pooled-z': { zh: '得分检验（合并 z）', en: 'score test (pooled z)' },
      'unpooled-z': { zh: '未合并 z 检验', en: 'unpooled z' },
      boschloo: { zh: 'Boschloo 精确检验', en: 'Boschloo, exact' },
    },
  },
  mean: { written: 'amounts', tests: welch },
  ratio: { written: 'amounts', tests: { 'ratio-delta': { zh: 'Delta 方法', en: 'delta method' } } },
  quantile: {
    written: 'amounts',
    tests: {
      'quantile-order-statistics': { zh: '次序统计量', en: 'order statistics' },
      'quantile-clustered': { zh: '次序统计量（按用户聚类）', en: 'order statistics, clustered by user' },
    },
  },
};

/** Whether values of the kind are shares, written in percent with differences in percentage points. */
export function isInPoints({ kind }: Pick<MetricRecord, 'kind'>): boolean {
  return kindWords[kind].written === 'points';
}

/** The name of the test that a record's p and interval come from; its code where there is none. */
export function testName(
  { kind, method }: Pick<MetricRecord, 'kind' | 'method'>,
  language: Language,
): string {
  const { tests } = kindWords[kind];
  return Object.hasOwn(tests, method) ? tests[method]![language] : method;
}
