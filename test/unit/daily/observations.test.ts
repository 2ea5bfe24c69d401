// What the steps of a day found becomes alarms: which fire on the day, and which need a second look.
import { expect, test } from 'vitest';

import { evaluated } from '../../../src/delivery/alerts/evaluate.js';
import { resolvedPolicy } from '../../../src/monitor/decide/policy.js';
import type { MaturedEvaluation } from '../../../src/monitor/matured/evaluate.js';
import { checkVolume } from '../../../src/monitor/volume/volume.js';
import { type DayFindings, observationsOf } from '../../../src/pipeline/daily/observations.js';

const usual = Array.from({ length: 56 }, (_, i) => ({ day: 20_000 + i, rows: { login: 5000, pay: 1000 } }));
const findings = (pay: number, evaluation?: MaturedEvaluation): DayFindings => ({
  data: {
    ...checkVolume([...usual, { day: 20_056, rows: { login: 5000, pay } }], 20_056),
    ...{
      excuse: null,
      missing: [],
      unmapped: [],
      dropped: { missingUser: 0, missingTime: 0, duplicateId: 0, unmapped: 0, afterEnd: 0 },
    },
  },
  ...{ drift: null, storedAuc: 0.8, precisionFloor: null, planHeld: null, month: null },
  policy: resolvedPolicy(undefined),
  metrics: {
    ...{ model: 'm', estimated: {} as DayFindings['metrics']['estimated'] },
    matured: evaluation === undefined ? null : { snapshot: '2026-01-01', days: [], evaluation },
  },
});

/** State of an alarm after its first evaluation. */
const stateOf = (found: DayFindings, kind: string, object: string): string | undefined => {
  const observation = observationsOf(found).find((one) => one.kind === kind && one.object === object);
  return observation && evaluated(undefined, observation, { project: 'p', at: 0 }).state;
};

test('a critical loss of tracking fires on its day; a milder one has to be seen twice', () => {
  expect(stateOf(findings(120), 'tracking-loss', 'pay')).toBe('firing');
  expect(stateOf(findings(0), 'tracking-loss', 'pay')).toBe('firing');
  expect(stateOf(findings(640), 'tracking-loss', 'pay')).toBe('pending');
  expect(stateOf(findings(1000), 'tracking-loss', 'pay')).toBe('resolved');
});

const figure = (low: number, value: number, high: number) => ({ value, low, high });
const evaluationOf = (level: ReturnType<typeof figure>, slope: ReturnType<typeof figure> | null) =>
  ({
    ...{ state: 'evaluated', auc: figure(0.79, 0.8, 0.81), threshold: null, observedOverPredicted: level },
    calibration: slope === null ? null : { slope, intercept: figure(-0.1, 0, 0.1) },
  }) as MaturedEvaluation;
const calibration = (evaluation: MaturedEvaluation, policy = {}) =>
  observationsOf({ ...findings(1000, evaluation), policy: resolvedPolicy(policy) })
    .filter(({ kind }) => kind === 'calibration')
    .map(({ object, found }) => [object, found]);

test('the calibration is an alarm where a figure is out of its range with its whole interval', () => {
  const sure = figure(0.98, 1, 1.02);
  expect(calibration(evaluationOf(figure(1.2, 1.4, 1.6), sure))).toEqual([
    ['slope', false],
    ['level', false],
  ]);
  expect(calibration(evaluationOf(figure(1.3, 1.4, 1.5), sure))).toEqual([
    ['slope', false],
    ['level', true],
  ]);
  expect(calibration(evaluationOf(sure, figure(0.6, 0.7, 0.79)))).toEqual([
    ['slope', true],
    ['level', false],
  ]);
  // Limits of the policy hold, and a slope that does not exist is no observation.
  expect(calibration(evaluationOf(figure(1.3, 1.4, 1.5), null), { levelHigh: 2 })).toEqual([
    ['level', false],
  ]);
});

const column = (more: object) => ({
  ...{ name: 'x', limit: 0.1, ks: 0.12, deltaAbove: 0.03, expected: null, unseen: null, unseenLow: null },
  ...{
    missing: { reference: 0.02, current: 0.09, difference: 0.07, low: 0.06, high: 0.08 },
    missingLow: 0.06,
  },
  ...more,
});
const drifted = (more: object, alarms: readonly string[] = []) => {
  const report = { columns: [column(more)], score: null, rule: { missingLimit: 0.05, unseenLimit: 0.05 } };
  const found = { ...findings(1000), drift: { report, alarms } } as unknown as DayFindings;
  return observationsOf(found)
    .filter((one) => one.object === 'x' && one.found === true)
    .map(({ kind }) => kind);
};
const states = { distribution: 'possible', missing: 'possible', unseen: null };

test('missing values and new categories alarm by themselves, by their day or by evidence', () => {
  expect(drifted({ states })).toEqual([]);
  // The distribution is only possible: a certain jump of missing values makes no drift of it.
  expect(drifted({ state: 'certain', states: { ...states, missing: 'certain' } })).toEqual(['missing-jump']);
  expect(drifted({ states }, ['(missing) x'])).toEqual(['missing-jump']);
  expect(drifted({ states }, ['x'])).toEqual(['drift']);
  const fewer = { reference: 0.09, current: 0.02, difference: -0.07, low: -0.08, high: -0.06 };
  expect(drifted({ states: { ...states, missing: 'certain' }, missing: fewer })).toEqual([]);
  const unseen = { rows: 90, share: 0.09, expectedShare: 0, names: [], distinct: 1, complete: true };
  expect(drifted({ states: { ...states, unseen: 'certain' }, unseen })).toEqual(['unseen-category']);
  expect(drifted({ states: { ...states, unseen: 'stable' }, unseen }, ['(unseen) x'])).toEqual([
    'unseen-category',
  ]);
});
