import * as charts from '../../../src/report/charts/index.js';
import type { ChartSpec } from '../../../src/report/charts/theme.js';
import type { Texts } from '../../../src/report/texts/index.js';
import { uniform } from '../../support/random.js';

const steps = (n: number) => Array.from({ length: n + 1 }, (_, i) => i / n);
const rocOf = (bend: number) => steps(40).map((x) => ({ x, y: x ** bend }));
const normal = (x: number, mean: number, sd: number) =>
  Math.exp(-0.5 * ((x - mean) / sd) ** 2) / (sd * Math.sqrt(2 * Math.PI));

const features = [
  'active_days_30',
  'avg_session_gap_h',
  'p95_proc_ms',
  'pay_cnt_30',
  'last_pay_gap',
  'quota_use_ratio',
  'success_rate',
  'feature_variety',
  ...Array.from({ length: 18 }, (_, i) => `feature_number_${i + 1}`),
];

function churnCharts(texts: Texts): [string, ChartSpec][] {
  const random = uniform(7);
  const deciles = [2.1, 1.7, 1.4, 1.2, 1, 0.8, 0.7, 0.5, 0.4, 0.2].map((lift, i, all) => ({
    decile: i + 1,
    rows: 600,
    churnRate: 0.39 * lift,
    lift,
    cumulativeGain: all.slice(0, i + 1).reduce((sum, value) => sum + value / 10, 0),
  }));
  const bin = (shift: number) => (predicted: number) => {
    const value = Math.min(1, Math.max(0, predicted + shift + 0.04 * (random() - 0.5)));
    return {
      rows: 400,
      predicted,
      observed: { value, low: value - 0.045, high: Math.min(1, value + 0.045) },
    };
  };
  const predicted = [0.06, 0.13, 0.2, 0.28, 0.36, 0.44, 0.53, 0.62, 0.73, 0.88];
  return [
    [
      'roc',
      charts.rocChart(
        [
          { name: 'LightGBM', points: rocOf(0.3), auc: 0.7693, aucInterval: { low: 0.7574, high: 0.7812 } },
          { name: 'Logistic', points: rocOf(0.31), auc: 0.7689, aucInterval: { low: 0.757, high: 0.7808 } },
          { name: 'Random forest', points: rocOf(0.34), auc: 0.7601, aucInterval: null },
        ],
        texts,
      ),
    ],
    [
      'precision-recall',
      charts.precisionRecallChart(
        {
          models: [
            {
              name: 'LightGBM',
              points: steps(40).map((x) => ({ x, y: 0.39 + 0.5 * (1 - x) ** 1.3 })),
              area: 0.6688,
            },
          ],
          baseRate: 0.391,
          precisionFloor: 0.6,
          threshold: { x: 0.41, y: 0.642 },
        },
        texts,
      ),
    ],
    [
      'confusion',
      charts.confusionChart(
        {
          truePositives: 960,
          falsePositives: 535,
          trueNegatives: 3120,
          falseNegatives: 1382,
          threshold: 0.5132,
        },
        texts,
      ),
    ],
    [
      'reliability',
      charts.reliabilityChart(
        {
          after: predicted.map(bin(0)),
          before: predicted.map(bin(0.05)),
          expectedError: 0.0123,
          brier: 0.1893,
        },
        texts,
      ),
    ],
    ['lift', charts.liftChart(deciles, texts)],
    ['gain', charts.gainChart(deciles, texts)],
    [
      'importance',
      charts.importanceChart(
        {
          bars: features.map((name, i) => ({
            name,
            mean: 0.09 * 0.7 ** i - 0.0003 * i * random(),
            sd: 0.002 * random(),
          })),
          repeats: 10,
          kind: 'single',
        },
        texts,
      ),
    ],
    [
      'importance-grouped',
      charts.importanceChart(
        {
          bars: [
            { name: 'active_days_30 + login_cnt_30', mean: 0.131, sd: 0.003 },
            { name: 'avg_proc_ms + p95_proc_ms', mean: 0.064, sd: 0.002 },
            { name: 'pay_cnt_30 + pay_amt_30 + aov', mean: 0.012, sd: 0.001 },
            { name: 'device', mean: -0.0004, sd: 0.0006 },
          ],
          repeats: 10,
          kind: 'grouped',
        },
        texts,
      ),
    ],
    [
      'scores',
      charts.scoresChart(
        {
          bins: steps(39).map((x) => ({
            from: x * 0.975,
            to: x * 0.975 + 0.025,
            churned: Math.round(400 * normal(x, 0.55, 0.2)),
            stayed: Math.round(600 * normal(x, 0.3, 0.17)),
          })),
          threshold: 0.513,
          tierBounds: [0.4, 0.7],
        },
        texts,
      ),
    ],
  ];
}

