import type { PlanResult } from '../../../src/campaign/records.js';
import type { ChurnEvaluation } from '../../../src/churn/records.js';
import { uniform } from '../../support/random.js';

const steps = (n: number) => Array.from({ length: n + 1 }, (_, i) => i / n);
const features = ['active_days_30', 'login_cnt_30', 'pay_cnt_30', 'device'];

/** A churn result as the engine would give it; `feature` replaces the first feature's name. */
export function sampleChurn(feature: string = features[0]!): ChurnEvaluation {
  const random = uniform(11);
  const names = [feature, ...features.slice(1)];
  const reliability = [0.08, 0.2, 0.35, 0.5, 0.68, 0.85].map((predicted) => {
    const value = predicted + 0.03 * (random() - 0.5);
    return { rows: 1000, predicted, observed: { value, low: value - 0.03, high: value + 0.03 } };
  });
  return {
    data: {
      source: 'generated',
      label: 'churn_14d',
      split: {
        kind: 'time',
        embargoDays: 14,
        folds: null,
        parts: [
          { name: 'train', rows: 24000, users: 24000, positives: 9400, from: '2025-06-01', to: '2025-07-15' },
          {
            name: 'validation',
            rows: 6000,
            users: 6000,
            positives: 2350,
            from: '2025-07-29',
            to: '2025-08-12',
          },
          { name: 'test', rows: 6000, users: 6000, positives: 2342, from: '2025-08-26', to: '2025-09-09' },
        ],
      },
      features: names.map((name) => ({
        name,
        kind: name === 'device' ? 'categorical' : 'numeric',
        meaning: `Meaning of ${name}`,
        unit: null,
      })),
      leftOut: [{ name: 'quota_use_ratio', reason: 'the log has no quota events' }],
      leakSuspects: [],
    },
    candidates: [
      { name: 'lightgbm', auc: 0.7698, logLoss: 0.5602, failure: null },
      { name: 'logistic', auc: 0.7691, logLoss: 0.5606, failure: null },
      { name: 'forest', auc: null, logLoss: null, failure: 'out of memory' },
    ],
    chosen: 'lightgbm',
    test: {
      rows: 6000,
      positives: 2342,
      auc: { value: 0.7693, low: 0.7574, high: 0.7812 },
      foldAucs: null,
      prAuc: 0.6688,
      logLoss: 0.5621,
      brier: 0.1893,
      brierParts: { reliability: 0.0004, resolution: 0.0492, uncertainty: 0.2381 },
    },
    truth: { bestAuc: 0.774, bestBrier: 0.1879, aucDistance: 0.0047 },
    curves: {
      roc: steps(200).map((x) => ({ x, y: x ** 0.3 })),
      pr: steps(200).map((x) => ({ x, y: 0.39 + 0.5 * (1 - x) ** 1.3 })),
      others: [
        {
          name: 'logistic',
          auc: 0.7688,
          prAuc: 0.6681,
          roc: steps(200).map((x) => ({ x, y: x ** 0.31 })),
          pr: steps(200).map((x) => ({ x, y: 0.39 + 0.49 * (1 - x) ** 1.3 })),
        },
      ],
    },
    calibration: {
      method: 'beta',
      trials: [
        { method: 'none', logLoss: 0.5634 },
        { method: 'beta', logLoss: 0.5619 },
      ],
      reliability,
      reliabilityBefore: reliability.map((bin) => ({ ...bin, predicted: bin.predicted * 0.9 })),
      expectedError: 0.0121,
    },
    deciles: [2.1, 1.7, 1.4, 1.2, 1, 0.8, 0.7, 0.5, 0.4, 0.2].map((lift, i, all) => ({
      decile: i + 1,
      rows: 600,
      churners: Math.round(600 * 0.39 * lift),
      lowest: 0.8 - 0.08 * i,
      churnRate: 0.39 * lift,
      lift,
      cumulativeGain: all.slice(0, i + 1).reduce((sum, value) => sum + value / 10, 0),
      cumulativeLift: all.slice(0, i + 1).reduce((sum, value) => sum + value, 0) / (i + 1),
    })),
    threshold: {
      value: 0.5132,
      rule: 'certified-f0.5',
      certified: true,
      reason: null,
      precisionFloor: 0.6,
      confidence: 0.95,
      certifiedRange: { low: 0.498, high: 0.731 },
      certificationRows: 3000,
      basis: 'held-out',
      precision: 0.6421,
      precisionInterval: { value: 0.6421, low: 0.6175, high: 0.666 },
      recall: 0.4099,
      selected: 1495,
      alternatives: [
        { rule: 'f0.5', value: 0.47, precision: 0.612, recall: 0.49 },
        { rule: 'youden', value: 0.39, precision: 0.54, recall: 0.68 },
      ],
    },
    confusion: { truePositives: 960, falsePositives: 535, trueNegatives: 3123, falseNegatives: 1382 },
    tiers: [
      { name: 'high', from: 0.7, rows: 640, share: 0.1067, meanProbability: 0.78, churnRate: 0.775 },
      { name: 'medium', from: 0.4, rows: 2110, share: 0.3517, meanProbability: 0.53, churnRate: 0.535 },
      { name: 'low', from: 0, rows: 3250, share: 0.5417, meanProbability: 0.22, churnRate: 0.221 },
    ],
    importance: {
      metric: 'auc',
      repeats: 10,
      single: names.map((name, i) => ({ feature: name, mean: 0.08 * 0.5 ** i, sd: 0.002 })),
      grouped: [
        { features: names.slice(0, 2), mean: 0.131, sd: 0.003 },
        { features: ['pay_cnt_30'], mean: 0.012, sd: 0.001 },
      ],
      correlation: 0.7,
    },
    gates: [
      { name: 'auc', direction: 'at-least', required: 0.7, actual: 0.7693, passed: true },
      { name: 'precision', direction: 'at-least', required: 0.6, actual: 0.6421, passed: true },
      { name: 'roi', direction: 'above', required: 0, actual: 11885.2, passed: true },
    ],
  };
}

