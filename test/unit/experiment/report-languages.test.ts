// Both languages of a report carry the same facts: the same numbers and names, and no text left untranslated.
import { tableFromArrays } from 'apache-arrow';
import { expect, test } from 'vitest';

import { Random } from '../../../src/base/random.js';
import { analyzeExperiment } from '../../../src/experiment/analyze.js';
import { experimentConfig } from '../../../src/experiment/config/config.js';
import { dataFromTable } from '../../../src/experiment/data/data.js';
import { sizeCurves } from '../../../src/experiment/reference/size-curves.js';
import { renderExperimentReport } from '../../../src/report/index.js';

const users = 1500;

/** Three arms with everything a report can say: gaps, rules, strata, looks, guardrails, reference, A/A. */
async function everything() {
  const random = new Random(8);
  const column = (of: (i: number) => number) => Float64Array.from({ length: users }, (_, i) => of(i));
  const variant = Array.from({ length: users }, () => ['A', 'B', 'C'][random.below(3)]!);
  const table = tableFromArrays({
    user: Array.from({ length: users }, (_, i) => `u${i}`),
    variant,
    day: column((i) => 20_500 + Math.floor((20 * i) / users)),
    region: Array.from({ length: users }, () => ['N', 'S'][random.below(2)]!),
    won: column((i) => (random.chance(variant[i] === 'B' ? 0.3 : 0.2) ? 1 : 0)),
    spent: column(() => random.exponential() * 50),
    visits: column(() => 1 + random.below(9)),
    before: Array.from({ length: users }, (_, i) => (i % 50 === 0 ? null : random.exponential())),
    speed: column(() => random.below(300)),
  });
  const config = experimentConfig({
    ...{
      name: 'words',
      control: 'A',
      treatments: ['B', 'C'],
      minimumDays: 14,
      windowDays: 2,
      reference: true,
    },
    data: { user: 'user', variant: 'variant', exposedAt: 'day', strata: ['region'] },
    ...{
      asOf: '2026-03-04',
      sequential: { looks: 4, plannedUsers: 900, bayesian: {} },
      plannedUsersPerArm: 500,
    },
    ...{ monteCarlo: 1000, bootstrapReplicates: 100, splitCheckRuns: 100 },
    exclude: [{ column: 'speed', above: 290, reason: 'bots' }],
    metrics: [
      { name: 'won', kind: 'proportion', role: 'primary', column: 'won' },
      { name: 'spent', kind: 'mean', column: 'spent', covariates: ['before'], winsorise: { upper: 0.99 } },
      { name: 'per visit', kind: 'ratio', column: 'spent', per: 'visits' },
      { name: 'p90', kind: 'quantile', quantile: 0.9, column: 'spent' },
      { name: 'safe', kind: 'mean', role: 'guardrail', column: 'spent', relativeMargin: 0.2 },
    ],
    oec: {
      terms: [
        { metric: 'won', weight: 1 },
        { metric: 'spent', weight: 0.5 },
      ],
    },
  });
  const result = await analyzeExperiment(await dataFromTable(table, config), config);
  return { result, sampleSize: sizeCurves(result) };
}

const numbers = (text: string): string[] => (text.match(/\d+(?:[,.]\d+)*(?:e[-+]?\d+)?/g) ?? []).sort();

test('the same figures in both languages, and nothing but names in Latin letters in the Chinese one', async () => {
  const input = await everything();
  const text = async (language: 'zh' | 'en') =>
    String((await renderExperimentReport(input, { language })).get('experiment_report.md'));
  const [zh, en] = [await text('zh'), await text('en')];
  expect(numbers(zh)).toEqual(numbers(en));
  const prose = zh
    .replace(/`[^`]*`/g, ' ')
    .replace(/\]\([^)]*\)/g, ' ')
    .replace(/\b(won|spent|per visit|p90|safe|before|missing|bots|region|words)\b/g, ' ');
  const known =
    /^(CUPED|OEC|SRM|ship|Lan|DeMets|OBrien|Fleming|Welch|Holm|Delta|Cohens|Boschloo|statsmodels)$/;
  const words = (prose.replace(/['’]/g, '').match(/[A-Za-z]{2,}/g) ?? []).filter((word) => !known.test(word));
  expect([...new Set(words)]).toEqual([]);
});
