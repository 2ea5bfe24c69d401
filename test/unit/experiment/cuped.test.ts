// Expected values: R 4.2.2 (test/golden/experiment/chickweight.R).
import { tableFromArrays } from 'apache-arrow';
import { expect, test } from 'vitest';
import { sizeCurves } from '../../../src/entries/experiment.js';
import { analyzeExperiment } from '../../../src/experiment/analyze.js';
import { experimentConfig } from '../../../src/experiment/config/config.js';
import { dataFromTable } from '../../../src/experiment/data/data.js';
import { renderExperimentReport } from '../../../src/index.js';
import golden from '../../golden/experiment/chickweight.json' with { type: 'json' };

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
    reference: true,
  });
  return analyzeExperiment(await dataFromTable(table, config), config);
}

test('raw, pooled and within: the pooled form of the reference script lets the effect leak into theta', async () => {
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

// Predictions at the mean of x of OLS y ~ treated + x (statsmodels 0.14).
test('the adjusted values are those of the regression, and their difference is the one shown', async () => {
  const { adjusted, difference } = (await weight('within')).metrics[0]!;
  expect(adjusted!.control).toBeCloseTo(192.90920627622023, 9);
  expect(adjusted!.treatment).toBeCloseTo(246.045269958048, 9);
  expect(adjusted!.treatment - adjusted!.control).toBe(difference);
  const pooled = (await weight('pooled')).metrics[0]!;
  expect(pooled.adjusted!.treatment - pooled.adjusted!.control).toBe(pooled.difference);
  expect((await weight('off')).metrics[0]!.adjusted).toBeNull();
});

test('the report shows the adjusted values, and the unadjusted ones beneath', async () => {
  const result = await weight('within');
  const page = async (language: 'zh' | 'en') => {
    const files = await renderExperimentReport({ result, sampleSize: sizeCurves(result) }, { language });
    return String(files.get('experiment_report.md'));
  };
  const row = (await page('en')).split('\n').find((line) => line.startsWith('| `y` \\*'))!;
  const [, , , , control, treatment, difference] = row.split('|').map((cell) => Number(cell));
  expect([control, treatment]).toEqual([192.91, 246.05]);
  expect(difference).toBeCloseTo(treatment! - control!, 1);
  expect(await page('en')).toContain('Unadjusted (control / variant): y (diet 3) 177.75 / 270.30');
  expect(await page('zh')).toContain('未校正（对照组 / 实验组）：y (diet 3) 177.75 / 270.30');
});

test('reference rows print both, side by side', async () => {
  const rows = (await weight('within')).reference!;
  const theta = rows.find((r) => r.name === 'y: theta')!;
  expect(theta.reference).toBeCloseTo(golden.pooledTheta, 11);
  expect(theta.corrected).toBeCloseTo(golden.ancovaTheta, 11);
  expect(rows.find((r) => r.name === 'y: CUPED p')!.reference).toBeCloseTo(golden.pooledP, 12);
  const t = rows.find((r) => r.name === 'y: t')!;
  expect(t.reference).toBe(-(t.corrected as number));
});
