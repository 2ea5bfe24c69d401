// Figures by attribute of the users: which columns are taken, whose value a row gets, and how the state names a slice.
import { expect, test } from 'vitest';

import { buildTable } from '../../../src/data/tables/build.js';
import { nameColumn } from '../../../src/data/tables/name-column.js';
import type { Day } from '../../../src/pipeline/daily/day.js';
import { slicesOf, withSlices } from '../../../src/pipeline/daily/slice-columns.js';
import { metricRecords } from '../../../src/pipeline/daily/state-records.js';
import type { DayMetrics } from '../../../src/pipeline/daily/steps/monitor.js';

const table = (users: readonly string[], columns: Readonly<Record<string, readonly string[]>>) =>
  buildTable([
    nameColumn('user', Int32Array.from(users.keys()), users),
    ...Object.entries(columns).map(([name, values]) =>
      nameColumn(name, Int32Array.from(values.keys()), values),
    ),
  ]);

test('only attributes that every day holds are taken', async () => {
  const first = await table(['a'], { left: ['0'], channel: ['seo'], region: ['EU'] });
  const second = await table(['a'], { left: ['1'], region: ['EU'] });
  expect(slicesOf([first])).toEqual(['channel', 'region']);
  expect(slicesOf([first, second])).toEqual(['region']);
});

test('each user of the scores gets the own value, whatever the order; users without one are missing', async () => {
  const scores = await table(['c', 'a', 'b'], {});
  const outcomes = await table(['a', 'b'], { channel: ['ads', '渠道'] });
  const joined = await withSlices(scores, outcomes, ['channel']);
  const channel = joined.getChild('channel')!;
  expect([0, 1, 2].map((row) => channel.get(row))).toEqual(['missing', 'ads', '渠道']);
});

test('a value that is called as the merged ones are has a record of its own', () => {
  const figure = { value: 0.8, low: 0.7, high: 0.9 };
  const slice = {
    column: 'channel',
    value: 'other',
    rows: 900,
    positives: 90,
    auc: figure,
    shrunk: figure,
    p: 0.5,
  };
  const evaluation = {
    ...{ state: 'evaluated', rows: 2000, positives: 200, effectivePositives: 150, counts: {} },
    ...{
      auc: figure,
      prAuc: figure,
      brier: figure,
      churn: figure,
      threshold: null,
      calibration: null,
      tiers: [],
    },
    slices: [
      { ...slice, merged: 1 },
      { ...slice, merged: 3 },
    ],
  };
  const estimated = {
    auc: null,
    prAuc: 0.5,
    brier: 0.1,
    precision: null,
    recall: null,
    rows: 1,
    expectedPositives: 0,
  };
  const metrics = { model: 'm', estimated, matured: { snapshot: '2026-03-01', days: [], evaluation } };
  const day = { config: { name: 'shop' }, date: '2026-03-20' };
  // The rest of a day and of an evaluation is not looked at.
  const records = metricRecords(day as unknown as Day, metrics as unknown as DayMetrics);
  const slices = records.filter(({ slice: name }) => name !== '');
  expect(slices.map(({ slice: name, name: figureName }) => [name, figureName])).toEqual([
    ['channel = other', 'auc'],
    ['channel = other', 'aucShrunk'],
    ['channel = other (3 values)', 'auc'],
    ['channel = other (3 values)', 'aucShrunk'],
  ]);
  expect(slices[0]).toMatchObject({
    kind: 'matured',
    n: 900,
    positives: 90,
    value: 0.8,
    low: 0.7,
    high: 0.9,
  });
});
