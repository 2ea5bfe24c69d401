// Every row of the table of docs/explanation/retraining.md, and what stands between the rows.
import { describe, expect, test } from 'vitest';

import type { ModelFacts } from '../../../src/monitor/decide/decide.js';
import { decideModel } from '../../../src/monitor/decide/decide.js';
import type { DriftFinding } from '../../../src/monitor/decide/triggers.js';
import type { MaturedEvaluation, NotEvaluable } from '../../../src/monitor/matured/evaluate.js';
import { decisionTexts } from '../../../src/report/index.js';

const counts = {
  ...{ scored: 9000, immature: 0, withoutOutcome: 0, treated: 0, uncovered: 0, outcomesWithoutScore: 0 },
};
const rate = { value: 0.2, low: 0.19, high: 0.21, rows: 9000, effectiveRows: 9000 };

/** An evaluation with this AUC, calibration slope and share of the leavers expected that left, each with its interval. */
function evaluated(
  auc: readonly [number, number, number],
  slope: readonly [number, number, number] = [1, 0.95, 1.05],
  level: readonly [number, number, number] = [0.95, 1, 1.05],
): MaturedEvaluation {
  const figure = ([low, value, high]: readonly [number, number, number]) => ({ low, value, high });
  return {
    ...{ state: 'evaluated', counts, rows: 9000, positives: 1800, effectivePositives: 1800 },
    ...{ auc: figure(auc), prAuc: rate, brier: rate, churn: rate, predicted: 0.2 },
    observedOverPredicted: figure(level),
    brierParts: { reliability: 0, resolution: 0.05, uncertainty: 0.16 },
    calibration: { intercept: figure([-0.1, 0, 0.1]), slope: figure([slope[1], slope[0], slope[2]]) },
    ...{ calibrationBins: [], expectedCalibrationError: 0.01, threshold: null, tiers: [], slices: [] },
    ...{ lift: { share: 0.1, value: 3, low: 2.8, high: 3.2 }, everybody: 0.8 },
  };
}

const immature: NotEvaluable = {
  ...{ state: 'not-evaluable', counts },
  reason: { code: 'immature', values: { rows: 9000 } },
};

const better = {
  first: 0.88,
  second: 0.83,
  difference: 0.05,
  standardError: 0.01,
  z: 5,
  p: 6e-7,
  low: 0.03,
  high: 0.07,
};
const equal = {
  first: 0.83,
  second: 0.83,
  difference: 0,
  standardError: 0.01,
  z: 0,
  p: 1,
  low: -0.02,
  high: 0.02,
};
const drifted: DriftFinding = {
  ...{ column: 'active_days_7', state: 'certain', ks: 0.2, ksLow: 0.18, deltaAbove: 0.03, alarm: false },
};

const facts: ModelFacts = {
  ...{ ageDays: 5, storedAuc: 0.89, featureVersion: 'f1', dataFaults: [], drift: [] },
  ...{ matured: evaluated([0.88, 0.89, 0.9]), previous: null },
};
const fallen = evaluated([0.82, 0.83, 0.84]);
const previous = (comparison: typeof better | null, featureVersion = 'f1') => ({
  comparison,
  featureVersion,
});

type Row = readonly [string, Partial<ModelFacts>, string, readonly string[]];

