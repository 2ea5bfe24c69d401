import { describe, expect, test } from 'vitest';

import { Random } from '../../../src/base/random.js';
import { compareModels, type ModelComparison } from '../../../src/monitor/decide/compare.js';
import { decidePromotion } from '../../../src/monitor/decide/promotion.js';
import type { PromotionFacts } from '../../../src/monitor/decide/promotion-records.js';
import type { MaturedRows } from '../../../src/monitor/matured/rows.js';
import { promotionTexts } from '../../../src/report/index.js';

const auc = {
  first: 0.89,
  second: 0.88,
  difference: 0.01,
  standardError: 0.004,
  z: 2.5,
  p: 0.012,
  low: 0.002,
  high: 0.018,
};
const comparison: ModelComparison = {
  ...{ auc, brier: { value: -0.001, low: -0.002, high: 0.0001 }, from: '2026-02-01', chosenFrom: 1 },
  slices: [{ column: 'channel', value: 'seo', auc: { value: -0.02, low: -0.05, high: 0.01 } }],
  tiers: [
    { name: 'high', inUse: 0.1, other: 0.11 },
    { name: 'medium', inUse: 0.3, other: 0.28 },
    { name: 'low', inUse: 0.6, other: 0.61 },
  ],
};
const facts: PromotionFacts = {
  ...{ comparison, trainedTo: '2026-01-10', horizonDays: 14, testAuc: 0.89, certifiedPrecision: 0.65 },
  ...{ leaks: [], verified: true, accepted: false },
};
const withAuc = (low: number, difference: number, brier = comparison.brier): Partial<PromotionFacts> => ({
  comparison: { ...comparison, auc: { ...auc, low, difference }, brier },
});
const worseBrier = { value: 0.002, low: 0.001, high: 0.003 };
const tiers = [
  { name: 'high', inUse: 0.1, other: 0.14 },
  { name: 'low', inUse: 0.9, other: 0.86 },
];

const conditions: readonly (readonly [string, Partial<PromotionFacts>, readonly string[]])[] = [
  ['everything holds', {}, []],
  ['no rows to compare on', { comparison: null }, ['compared']],
  ['rows that it may have seen', { trainedTo: '2026-01-18' }, ['embargo']],
  ['the first day after the embargo', { trainedTo: '2026-01-17' }, []],
  ['not inferior by a hair', withAuc(-0.0049, 0.001), []],
  ['inferior', withAuc(-0.0051, 0.001), ['not-inferior']],
  ['equal AUC, worse probabilities', withAuc(-0.004, 0.001, worseBrier), ['brier']],
  ['certainly better AUC outweighs the probabilities', withAuc(0.002, 0.01, worseBrier), []],
  ['a tie', withAuc(0, 0, { value: 0, low: 0, high: 0 }), ['no-tie']],
  ['equal AUC, better probabilities', withAuc(-0.004, 0), []],
  ['AUC under the floor', { testAuc: 0.69 }, ['auc-floor']],
  ['precision under the floor', { certifiedPrecision: 0.59 }, ['precision-floor']],
  ['no precision certified', { certifiedPrecision: null }, ['precision-floor']],
  [
    'a slice certainly worse',
    {
      comparison: {
        ...comparison,
        slices: [{ column: 'channel', value: 'seo', auc: { value: -0.06, low: -0.09, high: -0.031 } }],
      },
    },
    ['slices'],
  ],
  ['a tier that grows by 40 %', { comparison: { ...comparison, tiers } }, ['tiers']],
  ['the same, accepted by a person', { comparison: { ...comparison, tiers }, accepted: true }, []],
  [
    'a tier that appears from nothing',
    { comparison: { ...comparison, tiers: [{ name: 'high', inUse: 0, other: 0.05 }] } },
    ['tiers'],
  ],
  [
    'a tiny tier may change',
    { comparison: { ...comparison, tiers: [{ name: 'high', inUse: 0.001, other: 0.005 }] } },
    [],
  ],
  ['a leak', { leaks: ['churn_date'] }, ['leak']],
  ['files that do not verify', { verified: false }, ['verified']],
];

test.each(conditions)('%s', async (_, given, failed) => {
  const decision = decidePromotion({ ...facts, ...given });
  expect(decision.checks.filter(({ passed }) => !passed).map(({ code }) => code)).toEqual(failed);
  expect(decision.action).toBe(failed.length === 0 ? 'promote' : 'keep');
  const told = await promotionTexts(decision);
  for (const { text } of [told, ...told.checks]) {
    expect(text.en).toMatch(/^[\x20-\x7e]+$/);
    expect(text.zh).toMatch(/\p{Script=Han}/u);
  }
});

describe('models compared on the same untreated users', () => {
  const users = 3000;
  const random = new Random(7);
  const risk = Float64Array.from({ length: users }, () => random.uniform());
  const labels = Uint8Array.from(risk, (p) => (random.uniform() < p ** 3 ? 1 : 0));
  const noisy = risk.map((p) => Math.min(1, Math.max(0, p ** 3 + 0.4 * (random.uniform() - 0.5))));
  const rows: MaturedRows = {
    users: Array.from(risk, (_, i) => `u${i}`),
    ...{ days: new Int32Array(users).fill(20_000), scores: noisy, probabilities: noisy, labels },
    ...{ treated: new Uint8Array(users), untreatedProbability: new Float64Array(users).fill(1) },
    slices: new Map([['half', Array.from(risk, (_, i) => (i % 2 === 0 ? 'even' : 'odd'))]]),
    counts: {
      scored: users,
      immature: 0,
      withoutOutcome: 0,
      treated: 0,
      uncovered: 0,
      outcomesWithoutScore: 0,
    },
  };
  const ideal = { scores: risk.map((p) => p ** 3), probabilities: risk.map((p) => p ** 3) };

  test('the better model is better in AUC, Brier score and both slices', async () => {
    const found = await compareModels(rows, ideal);
    expect(found.auc.low).toBeGreaterThan(0);
    expect(found.brier.high).toBeLessThan(0);
    expect(found.slices.map(({ value }) => value).sort()).toEqual(['even', 'odd']);
    expect(found.slices.every((slice) => slice.auc.low > 0)).toBe(true);
    expect(found.tiers.reduce((sum, { other }) => sum + other, 0)).toBeCloseTo(1, 12);
    expect(found.from).toBe('2024-10-04');
  });

  test('the best of several has wider intervals', async () => {
    const [one, five] = [await compareModels(rows, ideal), await compareModels(rows, ideal, 5)];
    expect(five.auc.low).toBeLessThan(one.auc.low);
    expect(five.brier.high).toBeGreaterThan(one.brier.high);
  });

  test('a model against itself is a tie', async () => {
    const same = await compareModels(rows, { scores: noisy, probabilities: noisy });
    expect(same.auc).toMatchObject({ difference: 0, low: 0, high: 0 });
    expect(decidePromotion({ ...facts, comparison: { ...same, from: '2026-02-01' } }).action).toBe('keep');
  });

  test('misuse is refused', async () => {
    const short = { scores: new Float64Array(2), probabilities: new Float64Array(2) };
    await expect(compareModels(rows, short)).rejects.toThrow(
      /other.scores must have one entry a row, 3000, got 2/,
    );
    await expect(compareModels(rows, ideal, 0)).rejects.toThrow(/chosenFrom/);
  });
});
