// The published analyses of Hillstrom's data (russluber/hillstrom table3,
// Carlos-Orellana-Heredia outputs/primary_effect_estimates.csv), to every printed digit.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

import { analyzeExperiment } from '../../../src/experiment/analyze.js';
import { experimentConfig } from '../../../src/experiment/config/config.js';
import type { ExperimentResult, MetricRecord } from '../../../src/experiment/records/records.js';
import { loadExperiment } from '../../../src/experiment/sources/load.js';
import { sharedFile } from '../../support/shared-data.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const file = sharedFile('hillstrom/hillstrom.csv');

async function analysed(change: object = {}): Promise<ExperimentResult> {
  const yaml = parse(await readFile(`${root}examples/hillstrom/winback.yaml`, 'utf8')) as object;
  const config = experimentConfig({ ...yaml, ...change });
  return analyzeExperiment(await loadExperiment(config, { resolvePath: () => file! }), config);
}

describe.skipIf(file === undefined)('Hillstrom', () => {
  const percent = (value: number | null): string => (100 * value!).toFixed(3);
  const find = (result: ExperimentResult, name: string, variant: string): MetricRecord =>
    result.metrics.find((m) => m.name === name && m.variant === variant)!;

  test('arms, rates and means', async () => {
    const result = await analysed({ splitCheckRuns: 0 });
    expect(result.srm.arms.map((a) => a.users)).toEqual([21306, 21307, 21387]);
    expect(result.srm.passed).toBe(true);
    const [mens, womens] = ['Mens E-Mail', 'Womens E-Mail'] as const;
    const visit = find(result, 'visit', mens);
    expect([percent(visit.control), percent(visit.treatment)]).toEqual(['10.617', '18.276']);
    expect(percent(find(result, 'visit', womens).treatment)).toBe('15.140');
    const conversion = find(result, 'conversion', mens);
    expect((100 * conversion.control).toFixed(4)).toBe('0.5726');
    expect((100 * conversion.treatment).toFixed(4)).toBe('1.2531');
    expect((100 * find(result, 'conversion', womens).treatment).toFixed(4)).toBe('0.8837');
    const spend = find(result, 'spend', mens);
    expect([spend.control.toFixed(4), spend.treatment.toFixed(4)]).toEqual(['0.6528', '1.4226']);
  });

  test('effects, intervals and p', async () => {
    const result = await analysed({ splitCheckRuns: 0 });
    const visit = find(result, 'visit', 'Mens E-Mail');
    expect([visit.difference, visit.low, visit.high].map(percent)).toEqual(['7.659', '6.995', '8.323']);
    const conversion = find(result, 'conversion', 'Mens E-Mail');
    expect([conversion.difference, conversion.low, conversion.high].map(percent)).toEqual([
      '0.681',
      '0.500',
      '0.861',
    ]);
    const spend = find(result, 'spend', 'Mens E-Mail');
    expect([spend.difference, spend.low!, spend.high!].map((v) => v.toFixed(3))).toEqual([
      '0.770',
      '0.485',
      '1.055',
    ]);
    expect(spend.p.toPrecision(3)).toBe('1.16e-7');
    expect([spend.difference.toFixed(4), spend.standardError.toFixed(4)]).toEqual(['0.7698', '0.1452']);
    const womens = find(result, 'spend', 'Womens E-Mail');
    expect([womens.difference.toFixed(4), womens.standardError.toFixed(4)]).toEqual(['0.4244', '0.1303']);
  });

  test('the two e-mails against each other', async () => {
    const result = await analysed({
      splitCheckRuns: 0,
      control: 'Womens E-Mail',
      treatments: ['Mens E-Mail', 'No E-Mail'],
    });
    const spend = find(result, 'spend', 'Mens E-Mail');
    expect([spend.difference.toFixed(4), spend.standardError.toFixed(4)]).toEqual(['0.3454', '0.1596']);
  });

  test('the decision, and A/A runs that hold their level', async () => {
    const result = await analysed();
    expect(result.decision).toBe('ship');
    expect(result.decidedVariant).toBe('Mens E-Mail');
    expect(result.reasons.length).toBeGreaterThanOrEqual(6);
    expect(result.splitChecks.every((c) => c.passed)).toBe(true);
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
  });

  // pandas 2 and statsmodels 0.14 on the rows that remain.
  test('rules, one side, a text outcome, a capped ratio and adjusted values', async () => {
    const all = [
      { column: 'newbie', equals: 1 },
      { column: 'channel', equals: 'Multichannel' },
    ];
    const result = await analysed({
      ...{ splitCheckRuns: 0, oec: undefined, reference: false, weights: [1, 1, 1] },
      exclude: [{ all, reason: 'new and multichannel' }],
      metrics: [
        { name: 'visit', kind: 'proportion', role: 'primary', column: 'visit', oneSided: true },
        { name: 'web', kind: 'proportion', column: 'channel', positive: 'Web' },
        { name: 'aov', kind: 'ratio', column: 'spend', per: 'conversion', winsorise: { max: 300 } },
        { name: 'spend', kind: 'mean', column: 'spend', covariates: ['history', 'recency'] },
      ],
    });
    expect(result.users).toBe(59_376);
    expect(result.checks.find((c) => c.code === 'exclusions')?.values['users']).toBe(4624);
    const mens = 'Mens E-Mail';
    expect(find(result, 'visit', mens).p / 9.580715064374497e-104).toBeCloseTo(1, 9);
    expect(find(result, 'web', mens).difference).toBeCloseTo(0.0052894862242534035, 12);
    const aov = find(result, 'aov', mens);
    expect([aov.control, aov.treatment]).toEqual([
      expect.closeTo(111.6622086792394, 9),
      expect.closeTo(106.69269020183968, 9),
    ]);
    const spend = find(result, 'spend', mens);
    expect(spend.difference).toBeCloseTo(0.7414227742313015, 10);
    expect(spend.adjusted!.control).toBeCloseTo(0.6773379555880734, 10);
  });
});
