import type { ExperimentResult, MetricRecord } from '../../../src/experiment/records/records.js';

const normal = (x: number, mean: number, sd: number) =>
  Math.exp(-0.5 * ((x - mean) / sd) ** 2) / (sd * Math.sqrt(2 * Math.PI));

function conversion(name: string): MetricRecord {
  const x = Array.from({ length: 201 }, (_, i) => 0.03 + (0.07 * i) / 200);
  return {
    name,
    role: 'primary',
    kind: 'proportion',
    direction: 'increase',
    alternative: 'two-sided',
    variant: 'treatment',
    control: 117 / 2213,
    treatment: 150 / 2213,
    adjusted: null,
    controlArm: { variant: 'control', users: 2213, value: 117 / 2213, successes: 117, deviation: 0.2238 },
    treatmentArm: { variant: 'treatment', users: 2213, value: 150 / 2213, successes: 150, deviation: 0.2514 },
    difference: 0.014912,
    low: 0.00082,
    high: 0.02904,
    p: 0.0375,
    log10P: Math.log10(0.0375),
    standardError: 0.00717,
    df: null,
    level: 0.95,
    relative: { value: 0.28205, low: 0.0137, high: 0.6208 },
    method: 'two-proportion-z',
    exact: false,
    adjustedP: 0.0375,
    sequential: false,
    simultaneousLow: 0.00082,
    simultaneousHigh: 0.02904,
    significant: true,
    effectDirection: 'increase',
    effectSize: { name: 'cohen-h', value: 0.0626, low: 0.0037, high: 0.1215 },
    cuped: null,
    strata: null,
    winsorised: null,
    posterior: {
      model: 'beta-binomial',
      probabilityBetter: 0.9813114440259855,
      controlMean: 0.05327,
      variantMean: 0.06817,
      difference: { value: 0.0149, low: 0.00086, high: 0.029 },
      relative: { value: 0.2866, low: 0.0145, high: 0.6129 },
      level: 0.95,
      lossOfVariant: 0.00005,
      lossOfControl: 0.01495,
      density: {
        x,
        control: x.map((value) => normal(value, 0.05327, 0.00477)),
        variant: x.map((value) => normal(value, 0.06817, 0.00535)),
      },
      monteCarlo: {
        draws: 200000,
        seed: 42,
        probabilityBetter: 0.98118,
        standardError: 0.0003,
        low: 0.00087,
        high: 0.02903,
      },
    },
    guardrail: null,
    detectableDifference: 0.0201,
  };
}

function gmv(): MetricRecord {
  const before = { difference: 1.52, standardError: 0.83, low: -0.11, high: 3.15, p: 0.067 };
  const after = { difference: 1.81, standardError: 0.6, low: 0.63, high: 2.99, p: 0.0026 };
  return {
    ...conversion('gmv'),
    role: 'guardrail',
    kind: 'mean',
    control: 39.82,
    treatment: 41.34,
    ...after,
    log10P: Math.log10(after.p),
    df: 4421.3,
    relative: { value: 0.0455, low: 0.0158, high: 0.0751 },
    method: 'welch',
    adjustedP: 0.0052,
    effectSize: { name: 'cohen-d', value: 0.055, low: -0.004, high: 0.114 },
    cuped: {
      covariates: ['pre_gmv'],
      scope: 'within',
      theta: [0.671],
      varianceReduction: 0.477,
      missingUsers: 12,
      imbalanceP: 0.41,
      before,
      after,
    },
    posterior: null,
    guardrail: {
      margin: 2,
      relativeMargin: 0.05,
      p: 1e-11,
      bound: 0.82,
      status: 'passed',
      power: 0.93,
      sequential: false,
      reason: null,
    },
    detectableDifference: 1.7,
  };
}