const rows: readonly Row[] = [
  ['nothing happens', {}, 'none', ['auc-holds']],
  [
    'a data fault with nothing else',
    { dataFaults: [{ kind: 'schema', object: 'events' }] },
    'blocked',
    ['data-fault', 'auc-holds'],
  ],
  [
    'a data fault beside every trigger',
    {
      ...{ dataFaults: [{ kind: 'data-gap', object: 'pay' }], ageDays: 40, drift: [drifted] },
      ...{ matured: fallen, previous: previous(better) },
    },
    'blocked',
    ['data-fault', 'auc-fell', 'previous-better', 'drift', 'clock'],
  ],
  [
    'fell, the previous as much',
    { matured: fallen, previous: previous(equal) },
    'retrain',
    ['auc-fell', 'previous-not-better'],
  ],
  [
    'fell, the previous did not',
    { matured: fallen, previous: previous(better) },
    'roll-back',
    ['auc-fell', 'previous-better'],
  ],
  [
    'fell, the previous better by less than asked for',
    { matured: fallen, previous: previous({ ...better, difference: 0.008 }) },
    ...(['retrain', ['auc-fell', 'previous-not-better']] as const),
  ],
  [
    'fell, the previous better but not for certain',
    { matured: fallen, previous: previous({ ...better, z: 2.2 }) },
    ...(['retrain', ['auc-fell', 'previous-not-better']] as const),
  ],
  [
    'fell, no shadow scores',
    { matured: fallen, previous: previous(null) },
    'retrain',
    ['auc-fell', 'no-previous'],
  ],
  ['fell, the first model', { matured: fallen }, 'retrain', ['auc-fell', 'no-previous']],
  [
    'fell, the previous reads other features',
    { matured: fallen, previous: previous(better, 'f0') },
    ...(['retrain', ['auc-fell', 'previous-better', 'previous-unusable']] as const),
  ],
  [
    'below the bound but not for certain',
    { matured: evaluated([0.82, 0.84, 0.86]) },
    'none',
    ['auc-maybe-fell'],
  ],
  [
    'holds, slope certainly low',
    { matured: evaluated([0.88, 0.89, 0.9], [0.7, 0.65, 0.75]) },
    'recalibrate',
    ['calibration-off', 'auc-holds'],
  ],
  [
    'holds, slope certainly high',
    { matured: evaluated([0.88, 0.89, 0.9], [1.4, 1.3, 1.5]) },
    'recalibrate',
    ['calibration-off', 'auc-holds'],
  ],
  [
    'holds, slope perhaps low',
    { matured: evaluated([0.88, 0.89, 0.9], [0.78, 0.7, 0.86]) },
    'none',
    ['calibration-maybe-off', 'auc-holds'],
  ],
  [
    'holds, certainly more leave than predicted',
    { matured: evaluated([0.88, 0.89, 0.9], [1, 0.95, 1.05], [1.26, 1.3, 1.34]) },
    'recalibrate',
    ['level-off', 'auc-holds'],
  ],
  [
    'holds, perhaps fewer leave than predicted',
    { matured: evaluated([0.88, 0.89, 0.9], [1, 0.95, 1.05], [0.7, 0.79, 0.88]) },
    'none',
    ['level-maybe-off', 'auc-holds'],
  ],
  ['holds, the clock', { ageDays: 30 }, 'retrain', ['clock', 'auc-holds']],
  ['holds, a day before the clock', { ageDays: 29 }, 'none', ['auc-holds']],
  [
    'the clock and the slope: a training makes both anew',
    { ageDays: 31, matured: evaluated([0.88, 0.89, 0.9], [0.7, 0.65, 0.75]) },
    ...(['retrain', ['clock', 'calibration-off', 'auc-holds']] as const),
  ],
  ['certain drift with an effect', { drift: [drifted] }, 'retrain', ['drift', 'auc-holds']],
  [
    'certain drift without an effect',
    { drift: [{ ...drifted, deltaAbove: 0.004 }] },
    'none',
    ['drift-noted', 'auc-holds'],
  ],
  [
    'certain drift of unknown effect',
    { drift: [{ ...drifted, deltaAbove: null }] },
    'none',
    ['drift-noted', 'auc-holds'],
  ],
  [
    'certain drift of the score',
    { drift: [{ ...drifted, column: null, deltaAbove: null }] },
    'retrain',
    ['drift', 'auc-holds'],
  ],
  ['possible drift', { drift: [{ ...drifted, state: 'possible' }] }, 'none', ['drift-noted', 'auc-holds']],
  [
    'an alarm of several days',
    { drift: [{ ...drifted, state: 'possible', alarm: true }] },
    'retrain',
    ['drift-alarm', 'auc-holds'],
  ],
  ['stable columns are not told', { drift: [{ ...drifted, state: 'stable' }] }, 'none', ['auc-holds']],
  ['labels open', { matured: immature }, 'none', ['not-evaluable']],
  ['labels open, the clock', { matured: immature, ageDays: 30 }, 'retrain', ['clock', 'not-evaluable']],
];

test.each(rows)('%s', (_, given, action, codes) => {
  const decision = decideModel({ ...facts, ...given });
  expect(decision.action).toBe(action);
  expect(decision.reasons.map(({ code }) => code)).toEqual(codes);
});

describe('a decision as a record', () => {
  test('a fault blocks what would have been done, and says what that was', () => {
    const { reasons } = decideModel({ ...facts, ...rows[2]![1] });
    expect(reasons.map(({ weighs }) => weighs)).toEqual([
      'blocks',
      'blocked',
      'blocked',
      'blocked',
      'blocked',
    ]);
  });

  test('it survives JSON, and every reason has a sentence in both languages', async () => {
    for (const [name, given] of rows) {
      const decision = decideModel({ ...facts, ...given });
      expect(JSON.parse(JSON.stringify(decision))).toEqual(decision);
      const told = await decisionTexts(decision);
      for (const { text } of [told, ...told.reasons]) {
        expect(text.en, name).toMatch(/^[\x20-\x7e]+$/);
        expect(text.zh, name).toMatch(/\p{Script=Han}/u);
      }
    }
  });

  test('limits of the policy act', () => {
    const strict = { everyDays: 3, aucFall: 0.001, driftEffect: 0.1 } as const;
    const { action, reasons } = decideModel({ ...facts, drift: [drifted] }, strict);
    expect(action).toBe('retrain');
    expect(reasons.map(({ code }) => code)).toEqual(['clock', 'drift-noted', 'auc-holds']);
    expect(decideModel({ ...facts, matured: evaluated([0.86, 0.87, 0.88]) }, { aucFall: 0.01 }).action).toBe(
      'retrain',
    );
  });
});

test('misuse is refused', () => {
  expect(() => decideModel({ ...facts, ageDays: -1 })).toThrow(/facts.ageDays must be a number >= 0/);
  expect(() => decideModel({ ...facts, storedAuc: 89 })).toThrow(/facts.storedAuc must be from 0 to 1/);
  expect(() => decideModel(facts, { everyDay: 3 } as never)).toThrow(/unknown option "everyDay".*everyDays/);
  const { previous: _, ...rest } = facts;
  expect(() => decideModel(rest as ModelFacts)).toThrow(/facts.previous must be/);
});
