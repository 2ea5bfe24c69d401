import { shownCount } from '../../base/shown-count.js';
import type { MetricConfig } from '../config/metric-config.js';
import type { LedgerEntry } from '../records/records.js';
import type { CapFacts } from './prepare.js';

// Eight digits: beyond them a cap from SQL may differ from one from rows by the order of a user's sum.
const shownCap = (cap: number): number => Number(cap.toPrecision(8));

const capText = (lower: number | null, upper: number | null): string =>
  [lower === null ? '' : `>= ${shownCap(lower)}`, upper === null ? '' : `<= ${shownCap(upper)}`]
    .filter(Boolean)
    .join(', ');

/** What capping a metric did, for the ledger. */
export function winsoriseEntry(
  metric: MetricConfig,
  { lower, upper, perUpper, users }: CapFacts,
): LedgerEntry {
  const caps = capText(lower, upper);
  const why = {
    zh: '极端值会放大方差；阈值事先写在配置里，由各组合并数据计算',
    en: 'a few extreme values inflate the variance; the rule is in the config, its caps come from all arms together',
  };
  if (metric.per === undefined)
    return {
      code: 'winsorised',
      what: {
        zh: `${metric.name}：截尾到 ${caps}，影响 ${shownCount(users)} 名用户`,
        en: `${metric.name}: values capped (${caps}), ${shownCount(users)} users changed`,
      },
      why,
    };
  const both = `${metric.column} ${caps}${perUpper == null ? '' : `, ${metric.per} ${capText(null, perUpper)}`}`;
  return {
    code: 'winsorised',
    what: {
      zh: `${metric.name}：超出 ${both} 的用户，分子分母按同一系数缩小，影响 ${shownCount(users)} 名用户`,
      en: `${metric.name}: users outside ${both} have numerator and denominator scaled down by one factor, ${shownCount(users)} users changed`,
    },
    why: {
      zh: `${why.zh}；只截分子会改变比率，同一系数保留每名用户自己的比率`,
      en: `${why.en}; capping the numerator alone would change the ratio, one factor keeps every user's own`,
    },
  };
}
