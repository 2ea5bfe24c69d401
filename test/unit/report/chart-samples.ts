import * as charts from '../../../src/report/charts/index.js';
import type { ChartSpec } from '../../../src/report/charts/theme.js';
import type { Texts } from '../../../src/report/texts/index.js';
import { uniform } from '../../support/random.js';
import { curveOf, normalDensity, readSample, steps } from '../../support/samples.js';

/** One of each chart, from seeded data. */
export function sampleCharts(texts: Texts): Map<string, ChartSpec> {
  return new Map([...churnCharts(texts), ...planCharts(texts), ...experimentCharts(texts)]);
}

/** First argument of a chart. */
type Of<Chart extends (data: never, ...rest: never[]) => ChartSpec> = Parameters<Chart>[0];

/** What the literal part of the data says; curves are added by the functions below. */
interface ChartData {
  readonly roc: readonly (Omit<Of<typeof charts.rocChart>[number], 'points'> & { readonly bend: number })[];
  readonly precisionRecall: Omit<Of<typeof charts.precisionRecallChart>, 'models'>;
  readonly confusion: Of<typeof charts.confusionChart>;
  readonly grouped: Of<typeof charts.importanceChart>;
  readonly spend: readonly (Of<typeof charts.spendChart>[number] & {
    readonly action: keyof Texts['actions'];
    readonly tier: keyof Texts['tiers'];
  })[];
  readonly intervals: Of<typeof charts.metricIntervalsChart>;
  readonly cuped: Of<typeof charts.cupedChart>;
}

const data = readSample<ChartData>('charts');

function churnCharts(texts: Texts): [string, ChartSpec][] {
  const random = uniform(7);
  const rocs = data.roc.map(({ bend, ...model }) => ({ ...model, points: curveOf(40, (x) => x ** bend) }));
  const reliability = reliabilityOf(random);
  const pr = curveOf(40, (x) => 0.39 + 0.5 * (1 - x) ** 1.3);
  const models = [{ name: 'LightGBM', points: pr, area: 0.6688 }];
  return [
    ['roc', charts.rocChart(rocs, texts)],
    ['precision-recall', charts.precisionRecallChart({ models, ...data.precisionRecall }, texts)],
    ['confusion', charts.confusionChart(data.confusion, texts)],
    ['reliability', charts.reliabilityChart(reliability, texts)],
    ['lift', charts.liftChart(deciles(), texts)],
    ['gain', charts.gainChart(deciles(), texts)],
    ['importance', charts.importanceChart({ bars: bars(random), repeats: 10, kind: 'single' }, texts)],
    ['importance-grouped', charts.importanceChart(data.grouped, texts)],
    ['scores', charts.scoresChart({ bins: bins(), threshold: 0.513, tierBounds: [0.4, 0.7] }, texts)],
  ];
}

function deciles(): Of<typeof charts.liftChart> {
  const lifts = [2.1, 1.7, 1.4, 1.2, 1, 0.8, 0.7, 0.5, 0.4, 0.2];
  return lifts.map((lift, i, all) => ({
    decile: i + 1,
    rows: 600,
    churnRate: 0.39 * lift,
    lift,
    cumulativeGain: all.slice(0, i + 1).reduce((sum, value) => sum + value / 10, 0),
  }));
}

function reliabilityOf(random: () => number): Of<typeof charts.reliabilityChart> {
  const bin = (shift: number) => (predicted: number) => {
    const value = Math.min(1, Math.max(0, predicted + shift + 0.04 * (random() - 0.5)));
    return {
      rows: 400,
      predicted,
      observed: { value, low: value - 0.045, high: Math.min(1, value + 0.045) },
    };
  };
  const predicted = [0.06, 0.13, 0.2, 0.28, 0.36, 0.44, 0.53, 0.62, 0.73, 0.88];
  const after = predicted.map(bin(0));
  return { after, before: predicted.map(bin(0.05)), expectedError: 0.0123, brier: 0.1893 };
}

