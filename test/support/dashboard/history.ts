// A state with many days of every kind of record, made by formulas: quick, and the same each time.
import { addDays } from '../../../src/base/days.js';
import type { State, StateRecords } from '../../../src/entries/state.js';

const project = 'shop';
const firstDay = '2023-01-01';
const columns = [
  'pay_cnt_30',
  'active_days_7',
  'channel <b>&"x"</b>',
  ...Array.from({ length: 37 }, (_, i) => `f_${i}`),
];
const steps = [
  'check-data',
  'features',
  'score',
  'monitor',
  'plan',
  'deliver',
  'outcomes',
  'retrain',
  'alerts',
] as const;
const events = ['*', 'login', 'payment_success'];

/** Day of the history, from 0. */
export const historyDay = (i: number): string => addDays(firstDay, i);
/** Microseconds of the evening of a day. */
export const eveningOf = (day: string): number => (Date.parse(`${day}T00:00:00Z`) + 72_000_000) * 1000;
const wave = (i: number, period: number): number => Math.sin((2 * Math.PI * i) / period);

/** Fills a state with so many days, and returns the last one. */
export async function fillHistory(state: State, days: number): Promise<string> {
  const all = Array.from({ length: days }, (_, i) => i);
  await state.put({
    run: all.map(run),
    step: all.flatMap(stepsOf),
    metric: all.flatMap((i) => metricsOf(i, days)),
    data: all.flatMap(dataOf),
    campaign: all.flatMap((i) => [...campaignsOf(i), ...(i % 7 === 6 ? [week(i)] : [])]),
    decision: all.flatMap((i) => [plan(i), ...(i % 90 === 89 ? [promotion(i)] : [])]),
    model: [model(days)],
    alert: alerts(days),
    experiment: [experiment(days)],
    look: all.slice(-20).map((i, k) => look(i, k)),
  });
  // Distances are many: the newest months have them.
  for (const i of all.slice(-70)) await state.put({ drift: driftOf(i) });
  return historyDay(days - 1);
}

function run(i: number): StateRecords['run'] {
  const date = historyDay(i);
  return {
    ...{ project, date, run: 'daily', zone: 'Asia/Shanghai', startedAt: eveningOf(date) },
    ...{ endedAt: eveningOf(date) + 90e6, state: i % 97 === 96 ? 'failed' : 'done', configDigest: 'c0' },
    ...{ winback: '0.2.0', modelDigest: 'm1', rows: 20_000 + i, reason: null },
  };
}

const stepsOf = (i: number): StateRecords['step'][] =>
  steps.map((name, k) => ({
    ...{ project, date: historyDay(i), run: 'daily', name, startedAt: eveningOf(historyDay(i)) + k * 1e7 },
    ...{ endedAt: eveningOf(historyDay(i)) + (k + 1) * 1e7, inputs: {}, outputs: {}, rows: null },
    state: i % 97 === 96 && name === 'alerts' ? 'failed' : i % 41 === 40 && name === 'plan' ? 'held' : 'done',
    reason: name === 'outcomes' && i % 7 !== 6 ? 'nothing' : null,
  }));

function metric(
  i: number,
  name: string,
  kind: 'matured' | 'estimated',
  value: number,
): StateRecords['metric'] {
  const date = historyDay(i);
  const asOf = kind === 'matured' ? historyDay(i + 16) : date;
  const half = 0.012;
  return {
    ...{
      project,
      date,
      asOf,
      model: 'm1',
      slice: '',
      name,
      kind,
      value,
      low: value - half,
      high: value + half,
    },
    ...{ n: 20_000, positives: 4000, effectiveN: 812.5, reason: null },
  };
}

const tierShares = { high: 0.71, medium: 0.38, low: 0.09 } as const;

function metricsOf(i: number, days: number): StateRecords['metric'][] {
  const values = { auc: 0.886, prAuc: 0.71, precision: 0.66, recall: 0.52, brier: 0.11 };
  const of = (kind: 'matured' | 'estimated') =>
    Object.entries(values).map(([name, value]) => metric(i, name, kind, value + 0.008 * wave(i, 29)));
  const tiers = Object.entries(tierShares).map(([tier, value]) =>
    metric(i, `churn.${tier}`, 'matured', value),
  );
  const slice = { ...metric(i, 'auc', 'matured', 0.87), slice: 'channel=ads' };
  if (i > days - 16) return of('estimated');
  return i % 7 === 6 ? [...of('matured'), ...tiers, slice, ...of('estimated')] : of('estimated');
}

const dataOf = (i: number): StateRecords['data'][] =>
  events.map((event, k) => {
    const expected = 9000 / (k + 1) + 900 * wave(i, 7);
    const rows = Math.round(i % 53 === 52 ? expected * 0.4 : expected + 120 * wave(i, 13));
    return {
      ...{ project, date: historyDay(i), event, rows, users: null, expected },
      ...{ expectedLow: expected * 0.85, expectedHigh: expected * 1.15, lagP50: 12 + k, lagP995: 340 },
    };
  });

