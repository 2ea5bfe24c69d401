// Oracle: obp 0.5.7 on a log of 60 rounds and 3 actions (test/golden/uplift/make_off_policy.py).
import { describe, expect, test } from 'vitest';

import type { EstimatorOptions } from '../../../src/uplift/off-policy/estimators.js';
import { comparePolicies, evaluatePolicy } from '../../../src/uplift/off-policy/evaluate.js';
import type { DecisionLog } from '../../../src/uplift/off-policy/records.js';
import { readGolden } from '../../support/golden.js';
import { uniform } from '../../support/random.js';

interface Golden {
  readonly action: readonly number[];
  readonly reward: readonly number[];
  readonly logging: readonly (readonly number[])[];
  readonly target: readonly (readonly number[])[];
  readonly expected: readonly (readonly number[])[];
  readonly effectiveRows: number;
  readonly estimates: readonly (EstimatorOptions & {
    readonly obp: number;
    readonly standardError: number;
  })[];
}

const golden = readGolden<Golden>('uplift/off-policy.json');
const columns = (rows: readonly (readonly number[])[]) =>
  rows[0]!.map((_, a) => Float64Array.from(rows, (row) => row[a]!));
const { action, reward } = golden;
const actions = ['none', 'push', 'sms'];
const log: DecisionLog = {
  ...{ actions, action, reward },
  ...{ logging: columns(golden.logging), expected: columns(golden.expected) },
};
const target = columns(golden.target);
const quick = { replicates: 0 };

test('all 15 estimators of obp, to 12 digits, with their errors', async () => {
  const estimators = golden.estimates.map(({ kind, parameter }) => ({ kind, parameter }));
  expect(estimators).toHaveLength(15);
  const { estimates, gate } = await evaluatePolicy(log, target, { ...quick, estimators });
  for (const [i, { kind, obp, standardError }] of golden.estimates.entries()) {
    expect(Math.abs(estimates[i]!.value / obp - 1), kind).toBeLessThan(1e-12);
    expect(Math.abs(estimates[i]!.standardError / standardError - 1), kind).toBeLessThan(1e-12);
  }
  expect(gate.effectiveRows).toBeCloseTo(golden.effectiveRows, 10);
});

test('few effective rows and a weight of 27 are no basis: no interval, and the reasons', async () => {
  const { gate, interval } = await evaluatePolicy(log, target, { replicates: 99 });
  expect(gate.isEvaluable).toBe(false);
  expect(gate.reasons).toEqual(['large-weights']);
  expect(gate.effectiveRows / gate.rows).toBeGreaterThan(0.1);
  expect(interval).toBeNull();
});

test("the interval of dm is not given: its error is the model's", async () => {
  const { estimates } = await evaluatePolicy(log, target, {
    ...quick,
    estimators: [{ kind: 'dm' }, { kind: 'dr' }],
  });
  expect(estimates.map(({ low, high }) => [low === null, high === null])).toEqual([
    [true, true],
    [false, false],
  ]);
});

test('users whose action the log could not have drawn are named', async () => {
  const logging = [Float64Array.of(1, 0.5, 0.5), Float64Array.of(0, 0.5, 0.5)];
  const wanted = [Float64Array.of(0.25, 1, 0), Float64Array.of(0.75, 0, 1)];
  const short = { actions: ['none', 'sms'], action: [0, 0, 1], reward: [1, 2, 3], logging };
  const { gate } = await evaluatePolicy(short, wanted, quick);
  expect(gate).toMatchObject({ isEvaluable: false, unsupportedRows: 1, firstUnsupportedRows: [0] });
  expect(gate.reasons).toContain('unsupported-users');
  expect(gate.unsupportedShare).toBeCloseTo(0.25, 12);
});

test('the policy that drew the log is worth the mean reward, and two equal policies differ by exactly 0', async () => {
  const own = await evaluatePolicy(log, log.logging, {
    ...quick,
    estimators: [{ kind: 'ips' }, { kind: 'snips' }],
  });
  const mean = reward.reduce((sum, value) => sum + value, 0) / reward.length;
  for (const { value } of own.estimates) expect(value).toBeCloseTo(mean, 12);
  expect(own.gate).toMatchObject({ largestWeight: 1, isEvaluable: true, effectiveRows: 60 });
  const { difference } = await comparePolicies(log, target, target, quick);
  expect([difference.value, difference.standardError]).toEqual([0, 0]);
});

test('a difference on the same rows is that of the values, with a smaller error than of two separate ones', async () => {
  const { first, second, difference } = await comparePolicies(log, log.logging, target, quick);
  expect(difference.value).toBeCloseTo(first.chosen.value - second.chosen.value, 12);
  const similar = target.map((column) => Float64Array.from(column));
  for (let row = 0; row < 60; row++) {
    similar[0]![row]! *= 0.9;
    similar[2]![row] = 1 - similar[0]![row]! - similar[1]![row]!;
  }
  const near = await comparePolicies(log, similar, target, quick);
  expect(near.difference.standardError).toBeLessThan(near.first.chosen.standardError / 2);
});

