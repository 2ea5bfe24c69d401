// Quantiles over several rows per user: counted, clustered and joined as the same rows are by hand.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { tableFromArrays } from 'apache-arrow';
import { afterAll, expect, test } from 'vitest';

import { Random } from '../../../src/base/random.js';
import { analyzeExperiment } from '../../../src/experiment/analyze.js';
import { experimentConfig } from '../../../src/experiment/config/config.js';
import { dataFromTable } from '../../../src/experiment/data/data.js';
import { withMetricRows } from '../../../src/experiment/data/metric-rows.js';
import { loadExperiment } from '../../../src/experiment/sources/load.js';
import { ledgerSentences } from '../../../src/report/experiment-sentences.js';
import { textsFor } from '../../../src/report/texts/index.js';
import { quantileInterval } from '../../../src/stats/quantile/quantile.js';
import { randomHalves } from '../../../src/stats/resampling/random-halves.js';

const random = new Random(12);
const users = Array.from({ length: 800 }, (_, i) => ({
  id: `0${i}`,
  variant: i % 2 === 0 ? 'control' : 'fast',
  bought: random.chance(0.3) ? 1 : 0,
  pace: random.normal(),
}));
const sessions = users.flatMap(({ id, variant, pace }) =>
  Array.from({ length: 1 + random.below(7) }, () => ({
    id,
    variant,
    latency: Math.round(
      1000 * Math.exp(0.5 * pace + 0.3 * random.normal() - (variant === 'fast' ? 0.25 : 0)),
    ),
  })),
);
const outsiders = [
  { id: '0999', latency: 1 },
  { id: 'nobody', latency: 1e9 },
];

const config = experimentConfig({
  ...{ name: 'latency', control: 'control', treatments: ['fast'] },
  data: { file: 'users.csv', user: 'id', variant: 'variant' },
  metrics: [
    { name: 'bought', kind: 'proportion', role: 'primary', column: 'bought' },
    {
      ...{ name: 'p90', kind: 'quantile', quantile: 0.9, column: 'latency', direction: 'decrease' },
      rows: { file: 'sessions.csv', user: 'id' },
    },
  ],
});

const folder = await mkdtemp(path.join(tmpdir(), 'winback-rows-'));
afterAll(() => rm(folder, { recursive: true }));

const csv = (rows: readonly object[]): string =>
  [Object.keys(rows[0]!).join(','), ...rows.map((row) => Object.values(row).join(','))].join('\n');

test('session latencies from a file of their own, clustered by user', async () => {
  await writeFile(path.join(folder, 'users.csv'), csv(users));
  const rows = [...sessions, ...outsiders].map(({ id, latency }) => ({ latency, id }));
  await writeFile(path.join(folder, 'sessions.csv'), csv(rows));
  const data = await loadExperiment(config, { resolvePath: (file) => path.join(folder, file) });
  const result = await analyzeExperiment(data, config);
  const m = result.metrics.find((metric) => metric.name === 'p90')!;
  const arm = async (variant: string) => {
    const own = sessions.filter((s) => s.variant === variant);
    const clusters = Int32Array.from(own, (s) => Number(s.id));
    return quantileInterval(
      own.map((s) => s.latency),
      0.9,
      { clusters },
    );
  };
  const [control, fast] = [await arm('control'), await arm('fast')];
  expect(m).toMatchObject({ method: 'quantile-clustered', control: control.value, treatment: fast.value });
  expect(m.controlArm.users).toBe(400);
  expect(m.standardError).toBeCloseTo(Math.hypot(control.error, fast.error), 10);
  expect(m.high).toBeLessThan(0);
  expect(m.p < 0.05).toBe(true);
  // The wider clustered error is the point of it.
  const naive = await quantileInterval(
    sessions.filter((s) => s.variant === 'control').map((s) => s.latency),
    0.9,
  );
  expect(control.error).toBeGreaterThan(1.2 * naive.error);
  const entry = result.ledger.find((e) => e.code === 'metric-rows')!;
  expect(ledgerSentences(entry, textsFor('en')).what).toBe(
    `p90: ${sessions.length} rows, clustered by user; 2 rows of users outside the analysis left out`,
  );
});

