import { describe, expect, test } from 'vitest';

import { metricDictionary, metricOf, seriesOf } from '../../../src/metrics/dictionary.js';

const about = {
  meaning: { zh: '十四天收入', en: 'Revenue of fourteen days' },
  ...{ version: 1, owner: 'growth', unit: 'yuan', direction: 'increase' },
};
const revenue = {
  ...about,
  ...{ level: 'user', kind: 'mean', numerator: { event: 'pay', count: 'sum', value: 'amount' } },
  ...{ deduplication: { by: ['order_id'] }, refunds: { event: 'refund', value: 'amount' } },
  ...{ bots: 'exclude', outliers: { upper: 0.999 } },
};
const dictionary = (definition: object) => metricDictionary({ metrics: { revenue: definition } });
const digest = (definition: object): string => dictionary(definition).metrics.get('revenue')!.digest;

describe('the digest is of what is computed', () => {
  test.each([
    ['the words', { meaning: { zh: '收入', en: 'Money' } }],
    ['the owner', { owner: 'finance' }],
    ['the version', { version: 2 }],
  ])('%s do not change it', (_, change) => {
    expect(digest({ ...revenue, ...change })).toBe(digest(revenue));
  });

  test.each([
    ['the event', { numerator: { ...revenue.numerator, event: 'paid' } }],
    ['the deduplication', { deduplication: { by: ['payment_id'] } }],
    ['the refunds', { refunds: { event: 'refund' } }],
    ['the bots', { bots: 'include' }],
    ['the caps', { outliers: { upper: 0.99 } }],
    ['the unit', { unit: 'fen' }],
    ['the direction', { direction: 'decrease' }],
  ])('%s change it, and begin a new series', (_, change) => {
    expect(digest({ ...revenue, ...change })).not.toBe(digest(revenue));
    const series = (definition: object) => seriesOf(metricOf(dictionary(definition), 'revenue'));
    expect(series({ ...revenue, ...change })).not.toBe(series(revenue));
  });

  test('the order of keys does not', () => {
    expect(digest(Object.fromEntries(Object.entries(revenue).reverse()))).toBe(digest(revenue));
  });
});

describe('a definition that cannot be meant is refused by name', () => {
  const { outliers: _, ...unsaid } = revenue;
  test.each([
    ['a rule that is not said', unsaid, /dictionary.metrics.revenue.outliers/],
    ['an unknown rule', { ...revenue, dedup: 'none' }, /unknown option "dedup"/],
    ['refunds without keys', { ...revenue, deduplication: 'none' }, /refunds are matched by the keys/],
    [
      'a sum without value',
      { ...revenue, numerator: { event: 'pay', count: 'sum' } },
      /value goes with count/,
    ],
    ['a ratio without denominator', { ...revenue, kind: 'ratio', level: 'event' }, /needs denominator/],
    ['a mean by event', { ...revenue, level: 'event' }, /level: event is for ratios/],
    ['rules on a column', { ...revenue, numerator: { column: 'gmv' } }, /look at events/],
    [
      'column and event',
      { ...revenue, numerator: { column: 'gmv', event: 'pay' } },
      /either column or event/,
    ],
    [
      'caps of a proportion',
      { ...revenue, kind: 'proportion', numerator: { event: 'pay' }, refunds: { event: 'refund' } },
      /no extreme values/,
    ],
    ['no keys', { ...revenue, deduplication: { by: [] } }, /one column at least/],
    ['a quantile without which', { ...revenue, kind: 'quantile', outliers: 'none' }, /needs quantile/],
  ])('%s', (_name, definition, message) => {
    expect(() => dictionary(definition)).toThrow(message);
  });

  test('a metric that is not there is told with the nearest name', () => {
    expect(() => metricOf(dictionary(revenue), 'revenu')).toThrow(
      /no metric "revenu" \(did you mean "revenue"\?\)/,
    );
  });

  test('a bot rule that finds nobody', () => {
    const of = (bots: object) => () => metricDictionary({ bots, metrics: {} });
    expect(of({})).toThrow(/dictionary.bots needs eventsPerDay or column/);
    expect(of({ eventsPerDay: 10, above: 3 })).toThrow(/bots.above needs column/);
  });
});