test('blocks and chunks do not change the values', async () => {
  const n = 5000;
  const draw = uniform(7);
  const share = Float64Array.from({ length: n }, () => 0.2 + 0.6 * draw());
  const rest = share.map((p) => 1 - p);
  const taken = Int8Array.from(share, (p) => (draw() < p ? 0 : 1));
  const money = Float64Array.from(taken, (a) => 1e6 + a + draw());
  const half = new Float64Array(n).fill(0.5);
  const given = { actions: ['none', 'sms'], action: taken, reward: money, logging: [share, rest] };
  const { estimates } = await evaluatePolicy(given, [half, half], {
    ...quick,
    estimators: [{ kind: 'ips' }, { kind: 'snips' }],
  });
  const weights = Array.from(taken, (a, i) => 0.5 / (a === 0 ? share[i]! : rest[i]!));
  const mean = (of: (i: number) => number) => weights.reduce((sum, _, i) => sum + of(i), 0) / n;
  const ips = mean((i) => weights[i]! * money[i]!);
  const snips = ips / mean((i) => weights[i]!);
  const variance = mean((i) => (weights[i]! * (money[i]! - snips)) ** 2) / mean((i) => weights[i]!) ** 2;
  expect(Math.abs(estimates[0]!.value / ips - 1)).toBeLessThan(1e-13);
  expect(Math.abs(estimates[1]!.value / snips - 1)).toBeLessThan(1e-13);
  expect(estimates[1]!.standardError).toBeCloseTo(Math.sqrt(variance / (n - 1)), 9);
});

test('with a floor of .10 the bootstrap-t interval covers heavy-tailed money more often than the normal one', async () => {
  const draw = uniform(11);
  const normalDraw = () => Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw());
  const runs = 60;
  const n = 400;
  const truth = 0.05 * 30 * Math.exp(-0.5 + 0.5);
  let [covered, normal] = [0, 0];
  for (let run = 0; run < runs; run++) {
    const logged = Float64Array.from({ length: n }, () => (draw() < 0.5 ? 0.1 : 0.9));
    const taken = Int8Array.from(logged, (p) => (draw() < p ? 0 : 1));
    const money = Float64Array.from(taken, () => (draw() < 0.05 ? 30 * Math.exp(normalDraw() - 0.5) : 0));
    const given = {
      actions: ['none', 'sms'],
      action: taken,
      reward: money,
      logging: [logged, logged.map((p) => 1 - p)],
    };
    const all = [new Float64Array(n).fill(1), new Float64Array(n)];
    const { chosen, interval } = await evaluatePolicy(given, all, { replicates: 299, seed: run, clip: 11 });
    covered += Number(interval!.low <= truth && truth <= interval!.high);
    normal += Number(chosen.low! <= truth && truth <= chosen.high!);
  }
  expect(covered).toBeGreaterThanOrEqual(normal);
  expect(covered / runs).toBeGreaterThan(0.85);
});

describe('what no log can be', () => {
  const half = [Float64Array.of(0.5, 0.5), Float64Array.of(0.5, 0.5)];
  const base = { actions: ['none', 'sms'], action: [0, 1], reward: [0, 1], logging: half };
  test.each([
    [
      'an action that was impossible',
      {
        ...base,
        logging: [
          [1, 1],
          [0, 0],
        ],
      },
      half,
      'row 2: action "logged probability of sms" was taken with a logged probability of 0',
    ],
    [
      'sums above 1',
      {
        ...base,
        logging: [
          [0.5, 0.6],
          [0.5, 0.5],
        ],
      },
      half,
      'row 2: the probabilities of the logging policy add up to 1.1',
    ],
    [
      'sums of the policy',
      base,
      [
        [0.5, 0.2],
        [0.5, 0.5],
      ],
      'row 2: the probabilities of the evaluated policy add up to 0.7',
    ],
    [
      'no probability',
      base,
      [
        [1.5, 0.5],
        [-0.5, 0.5],
      ],
      'row 1: column "evaluated probability of none" holds no probability: 1.5',
    ],
    [
      'a code without an action',
      { ...base, action: [0, 2] },
      half,
      'row 2: action 2.000000 is none of the 2 actions',
    ],
    [
      'a missing reward',
      { ...base, reward: [0, Number.NaN] },
      half,
      'row 2: column "reward" holds no finite number',
    ],
    [
      'one column too few',
      { ...base, logging: [half[0]!] },
      half,
      'log.logging needs one column for each of the 2 actions, got 1',
    ],
    [
      'an action named twice',
      { ...base, actions: ['sms', 'sms'] },
      half,
      'log.actions names an action twice',
    ],
    ['a column that is longer', { ...base, reward: [0, 1, 2] }, half, 'rows'],
  ])('%s', async (_, given, policy, message) => {
    await expect(evaluatePolicy(given, policy, quick)).rejects.toThrow(message);
  });

  test('estimators without their parameter, or without the model they need', async () => {
    const ask = (estimators: readonly EstimatorOptions[]) =>
      evaluatePolicy(base, half, { ...quick, estimators });
    await expect(ask([{ kind: 'switch-dr' }])).rejects.toThrow('switch-dr needs a parameter');
    await expect(ask([{ kind: 'snips', parameter: 3 }])).rejects.toThrow('snips has no parameter');
    await expect(ask([{ kind: 'dr' }])).rejects.toThrow('estimator dr: the log needs `expected`');
    await expect(ask([{ kind: 'sub-gaussian-ips', parameter: 2 }])).rejects.toThrow('must be at most 1');
  });
});
