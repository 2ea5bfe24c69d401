// Metrics with few events: table, guardrail and posterior of one report say the same.
import { expect, test } from 'vitest';
import { analyzeExperiment } from '../../../src/experiment/analyze.js';
import { experimentConfig } from '../../../src/experiment/config/config.js';
import { dataFromAggregates } from '../../../src/experiment/sources/aggregates.js';

async function judged(events: readonly [number, number], guardrail: object) {
  const config = experimentConfig({
    ...{ name: 'rare', data: {}, control: 'a', treatments: ['b'] },
    metrics: [
      { name: 'main', kind: 'proportion', role: 'primary', column: 'main' },
      { name: 'rare', kind: 'proportion', role: 'guardrail', column: 'rare', ...guardrail },
    ],
  });
  const arm = (successes: number) => ({ users: 1000, successes });
  const metrics = {
    main: { a: arm(100), b: arm(100) },
    rare: { a: arm(events[0]), b: arm(events[1]) },
  };
  const data = dataFromAggregates({ metrics }, config);
  return (await analyzeExperiment(data, config)).metrics[1]!;
}

test.each([
  [0, 0],
  [4, 5],
  [1, 0],
  [0, 9],
] as const)(
  "%i and %i of 1,000: the worst case of the guardrail lies inside the table's interval",
  async (a, b) => {
    for (const margin of [0.003, 0.005, 0.01]) {
      const metric = await judged([a, b], { direction: 'decrease', margin });
      const { bound, status, p } = metric.guardrail!;
      expect(bound!).toBeGreaterThan(metric.difference);
      // One-sided at alpha, so nearer than the two-sided end, and of the same size.
      expect(bound!).toBeLessThan(metric.high!);
      expect(bound!).toBeGreaterThan(metric.difference + 0.6 * (metric.high! - metric.difference));
      expect(status === 'passed').toBe(bound! < margin);
      expect(p < 0.05).toBe(bound! < margin);
      const { low, high } = metric.posterior!.difference;
      expect(Math.max(low!, metric.low!)).toBeLessThan(Math.min(high!, metric.high!));
      expect((metric.high! - metric.low!) / (high! - low!)).toBeLessThan(1.5);
    }
  },
);

test.each([0.5, 1])('a margin of %f of the control: p agrees with the bound', async (relativeMargin) => {
  const metric = await judged([9, 4], { direction: 'decrease', relativeMargin });
  const { bound, p, status } = metric.guardrail!;
  expect(p < 0.05).toBe(bound! < relativeMargin * 0.009);
  expect(status === 'passed').toBe(p < 0.05);
});

test.each([1.2e9, 1e13])('%f users an arm are analysed', async (users) => {
  const config = experimentConfig({
    ...{ name: 'many', data: {}, control: 'a', treatments: ['b'] },
    metrics: [{ name: 'main', kind: 'proportion', role: 'primary', column: 'main' }],
  });
  const arm = (rate: number) => ({ users, successes: Math.round(rate * users) });
  const step = Math.sqrt((2 * 0.05 * 0.95) / users);
  const metrics = { main: { a: arm(0.05), b: arm(0.05 + step) } };
  const result = await analyzeExperiment(dataFromAggregates({ metrics }, config), config);
  const { posterior, p } = result.metrics[0]!;
  expect(p).toBeCloseTo(0.31731, 3); // 2 (1 - Phi(1))
  expect(posterior!.probabilityBetter).toBeCloseTo(0.84134, 3);
});
