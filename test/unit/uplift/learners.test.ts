// Effects of known worlds: bench/simulations/uplift-world.ts has the truth. The full protocol is `npm run simulate:uplift`.
import { getEventListeners } from 'node:events';

import { expect, test } from 'vitest';

import { profitRun } from '../../../bench/simulations/uplift-profit.js';
import { worldActions, worldCosts, worldUsers } from '../../../bench/simulations/uplift-world.js';
import { byteVector, numberVector, tableOf, withColumns } from '../../../src/data/gather.js';
import { BinnedTable } from '../../../src/model/binned-table.js';
import { Booster } from '../../../src/model/booster.js';
import { meanEffects, onLines } from '../../../src/uplift/effects/combine.js';
import { scoreEffects } from '../../../src/uplift/effects/score.js';
import { chooseActions } from '../../../src/uplift/judge/choose-actions.js';
import { effectLine } from '../../../src/uplift/learners/calibrate.js';
import {
  drLearner,
  type Learner,
  rLearner,
  sLearner,
  tLearner,
  xLearner,
} from '../../../src/uplift/learners/learners.js';
import { binWithActions, type Study, usualParameters } from '../../../src/uplift/learners/study.js';
import { trainUplift } from '../../../src/uplift/train/train.js';
import { uniform } from '../../support/random.js';

const features = Array.from({ length: 16 }, (_, i) => `x${i}`);

test('a training on rows of shared bins is that of a table of its own, tree by tree', async () => {
  const { table } = worldUsers(2000, 5);
  const parameters = { objective: 'binary', numIterations: 10, numLeaves: 7, minDataInLeaf: 30 } as const;
  const alone = await Booster.train(table, { label: 'stayed', features, parameters, threads: 1 });
  const bins = await BinnedTable.bin(table, features);
  const rows = Int32Array.from({ length: 2000 }, (_, row) => row);
  const label = Float64Array.from({ length: 2000 }, (_, row) => Number(table.getChild('stayed')!.get(row)));
  const text = await bins.train({ rows, label, parameters });
  const trees = (model: string) => model.slice(model.indexOf('\nTree=0'), model.indexOf('\nend of trees'));
  expect(trees(text)).toBe(trees(alone.text));
  const half = await bins.train({
    rows: rows.filter((row) => row % 2 === 0),
    label,
    parameters,
    without: ['x0'],
  });
  expect(trees(half)).not.toBe(trees(text));
  expect(trees(half)).not.toMatch(/split_feature=(.* )?0( |$)/m);
  bins.close();
  await expect(bins.train({ rows, label, parameters })).rejects.toMatchObject({ code: 'CLOSED' });
  alone.close();
});

/** Half treated at random; treatment adds `effect(x)` to an outcome with noise. */
async function study(n: number, effect: (x: number) => number): Promise<{ study: Study; x: Float64Array }> {
  const draw = uniform(3);
  const x = Float64Array.from({ length: n }, () => 2 * draw() - 1);
  const action = Uint8Array.from(x, () => Number(draw() < 0.5));
  const outcome = x.map((value, i) => 0.3 * value + action[i]! * effect(value) + 0.2 * (draw() - 0.5));
  const table = tableOf([['x', numberVector(x)]]);
  const half = new Float64Array(n).fill(0.5);
  return {
    x,
    study: {
      ...{ table, action, outcome, isBinary: false, actions: 2, chance: [half, half], signal: undefined },
      bins: await binWithActions(table, ['x'], action),
      hash: Uint32Array.from({ length: n }, () => Math.floor(draw() * 2 ** 32)),
      parameters: usualParameters(n, 1),
    },
  };
}

const learners: readonly (readonly [string, Learner])[] = [
  ['S', sLearner],
  ['T', tLearner],
  ['X', xLearner],
  ['R', rLearner],
  ['DR', drLearner],
];

test.each(learners)('the %s-learner finds a step in the effect', async (_, learner) => {
  const { study: given, x } = await study(4000, (value) => (value > 0 ? 1 : 0));
  const rows = Int32Array.from({ length: 4000 }, (_, row) => row);
  const [effect] = await scoreEffects(await learner(given, rows), given.table);
  given.bins.close();
  const mean = (holds: (value: number) => boolean): number => {
    const some = effect!.filter((_, row) => holds(x[row]!));
    return some.reduce((sum, value) => sum + value, 0) / some.length;
  };
  expect(mean((value) => value > 0.1)).toBeGreaterThan(0.85);
  expect(mean((value) => value > 0.1)).toBeLessThan(1.1);
  expect(Math.abs(mean((value) => value < -0.1))).toBeLessThan(0.12);
});

test('models of effects are averaged and moved onto lines exactly', async () => {
  const { study: given } = await study(1000, (value) => value);
  const rows = Int32Array.from({ length: 1000 }, (_, row) => row);
  const [s, t] = [await sLearner(given, rows), await tLearner(given, rows)];
  const [[a], [b]] = [await scoreEffects(s, given.table), await scoreEffects(t, given.table)];
  const [mean] = await scoreEffects(meanEffects([s, t]), given.table);
  const [moved] = await scoreEffects(onLines(t, [{ level: 0.1, slope: 0.5, centre: 0.2 }]), given.table);
  given.bins.close();
  for (let row = 0; row < 1000; row++) {
    expect(mean![row]).toBeCloseTo((a![row]! + b![row]!) / 2, 12);
    expect(moved![row]).toBeCloseTo(0.1 + 0.5 * (b![row]! - 0.2), 12);
  }
});