test('rows need a user, a quantile and finite values', async () => {
  const [first, second] = config.metrics.map(({ name, kind, role, column }) => ({
    name,
    kind,
    role,
    column,
  }));
  const metrics = [first, { ...second, quantile: 0.9, rows: { file: 'x.csv', user: 'id' } }];
  const given = { name: 'l', control: 'control', treatments: ['fast'] };
  const wrong = (data: object, list: object[]) => () => experimentConfig({ ...given, data, metrics: list });
  expect(wrong({ variant: 'variant' }, metrics as object[])).toThrow(/rows need data.file and data.user/);
  const mean = { name: 'm', kind: 'mean', column: 'latency', rows: { file: 'x.csv', user: 'id' } };
  expect(wrong({ user: 'id', variant: 'variant' }, [first!, mean])).toThrow(/rows are for quantiles/);
  const data = await dataFromTable(
    tableFromArrays({
      id: users.map((u) => u.id),
      variant: users.map((u) => u.variant),
      bought: Float64Array.from(users, (u) => u.bought),
    }),
    config,
  );
  const bad = tableFromArrays({ id: ['00', '01'], latency: [3, null] });
  await expect(withMetricRows(data, config, 'p90', bad)).rejects.toThrow(
    /"latency", row 2: the value is missing/,
  );
  await expect(withMetricRows(data, config, 'bought', bad)).rejects.toThrow(/no metric "bought" with rows/);
  await expect(analyzeExperiment(data, config)).rejects.toThrow(/rows have not been added/);
});

test('random halves are the bits of the seeded generator, row by row', async () => {
  const values = users.map((u) => u.pace);
  const [, half] = await randomHalves(values, { splits: 2, seed: 9 });
  const bits = new Random(9, 2);
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  let [n, sum, word] = [0, 0, 0];
  values.forEach((value, row) => {
    if (row % 32 === 0) word = bits.bits();
    if ((word >>> (row % 32)) % 2 === 0) return;
    n++;
    sum += value - mean;
  });
  expect(half!.n).toEqual([values.length - n, n]);
  expect(half!.mean[1]).toBeCloseTo(sum / n, 12);
  const later = await randomHalves(values, { splits: 1, first: 1, seed: 9, threads: 3 });
  expect(later[0]).toEqual(half);
});

test('an analysis reports its progress and stops when asked', async () => {
  const table = tableFromArrays({
    variant: users.map((u) => u.variant),
    bought: Float64Array.from(users, (u) => u.bought),
  });
  const plain = experimentConfig({
    ...{ name: 'stop', control: 'control', treatments: ['fast'], data: { variant: 'variant' } },
    ...{
      splitCheckRuns: 5000,
      metrics: [{ name: 'bought', kind: 'proportion', role: 'primary', column: 'bought' }],
    },
  });
  const data = await dataFromTable(table, plain);
  const shares: number[] = [];
  await analyzeExperiment(data, plain, { onProgress: ({ done }) => shares.push(done) });
  expect(shares).toEqual([...shares].sort((a, b) => a - b));
  expect(shares.at(-1)).toBe(100);
  expect(shares.length).toBeGreaterThan(4);
  for (const at of [0, 3, shares.length - 2]) {
    const controller = new AbortController();
    let seen = 0;
    const onProgress = (): void => {
      if (seen++ === at) controller.abort();
    };
    const stopped = analyzeExperiment(data, plain, { signal: controller.signal, onProgress });
    await expect(stopped).rejects.toMatchObject({ code: 'ABORTED' });
    expect(seen).toBe(at + 1);
  }
  const aborted = AbortSignal.abort();
  await expect(dataFromTable(table, plain, { signal: aborted })).rejects.toMatchObject({ code: 'ABORTED' });
});
