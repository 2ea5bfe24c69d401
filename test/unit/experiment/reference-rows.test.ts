// The reference script's own demo (numpy seed 42: 117 and 150 of 2213). Expected values: its code run with scipy 1.17.1, and
// mpmath for the exact ones.
import { expect, test } from 'vitest';
import { analyzeExperiment } from '../../../src/experiment/analyze.js';
import { experimentConfig } from '../../../src/experiment/config/config.js';
import { dataFromAggregates } from '../../../src/experiment/sources/aggregates.js';

const cell = (successes: number) => ({ users: 2213, successes });

async function demo() {
  const config = experimentConfig({
    name: 'demo',
    data: {},
    control: 'control',
    treatments: ['treatment'],
    sequential: { looks: 5, plannedUsers: 4426 },
    monteCarlo: 200_000,
    reference: true,
    metrics: [{ name: 'conversion', kind: 'proportion', role: 'primary', column: 'converted' }],
  });
  const aggregates = { metrics: { conversion: { control: cell(117), treatment: cell(150) } } };
  return analyzeExperiment(dataFromAggregates(aggregates, config), config);
}

test('reference rows repeat the numbers of the reference script, the corrected ones beside them', async () => {
  const result = await demo();
  const rows = new Map(result.reference!.map((r) => [r.name, r]));
  const of = (name: string) => rows.get(name)!;
  expect(of('conversion: p').reference).toBeCloseTo(0.0372161353302692, 12);
  expect(of('conversion: low').reference).toBeCloseTo(0.000890270344, 11);
  expect(of('conversion: high').reference).toBeCloseTo(0.028933498296, 11);
  expect(Math.abs((of('conversion: P(better)').reference as number) - 0.9813114440259855)).toBeLessThan(
    4 * 3.0e-4,
  );
  expect(of('conversion: P(better)').corrected).toBeCloseTo(0.9813114440259855, 11);
  // The level it calls .0114 in its report, and the exact plan's.
  expect(of('level at look 3 of 5').reference).toBeCloseTo(0.011396, 6);
  expect(of('level at look 3 of 5').corrected).toBeCloseTo(0.00735606, 7);
});

test('the whole demo: difference, interval, posterior', async () => {
  const [m] = (await demo()).metrics;
  expect(m!.difference).toBeCloseTo(0.01491188432, 10);
  expect(m!.p).toBeCloseTo(0.0372161353302692, 12);
  expect(m!.low!).toBeGreaterThan(0);
  expect(m!.posterior!.difference.low).toBeCloseTo(0.000871758323, 10);
  expect(m!.posterior!.relative.high).toBeCloseTo(0.62014005125, 9);
  // All planned users are there, so the last look's own boundary is 1.96 and the plan stops.
  expect(m!.significant).toBe(true);
});

test('every treatment has its rows: the reference script on each pair is the reference script on that pair alone', async () => {
  const base = {
    ...{ name: 'three', data: {}, control: 'a', reference: true, correction: 'none', monteCarlo: 1000 },
    metrics: [{ name: 'rate', kind: 'proportion', role: 'primary', column: 'rate' }],
  };
  const rates = { b: cell(150), c: cell(131) };
  const rowsOf = async (treatments: readonly (keyof typeof rates)[]) => {
    const config = experimentConfig({ ...base, treatments });
    const arms = Object.fromEntries(treatments.map((variant) => [variant, rates[variant]]));
    const given = { metrics: { rate: { a: cell(117), ...arms } } };
    return (await analyzeExperiment(dataFromAggregates(given, config), config)).reference!;
  };
  const both = await rowsOf(['b', 'c']);
  for (const variant of ['b', 'c'] as const) {
    const alone = await rowsOf([variant]);
    expect(alone.length).toBeGreaterThan(4);
    const named = alone.map((row) => ({
      ...row,
      name: `${variant} / ${row.name}`,
      variant,
    }));
    expect(both.filter((row) => row.name.startsWith(`${variant} /`))).toEqual(named);
  }
});
