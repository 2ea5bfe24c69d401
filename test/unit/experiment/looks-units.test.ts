// An OEC at looks, and the p of several variants that share a plan.
import { tableFromArrays } from 'apache-arrow';
import { expect, test } from 'vitest';

import { Random } from '../../../src/base/random.js';
import { analyzeExperiment } from '../../../src/experiment/analyze.js';
import { experimentConfig } from '../../../src/experiment/config/config.js';
import { dataFromTable } from '../../../src/experiment/data/data.js';
import { dataFromAggregates } from '../../../src/experiment/sources/aggregates.js';
import { experimentReasons as en } from '../../../src/report/texts/en/experiment-reasons.js';
import { experimentReasons as zh } from '../../../src/report/texts/zh/experiment-reasons.js';

const random = new Random(12);
const rows = Array.from({ length: 8000 }, (_, i) => {
  const day = 20_000 + Math.floor(i / 400);
  // From the tenth day on values are ten times as far apart.
  const spread = day >= 20_010 ? 200 : 20;
  return { v: 'ab'[i % 2]!, day, g: 100 + (i % 2) * 3 + spread * (random.uniform() - 0.5) };
});
const table = tableFromArrays({
  v: rows.map((row) => row.v),
  day: Float64Array.from(rows, (row) => row.day),
  g: Float64Array.from(rows, (row) => row.g),
  c: Float64Array.from(rows, () => (random.chance(0.1) ? 1 : 0)),
});

test.each(['standardised', 'relative', 'none'])(
  'an OEC of one metric, %s: its ends are the metric’s, scaled',
  async (scaling) => {
    const config = experimentConfig({
      ...{ name: 'o', control: 'a', treatments: ['b'], data: { variant: 'v', exposedAt: 'day' } },
      sequential: { looks: 4, plannedUsers: 9000 },
      metrics: [
        { name: 'c', kind: 'proportion', role: 'primary', column: 'c' },
        { name: 'g', kind: 'mean', column: 'g' },
      ],
      oec: { scaling, terms: [{ metric: 'g', weight: 1 }] },
    });
    const { metrics, oec } = await analyzeExperiment(await dataFromTable(table, config), config);
    const of = (name: string) => metrics.find((m) => m.name === name)!;
    const { scale } = oec!.terms[0]!;
    expect(of('OEC').sequential).toBe(true);
    expect(of('OEC').simultaneousLow! * scale).toBeCloseTo(of('g').simultaneousLow!, 8);
    expect(of('OEC').simultaneousHigh! * scale).toBeCloseTo(of('g').simultaneousHigh!, 8);
    expect(of('OEC').adjustedP / of('g').adjustedP).toBeCloseTo(1, 6);
  },
);

test('three variants at looks: the reason tells the p that decides, adjusted for them', async () => {
  const config = experimentConfig({
    ...{ name: 'three', control: 'a', treatments: ['b', 'd'], data: {} },
    sequential: { looks: 2, plannedUsers: 6000 },
    metrics: [{ name: 'c', kind: 'proportion', role: 'primary', column: 'c' }],
  });
  const cell = (successes: number) => ({ users: 3000, successes });
  const data = dataFromAggregates({ metrics: { c: { a: cell(300), b: cell(345), d: cell(310) } } }, config);
  const result = await analyzeExperiment(data, config);
  const [best] = result.metrics;
  const reason = result.reasons.find(({ code }) => code.startsWith('primary'))!;
  const values = reason.values as Parameters<(typeof en)['primary-better']>[0];
  expect(values).toMatchObject({ kind: 'sequential', variants: 2, p: best!.adjustedP });
  expect(best!.adjustedP).toBeCloseTo(2 * result.sequential[0]!.adjustedP!, 10);
  expect(en['primary-better'](values)).toContain('sequential p, adjusted for 2 variants');
  expect(zh['primary-better'](values)).toContain('已按 2 个实验组校正');
});