test('a line has the slope of least squares, is cut at 1, and is flat where differences are noise', () => {
  const draw = uniform(8);
  const rows = Int32Array.from({ length: 500 }, (_, row) => row);
  const predicted = Float64Array.from(rows, () => draw());
  const noise = Float64Array.from(rows, () => draw() - 0.5);
  const right = effectLine(
    rows,
    predicted,
    predicted.map((value, row) => 2 * value + 0.1 * noise[row]!),
  );
  expect(right.slope).toBe(1);
  expect(right.estimate).toBeGreaterThan(1.95);
  const half = effectLine(
    rows,
    predicted,
    predicted.map((value, row) => 0.5 * value + 0.1 * noise[row]!),
  );
  expect(half.slope).toBeCloseTo(0.5, 1);
  expect(
    effectLine(
      rows,
      predicted,
      noise.map((value) => 10 * value),
    ).slope,
  ).toBe(0);
  expect(effectLine(rows, new Float64Array(500), noise)).toMatchObject({ slope: 0, estimate: 0 });
});

test('actions are chosen inside the budget, never at a loss, and no other choice of its price earns more', async () => {
  const { gain, cost } = worldUsers(300, 2);
  const rows = Int32Array.from({ length: 300 }, (_, row) => row);
  const spentOf = (action: Uint8Array) =>
    action.reduce((sum, a, row) => sum + (a === 0 ? 0 : cost[a - 1]![row]!), 0);
  const earnedOf = (action: Uint8Array) =>
    action.reduce((sum, a, row) => sum + (a === 0 ? 0 : gain[a - 1]![row]! - cost[a - 1]![row]!), 0);
  const free = await chooseActions({ gain, cost }, rows, Infinity);
  for (const [row, a] of free.entries())
    for (let other = 1; other < worldActions.length; other++)
      expect(gain[other - 1]![row]! - cost[other - 1]![row]!).toBeLessThanOrEqual(
        (a === 0 ? 0 : gain[a - 1]![row]! - cost[a - 1]![row]!) + 1e-12,
      );
  let before = Infinity;
  for (const budget of [200, 50, 5, 0]) {
    const action = await chooseActions({ gain, cost }, rows, budget);
    expect(spentOf(action)).toBeLessThanOrEqual(budget);
    expect(earnedOf(action)).toBeLessThanOrEqual(before);
    before = earnedOf(action);
  }
});

test('in the easier world the model of 5,000 users earns half of what an oracle earns, and claims less than thrice', async () => {
  const run = await profitRun(5000, 1, 4000);
  for (const share of run.model) expect(share).toBeGreaterThan(0.5);
  expect(run.claimedOverTrue).toBeLessThan(3);
}, 120_000);

test('without any effect the gate keeps the rates', async () => {
  const n = 2000;
  const draw = uniform(5);
  const half = numberVector(new Float64Array(n).fill(0.5));
  const column = (of: () => number) => numberVector(Float64Array.from({ length: n }, of));
  const table = tableOf([
    ['user_id', numberVector(Float64Array.from({ length: n }, (_, row) => row))],
    ['probability_none', half],
    ['probability_sms', half],
    ['stayed', column(() => Number(draw() < 0.5))],
    ['value', column(() => 10 + draw())],
    ['x', column(draw)],
  ]);
  const text = withActions(table, n, draw);
  const { report } = await trainUplift(text, { actions: { sms: { contact: 0.05 } } });
  expect(report.gate.passed).toBe(false);
  expect(report.chosen).toBe('rates');
  const { effect } = report.actions[0]!;
  expect(effect.low).toBeLessThan(0);
  expect(effect.high).toBeGreaterThan(0);
});

function withActions(table: ReturnType<typeof tableOf>, n: number, draw: () => number) {
  const names = Array.from({ length: n }, () => (draw() < 0.5 ? 'sms' : 'none'));
  const vector = { ...byteVector(new Uint8Array(n)), type: { typeId: 5 }, get: (row: number) => names[row]! };
  return withColumns(table, [['action', vector]]);
}

test.each([
  ['an action that the options do not name', { actions: { push: {} } }, 'column "action", row'],
  ['the control among the actions', { actions: { none: {} } }, 'uplift.actions: "none" is the control'],
  ['no action', { actions: {} }, 'uplift.actions must name from 1 to 249 actions'],
  ['a column that is not there', { actions: worldCosts, columns: { outcome: 'left' } }, '"left"'],
  ['an unknown option', { actions: worldCosts, learner: 's' }, 'unknown option "learner"'],
  ['a value below 0', { actions: worldCosts, columns: { value: 'x7' } }, 'must be from 0 to'],
])('%s is refused', async (_, options, message) => {
  await expect(trainUplift(worldUsers(1000, 1).table, options as never)).rejects.toThrow(message);
});

test('a stop signal ends the training, and no listener of it is left', async () => {
  const controller = new AbortController();
  const work = {
    signal: controller.signal,
    onProgress: ({ done }: { readonly done: number }) => {
      if (done === 1) controller.abort();
    },
  };
  const training = trainUplift(worldUsers(1000, 3).table, { actions: worldCosts }, work);
  await expect(training).rejects.toMatchObject({ code: 'ABORTED' });
  expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
}, 60_000);