function looks() {
  return [0.2, 0.4, 0.6, 0.8, 1].map((information, i) => {
    const standardError = 0.00717 / Math.sqrt(information);
    const difference = 0.011 + 0.0012 * i;
    const boundary = [4.8769, 3.3569, 2.6803, 2.2898, 2.031][i]!;
    return {
      look: i + 1,
      date: `2025-09-${String(4 + 5 * i).padStart(2, '0')}`,
      users: Math.round(4426 * information),
      information,
      difference,
      standardError,
      z: difference / standardError,
      p: 0.05,
      boundary,
      nominalP: [1e-6, 0.0008, 0.0074, 0.022, 0.0423][i]!,
      alphaSpent: 0.05 * information ** 3,
      low: difference - boundary * standardError,
      high: difference + boundary * standardError,
      crossed: difference / standardError >= boundary,
    };
  });
}

/** An experiment result as the engine would give it; `name` replaces the primary metric's name. */
export function sampleExperiment(name = 'conversion'): ExperimentResult {
  return {
    experiment: 'new_user_coupon',
    version: '3',
    control: 'control',
    variants: ['control', 'treatment'],
    unit: 'user',
    alpha: 0.05,
    users: 4426,
    days: 21,
    metrics: [conversion(name), gmv()],
    notComputable: [],
    oec: {
      terms: [
        { metric: name, weight: 1, scale: 0.0529, share: 0.92 },
        { metric: 'gmv', weight: 0.5, scale: 39.82, share: 0.08 },
      ],
      scaling: 'relative',
    },
    best: [],
    srm: {
      method: 'chi-square',
      statistic: 0,
      df: 1,
      p: 1,
      threshold: 0.001,
      passed: true,
      arms: [
        { variant: 'control', users: 2213, expected: 2213, weight: 0.5 },
        { variant: 'treatment', users: 2213, expected: 2213, weight: 0.5 },
      ],
    },
    checks: [
      {
        code: 'srm',
        status: 'passed',
        values: { method: 'chi-square', p: 1, threshold: 0.001 },
      },
      {
        code: 'multi-variant',
        status: 'failed',
        values: { users: 31, share: 0.014, unit: 'user' },
      },
    ],
    sequential: [
      {
        metric: name,
        variant: 'treatment',
        family: 'lan-demets',
        spending: 'obrien-fleming',
        alpha: 0.05,
        plannedLooks: 5,
        looks: looks(),
        stoppedAt: 5,
        adjustedP: 0.0411,
        estimate: { value: 0.0147, low: 0.0006, high: 0.0288 },
        alwaysValid: { p: 0.21, low: -0.004, high: 0.034 },
        conditionalPower: { trend: 0.61, none: 0.03, design: null },
        predictivePower: 0.57,
        futile: false,
        bayesian: null,
      },
    ],
    novelty: [
      {
        metric: name,
        variant: 'treatment',
        days: Array.from({ length: 10 }, (_, i) => ({
          day: i + 1,
          users: 440,
          difference: 0.03 - 0.002 * i,
          low: 0.01 - 0.002 * i,
          high: 0.05 - 0.002 * i,
        })),
        slope: -0.002,
        slopeP: 0.02,
      },
    ],
    splitChecks: [
      {
        metric: name,
        runs: 2000,
        alpha: 0.05,
        falsePositiveRate: 0.0485,
        standardError: 0.0048,
        limit: 0.086,
        uniformityP: 0.61,
        passed: true,
      },
    ],
    decision: 'hold',
    decidedVariant: 'treatment',
    reasons: [
      {
        ...{ code: 'primary-better', weighs: 'for', variant: 'treatment' },
        values: { metric: name, p: 0.0411, kind: 'sequential', variants: 1 },
      },
      {
        ...{ code: 'guardrail-undecided', weighs: 'neutral', variant: 'treatment' },
        values: { metric: 'gmv', cause: 'noise', margin: 0.5, power: 0.4 },
      },
    ],
    ledger: [
      {
        code: 'cuped',
        values: {
          ...{ metric: 'gmv', variant: 'treatment', covariates: ['pre_gmv'], theta: [0.61] },
          ...{ scope: 'within', varianceReduction: 0.4, missingUsers: 0 },
        },
      },
    ],
    plan: { usersPerArm: 2213, reached: 2213, powerNow: 0.8 },
    reference: [
      {
        ...{ code: 'level', name: 'level at look 3 of 5', variant: null, metric: null },
        values: { look: 3, looks: 5 },
        reference: 0.01139,
        corrected: 0.0074,
      },
    ],
  };
}
