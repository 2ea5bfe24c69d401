// A generated experiment whose true effect is known: the whole analysis must find it.
import { expect, test } from 'vitest';

import { analyzeExperiment } from '../../../src/experiment/analyze.js';
import { dataFromTable } from '../../../src/experiment/data/data.js';
import { numberColumn } from '../../../src/experiment/data/user-table.js';
import { generateExperiment } from '../../../src/simulate/generate.js';

test('same seed, same rows; another seed, others', async () => {
  const rows = async (seed: number) =>
    numberColumn((await generateExperiment({ users: 500, seed })).table, 'gmv');
  expect(await rows(7)).toEqual(await rows(7));
  expect(await rows(8)).not.toEqual(await rows(7));
});

test('the true effect lies in the interval, and every part of the analysis runs', async () => {
  const { table, config, truth } = await generateExperiment();
  const result = await analyzeExperiment(await dataFromTable(table, config), config);
  const [conversion, gmv] = result.metrics;
  expect(conversion!.low!).toBeLessThan(truth.conversion);
  expect(conversion!.high!).toBeGreaterThan(truth.conversion);
  expect(gmv!.low!).toBeLessThan(truth.gmv);
  expect(gmv!.high!).toBeGreaterThan(truth.gmv);
  expect(gmv!.cuped!.varianceReduction).toBeGreaterThan(0.1);
  expect(result.sequential[0]!.looks.length).toBe(5);
  expect(result.sequential[0]!.stoppedAt).not.toBeNull();
  expect(conversion!.posterior!.monteCarlo!.draws).toBe(200_000);
  const status = Object.fromEntries(result.checks.map((c) => [c.code, c.status]));
  expect(status).toMatchObject({
    srm: 'passed',
    assignment: 'passed',
    'split-check': 'passed',
    duration: 'passed',
  });
  expect(result.novelty.length).toBe(1);
  expect(result.decision).toBe('ship');
  expect(result.reference!.length).toBeGreaterThan(5);
});

test('without a true effect nothing ships', async () => {
  const { table, config } = await generateExperiment({ lift: 0, seed: 3 });
  const result = await analyzeExperiment(await dataFromTable(table, config), config);
  expect(result.sequential[0]!.stoppedAt).toBeNull();
  expect(result.decision).not.toBe('ship');
});