/** A plan over three actions and three tiers. */
export function samplePlan(): PlanResult {
  const action = (name: string, users: number, spent: number, expectedProfit: number) => ({
    action: name,
    users,
    spent,
    expectedProfit,
  });
  return {
    policy: 'optimal',
    users: 30000,
    eligible: 26500,
    targeted: 8718,
    budget: 5000,
    spent: 4999.95,
    expectedProfit: 11885.2,
    upperBound: 11885.2,
    gap: 0,
    relativeGap: 0,
    shadowPrice: 1.38,
    certificate: {
      spentFen: '499995',
      profitMicro: '11885200000',
      dualBoundMicro: '11885200000',
      upperBoundMicro: '11885200000',
      prices: [{ numerator: '13800', denominator: '1' }],
      method: 'core-search',
      coreUsers: 20,
      coreStates: 90,
    },
    constraints: [
      { name: 'sms|per day', measure: 'count', bound: 'max', limit: 4000, used: 3190, shadowPrice: 0 },
    ],
    byAction: [
      action('coupon', 968, 4840, 7830),
      action('sms', 3190, 159.95, 3250),
      action('push', 4560, 0, 805.2),
    ],
    byTier: [
      {
        tier: 'high',
        users: 3200,
        targeted: 1062,
        spent: 3082.5,
        expectedProfit: 6000,
        byAction: [action('coupon', 612, 3060, 5120), action('sms', 450, 22.5, 880)],
      },
      {
        tier: 'medium',
        users: 10500,
        targeted: 4096,
        spent: 1917.45,
        expectedProfit: 5270,
        byAction: [
          action('coupon', 356, 1780, 2710),
          action('sms', 2740, 137.45, 2370),
          action('push', 1000, 0, 190),
        ],
      },
      {
        tier: 'low',
        users: 16300,
        targeted: 3560,
        spent: 0,
        expectedProfit: 615.2,
        byAction: [action('push', 3560, 0, 615.2)],
      },
    ],
    exclusions: [
      { reason: 'holdout', users: 2500 },
      { reason: 'opted_out', users: 1000 },
      { reason: 'not_worth_it', users: 17782 },
    ],
    holdout: { share: 0.1, seed: 7, users: 2500 },
    frontier: steps(100).map((x) => {
      const profit = 11885.2 * (1 - Math.exp(-6 * x)) * 1.05;
      return { budget: 10000 * x, profit, upperBound: profit, marginal: 7.4 * Math.exp(-6 * x) };
    }),
    greedy: { users: 7000, spent: 5000, paidProfit: 6900, expectedProfit: 7420, byAction: [] },
  };
}
