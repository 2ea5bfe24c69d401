// Expected values: R 4.2.2 (golden/chickweight.R), also in reference/experiments.md 4.5.
import { tableFromArrays } from 'apache-arrow';
import { expect, test } from 'vitest';

import { analyzeExperiment } from '../../../src/experiment/analyze.js';
import { experimentConfig } from '../../../src/experiment/config.js';
import { dataFromTable } from '../../../src/experiment/data.js';
import golden from './golden/chickweight.json' with { type: 'json' };

const table = tableFromArrays({
  diet: golden.treated.map((t) => (t === 1 ? 'diet 3' : 'diet 1')),
  y: Float64Array.from(golden.y),
  x: Float64Array.from(golden.x),
});

async function weight(cuped: 'within' | 'pooled' | 'off') {
  const config = experimentConfig({
    name: 'chicks',
    data: { variant: 'diet' },
    control: 'diet 1',
    treatments: ['diet 3'],
    weights: [16, 10],
    cuped,
    metrics: [{ name: 'y', kind: 'mean', role: 'primary', column: 'y', covariates: ['x'] }],
    spec: true,
  });
  return analyzeExperiment(await dataFromTable(table, config), config);
}

test('raw, pooled and within: the spec form lets the effect leak into theta', async () => {
  const raw = (await weight('off')).metrics[0]!;
  expect(raw.difference).toBeCloseTo(92.55, 10);
  expect(raw.p).toBeCloseTo(golden.rawP, 12);
  expect(raw.df!).toBeCloseTo(golden.rawDf, 10);

  const pooled = (await weight('pooled')).metrics[0]!;
  expect(pooled.cuped!.theta[0]).toBeCloseTo(golden.pooledTheta, 11);
  expect(pooled.difference).toBeCloseTo(golden.pooledDifference, 10);
  expect(pooled.p).toBeCloseTo(golden.pooledP, 12);
  expect(pooled.df!).toBeCloseTo(golden.pooledDf, 10);

  const within = (await weight('within')).metrics[0]!;
  expect(within.cuped!.theta[0]).toBeCloseTo(golden.ancovaTheta, 11);
  expect(within.difference).toBeCloseTo(golden.ancovaDifference, 10);
});

test('spec mode prints both, side by side', async () => {
  const rows = (await weight('within')).spec!;
  const theta = rows.find((r) => r.name === 'y: theta')!;
  expect(theta.spec).toBeCloseTo(golden.pooledTheta, 11);
  expect(theta.corrected).toBeCloseTo(golden.ancovaTheta, 11);
  expect(rows.find((r) => r.name === 'y: CUPED p')!.spec).toBeCloseTo(golden.pooledP, 12);
  const t = rows.find((r) => r.name === 'y: t')!;
  expect(t.spec).toBe(-(t.corrected as number));
});