function planCharts(texts: Texts): [string, ChartSpec][] {
  const { actions, tiers } = texts;
  const frontier = steps(50).map((x) => ({
    budget: 20000 * x,
    profit: 9800 + 21000 * (1 - Math.exp(-4 * x)),
    marginal: 4.2 * Math.exp(-4 * x),
  }));
  return [
    [
      'spend',
      charts.spendChart(
        [
          {
            action: actions.coupon,
            tier: tiers.high,
            rank: 0,
            users: 612,
            spent: 3060,
            expectedProfit: 5120,
          },
          {
            action: actions.coupon,
            tier: tiers.medium,
            rank: 1,
            users: 356,
            spent: 1780,
            expectedProfit: 2710,
          },
          { action: actions.sms, tier: tiers.high, rank: 0, users: 450, spent: 22.5, expectedProfit: 880 },
          { action: actions.sms, tier: tiers.medium, rank: 1, users: 1820, spent: 91, expectedProfit: 1960 },
          { action: actions.sms, tier: tiers.low, rank: 2, users: 920, spent: 46, expectedProfit: 410 },
          { action: actions.push, tier: tiers.medium, rank: 1, users: 1100, spent: 0, expectedProfit: 190 },
          { action: actions.push, tier: tiers.low, rank: 2, users: 3560, spent: 0, expectedProfit: 615 },
        ],
        texts,
      ),
    ],
    ['frontier', charts.frontierChart({ points: frontier, chosen: { budget: 5000, profit: 23070 } }, texts)],
  ];
}

function experimentCharts(texts: Texts): [string, ChartSpec][] {
  const looks = [1, 2, 3, 4, 5].map((look) => ({
    label: `09-${String(7 * look - 3).padStart(2, '0')}`,
    difference: 0.008 + 0.0015 * look,
    standardError: 0.0145 / Math.sqrt(look),
    boundary: 4.877 / Math.sqrt(look) + (look > 1 ? 0.02 : 0),
    low: look === 1 ? null : 0.008 + 0.0015 * look - (4.877 / look) * 0.0145,
    high: look === 1 ? null : 0.008 + 0.0015 * look + (4.877 / look) * 0.0145,
  }));
  const grid = steps(60).map((x) => 0.03 + 0.07 * x);
  return [
    [
      'metric-intervals',
      charts.metricIntervalsChart(
        [
          {
            label: 'conversion',
            value: 0.282,
            low: 0.05,
            high: 0.56,
            p: 0.0114,
            verdict: 'better',
            margin: null,
          },
          {
            label: 'gmv',
            value: 0.046,
            low: 0.003,
            high: 0.089,
            p: 0.0347,
            verdict: 'better',
            margin: -0.05,
          },
          {
            label: 'support_tickets',
            value: 0.21,
            low: 0.12,
            high: 0.3,
            p: 1e-19,
            verdict: 'worse',
            margin: 0.1,
          },
          {
            label: 'sessions',
            value: -0.011,
            low: -0.06,
            high: 0.04,
            p: 0.66,
            verdict: 'open',
            margin: null,
          },
          { label: 'refunds', value: 0.02, low: null, high: null, p: 0.8, verdict: 'open', margin: null },
        ],
        0.95,
        texts,
      ),
    ],
    [
      'sequential',
      charts.sequentialChart(
        { metric: 'conversion', looks, byDate: true, unit: 'points', design: "O'Brien-Fleming" },
        texts,
      ),
    ],
    [
      'posterior',
      charts.posteriorChart(
        {
          metric: 'conversion',
          x: grid,
          control: grid.map((x) => normal(x, 0.0533, 0.0048)),
          variant: grid.map((x) => normal(x, 0.0682, 0.0053)),
          low: 0.0009,
          high: 0.0289,
          level: 0.95,
          direction: 'increase',
          probabilityBetter: '98.13%',
          unit: 'points',
        },
        texts,
      ),
    ],
    [
      'cuped',
      charts.cupedChart(
        [
          {
            label: 'gmv',
            before: { value: 0.039, low: -0.008, high: 0.086, p: 0.104 },
            after: { value: 0.046, low: 0.012, high: 0.08, p: 0.0081 },
            varianceReduction: 0.47,
          },
          {
            label: 'session_minutes',
            before: { value: -0.012, low: -0.05, high: 0.026, p: 0.53 },
            after: { value: -0.006, low: -0.027, high: 0.015, p: 0.58 },
            varianceReduction: 0.69,
          },
        ],
        texts,
      ),
    ],
    [
      'sample-size',
      charts.sampleSizeChart(
        {
          curves: [0.8, 0.9].map((power, i) => ({
            power,
            points: steps(20).map((x) => ({
              effect: 0.005 + 0.035 * x,
              users: ([0.885, 1.185][i] ?? 1) / (0.005 + 0.035 * x) ** 2,
            })),
          })),
          chosen: { effect: 0.02, users: 2213 },
          unit: 'points',
          alpha: 0.05,
        },
        texts,
      ),
    ],
    [
      'novelty',
      charts.noveltyChart(
        {
          metric: 'conversion',
          days: Array.from({ length: 14 }, (_, i) => {
            const difference = 0.03 * Math.exp(-i / 5) + 0.004 * Math.sin(i);
            return {
              day: i + 1,
              users: 900 - 20 * i,
              difference,
              low: difference - 0.012,
              high: difference + 0.012,
            };
          }),
          slope: -0.0018,
          slopeP: 0.0009,
          unit: 'points',
        },
        texts,
      ),
    ],
  ];
}

/** One of each chart, from seeded data. */
export function sampleCharts(texts: Texts): Map<string, ChartSpec> {
  return new Map([...churnCharts(texts), ...planCharts(texts), ...experimentCharts(texts)]);
}