function bars(random: () => number): Of<typeof charts.importanceChart>['bars'] {
  const named = ['active_days_30', 'avg_session_gap_h', 'p95_proc_ms', 'pay_cnt_30', 'last_pay_gap'];
  const more = ['quota_use_ratio', 'success_rate', 'feature_variety'];
  const numbered = Array.from({ length: 18 }, (_, i) => `feature_number_${i + 1}`);
  return [...named, ...more, ...numbered].map((name, i) => ({
    name,
    mean: 0.09 * 0.7 ** i - 0.0003 * i * random(),
    sd: 0.002 * random(),
  }));
}

function bins(): Of<typeof charts.scoresChart>['bins'] {
  return steps(39).map((x) => ({
    from: x * 0.975,
    to: x * 0.975 + 0.025,
    churned: Math.round(400 * normalDensity(x, 0.55, 0.2)),
    stayed: Math.round(600 * normalDensity(x, 0.3, 0.17)),
  }));
}

function planCharts(texts: Texts): [string, ChartSpec][] {
  const points = steps(50).map((x) => ({
    budget: 20000 * x,
    profit: 9800 + 21000 * (1 - Math.exp(-4 * x)),
    marginal: 4.2 * Math.exp(-4 * x),
  }));
  const cells = data.spend.map((cell) => ({
    ...cell,
    action: texts.actions[cell.action],
    tier: texts.tiers[cell.tier],
  }));
  return [
    ['spend', charts.spendChart(cells, texts)],
    ['frontier', charts.frontierChart({ points, chosen: { budget: 5000, profit: 23070 } }, texts)],
  ];
}

function experimentCharts(texts: Texts): [string, ChartSpec][] {
  const sequential = {
    metric: 'conversion',
    byDate: true,
    unit: 'points',
    design: "O'Brien-Fleming",
  } as const;
  const novelty = { metric: 'conversion', slope: -0.0018, slopeP: 0.0009, unit: 'points' } as const;
  return [
    ['metric-intervals', charts.metricIntervalsChart(data.intervals, 0.95, texts)],
    ['sequential', charts.sequentialChart({ ...sequential, looks: looks() }, texts)],
    ['posterior', charts.posteriorChart(posterior(), texts)],
    ['cuped', charts.cupedChart(data.cuped, texts)],
    ['sample-size', charts.sampleSizeChart(sampleSize(), texts)],
    ['novelty', charts.noveltyChart({ ...novelty, days: days() }, texts)],
  ];
}

function looks(): Of<typeof charts.sequentialChart>['looks'] {
  return [1, 2, 3, 4, 5].map((look) => ({
    label: `09-${String(7 * look - 3).padStart(2, '0')}`,
    difference: 0.008 + 0.0015 * look,
    standardError: 0.0145 / Math.sqrt(look),
    boundary: 4.877 / Math.sqrt(look) + (look > 1 ? 0.02 : 0),
    low: look === 1 ? null : 0.008 + 0.0015 * look - (4.877 / look) * 0.0145,
    high: look === 1 ? null : 0.008 + 0.0015 * look + (4.877 / look) * 0.0145,
  }));
}

function posterior(): Of<typeof charts.posteriorChart> {
  const x = steps(60).map((share) => 0.03 + 0.07 * share);
  const densities = {
    control: x.map((value) => normalDensity(value, 0.0533, 0.0048)),
    variant: x.map((value) => normalDensity(value, 0.0682, 0.0053)),
  };
  const interval = { low: 0.0009, high: 0.0289, level: 0.95 };
  const words = { direction: 'increase', probabilityBetter: '98.13%', unit: 'points' } as const;
  return { metric: 'conversion', x, ...densities, ...interval, ...words };
}

function sampleSize(): Of<typeof charts.sampleSizeChart> {
  const curve = (power: number, factor: number) => ({
    power,
    points: steps(20).map((x) => ({ effect: 0.005 + 0.035 * x, users: factor / (0.005 + 0.035 * x) ** 2 })),
  });
  const curves = [curve(0.8, 0.885), curve(0.9, 1.185)];
  return { curves, chosen: { effect: 0.02, users: 2213 }, unit: 'points', alpha: 0.05 };
}

function days(): Of<typeof charts.noveltyChart>['days'] {
  return Array.from({ length: 14 }, (_, i) => {
    const difference = 0.03 * Math.exp(-i / 5) + 0.004 * Math.sin(i);
    const interval = { low: difference - 0.012, high: difference + 0.012 };
    return { day: i + 1, users: 900 - 20 * i, difference, ...interval };
  });
}