/** Users by tier and action: the last ones are few. */
const groups = [
  ['high', 'coupon', 120],
  ['high', 'call', 40],
  ['medium', 'coupon', 300],
  ['low', 'coupon', 4],
] as const;

const campaignsOf = (i: number): StateRecords['campaign'][] =>
  groups.map(([tier, action, users]) => ({
    ...{ project, campaign: `daily ${historyDay(i)}`, date: historyDay(i), tier, action, currency: 'CNY' },
    ...{ planDigest: 'p', plannedUsers: users + (i % 5), plannedCostMinor: users * 230 },
    ...{ plannedProfitMinor: users * 900, sent: users, delivered: 0, spentMinor: users * 230, holdout: 9 },
    ...{ recall: null, recallLow: null, recallHigh: null },
    ...{ netGmvMinor: null, netGmvLowMinor: null, netGmvHighMinor: null },
  }));

function week(i: number): StateRecords['campaign'] {
  const date = historyDay(i);
  const [known, recall, net] = [i % 49 !== 6, 0.022 + 0.01 * wave(i, 31), 1_842_000 + 500_000 * wave(i, 37)];
  const base = {
    project,
    campaign: `week ${date}`,
    date,
    tier: '*',
    action: '*',
    currency: 'CNY',
    planDigest: '',
  };
  const planned = {
    plannedUsers: 3200,
    plannedCostMinor: 0,
    plannedProfitMinor: 2_900_000,
    sent: 3200,
    delivered: 0,
  };
  const rest = { ...base, ...planned, spentMinor: 700_000, holdout: 340 };
  if (!known)
    return {
      ...{ ...rest, recall: null, recallLow: null, recallHigh: null },
      ...{ netGmvMinor: null, netGmvLowMinor: null, netGmvHighMinor: null },
    };
  return {
    ...{
      ...rest,
      recall,
      recallLow: recall - 0.015,
      recallHigh: recall + 0.015,
      netGmvMinor: Math.round(net),
    },
    ...{ netGmvLowMinor: Math.round(net - 1_300_000), netGmvHighMinor: Math.round(net + 1_300_000) },
  };
}

/** Best profits of budgets: 100 sqrt(budget), and the slope there. */
export const frontier = Array.from({ length: 100 }, (_, k) => {
  const budget = k * 50;
  return {
    ...{ budget, profit: 100 * Math.sqrt(budget), upperBound: 100 * Math.sqrt(budget) },
    marginal: 50 / Math.sqrt(Math.max(1, budget)),
  };
});

function plan(i: number): StateRecords['decision'] {
  const byTier = [
    { tier: 'low', users: 16_000 },
    { tier: 'medium', users: 2300 },
    { tier: 'high', users: 1700 },
  ];
  return {
    ...{ project, date: historyDay(i), kind: 'plan', object: `daily ${historyDay(i)}`, by: 'rule' },
    ...{ at: eveningOf(historyDay(i)), reason: 'core-search' },
    details: {
      ...{
        users: 20_000,
        eligible: 15_000,
        targeted: 460,
        budget: 1600,
        spent: 1599.5,
        expectedProfit: 3999,
      },
      ...{
        upperBound: 4000,
        shadowPrice: 1.25,
        holdout: 340,
        byTier,
        frontier: frontier.slice(0, i % 3 === 0 ? 99 : 100),
      },
      greedy: { expectedProfit: 3700, spent: 1600 },
    },
  };
}

const promotion = (i: number): StateRecords['decision'] => ({
  ...{
    project,
    date: historyDay(i),
    kind: 'promote',
    object: 'm1',
    at: eveningOf(historyDay(i)),
    by: 'rule',
  },
  ...{ reason: 'every-condition-holds', details: { checks: [] } },
});

const model = (days: number): StateRecords['model'] => ({
  ...{ project, digest: 'm1', version: `${historyDay(days - 40)}-3f0c2d1`, trainedFrom: firstDay },
  ...{ trainedTo: historyDay(days - 60), gates: { auc: true, precision: true }, featureVersion: 'v1' },
  metrics: [
    { name: 'auc', value: 0.8895, low: 0.88, high: 0.9, n: 5000 },
    { name: 'prAuc', value: 0.72, low: 0.7, high: 0.74, n: 5000 },
  ],
  ...{ profileDigest: null, parent: null, promotedAt: eveningOf(historyDay(days - 40)), retiredAt: null },
  ...{ reason: 'every-condition-holds', by: 'rule' },
});

function alerts(days: number): StateRecords['alert'][] {
  const at = eveningOf(historyDay(days - 1));
  const base = {
    project,
    model: 'm1',
    firstAt: at - 86_400e6,
    lastAt: at,
    count: 2,
    recent: [1, 1],
    values: {},
    changes: [],
  };
  const calm = {
    flapping: false,
    inhibitedBy: null,
    notifiedAt: null,
    ackBy: null,
    ackAt: null,
    mutedUntil: null,
    mutedReason: null,
  };
  return [
    {
      ...base,
      ...calm,
      fingerprint: 'a1',
      kind: 'data-gap',
      severity: 'critical',
      object: 'payment_success',
      state: 'firing',
      value: 0,
      threshold: 2600,
    },
    {
      ...base,
      ...calm,
      fingerprint: 'a2',
      kind: 'drift',
      severity: 'warning',
      object: columns[2]!,
      state: 'firing',
      value: 0.127,
      threshold: 0.1,
      ackBy: 'li',
    },
    {
      ...base,
      ...calm,
      fingerprint: 'a3',
      kind: 'drift',
      severity: 'info',
      object: 'f_1',
      state: 'resolved',
      value: 0.02,
      threshold: 0.1,
    },
  ];
}

const driftOf = (i: number): StateRecords['drift'][] =>
  ['(score)', ...columns].map((column, k) => {
    const ks = Math.min(
      0.6,
      0.02 + 0.01 * (k % 5) + (k < 3 && i % 90 > 60 ? 0.25 : 0) + 0.008 * wave(i + k, 11),
    );
    return {
      ...{
        project,
        date: historyDay(i),
        model: 'm1',
        column,
        n: 5000,
        ks,
        ksLow: Math.max(0, ks - 0.02),
        location: 12.5,
      },
      ...{
        sign: k % 2 ? 1 : -1,
        psi: ks / 2,
        jsBits: ks / 20,
        w1: ks * 3,
        w1OverIqr: ks,
        missingReference: 0.02,
      },
      ...{
        missingCurrent: k === 2 ? 0.08 : 0.02,
        missingLow: -0.01,
        missingHigh: 0.07,
        unseen: k === 3 ? 0.1 : k === 4 ? 0.0004 : null,
      },
      ...{ deltaScore: 0.004 * ks, deltaAbove: (k % 2 ? -1 : 1) * 0.05 * ks, logR: null },
      state: ks > 0.2 ? 'certain' : ks > 0.05 ? 'possible' : 'stable',
      bins: {
        names: [1, 5, 12.5, 80, null, '(missing)'],
        reference: [200, 300, 250, 150, 80, 20],
        current: [900, 1400, 1300, 996, 4, 400],
      },
    };
  });

const experiment = (days: number): StateRecords['experiment'] => ({
  ...{
    project,
    name: 'winback-coupon',
    version: '1',
    configDigest: 'e0',
    exposure: { kind: 'event', name: 'checkout' },
  },
  ...{ primaryMetric: 'conversion', guardrails: ['complaints'], definitions: {}, shortestDays: 14 },
  ...{ plannedLooks: [0.2, 0.4, 0.6, 0.8, 1], spending: 'obrien-fleming', plannedUsers: 20_000 },
  ...{ registeredAt: eveningOf(historyDay(days - 21)), by: 'li', firstExposureAt: null, late: false },
  ...{ state: 'running', decision: null, reason: null },
});

function look(i: number, k: number): StateRecords['look'] {
  const users = 600 + 380 * k;
  const value = (
    name: string,
    role: string,
    difference: number,
    half: number,
  ): StateRecords['look']['metrics'][number] => ({
    ...{ name, role, variant: 'coupon', control: 0.2, treatment: 0.2 + difference, difference },
    ...{
      low: difference - half,
      high: difference + half,
      p: 0.004,
      pAdjusted: 0.011,
      significant: difference > half,
    },
    ...{
      pBetter: 0.997,
      varianceRemoved: name === 'gmv' ? 0.5 : null,
      guardrail: role === 'guardrail' ? 'passed' : null,
    },
  });
  return {
    ...{
      project,
      experiment: 'winback-coupon',
      version: '1',
      date: historyDay(i),
      look: k % 5 === 4 ? (k + 1) / 5 : 0,
    },
    ...{
      takenAt: null,
      lastDay: historyDay(i),
      users: { control: users, coupon: users + 7 },
      comparedUsers: 2 * users + 7,
    },
    ...{ plannedUsers: 20_000, power: Math.min(0.99, 0.1 + 0.04 * k), srmP: 0.92 },
    metrics: [
      value('conversion', 'primary', 0.055, 0.02),
      value('gmv', 'secondary', 1.2, 0.9),
      value('complaints', 'guardrail', -0.0004, 0.003),
    ],
    ...{
      statistic: 0.4 + 0.11 * k,
      boundary: k % 5 === 4 ? 4.9 - 0.14 * k : null,
      decision: 'continue',
      reason: null,
    },
  };
}
