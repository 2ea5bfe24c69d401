// The whole evaluation on samples with a known law.
import { tableFromArrays } from 'apache-arrow';
import { describe, expect, test } from 'vitest';

import { WinbackError } from '../../../src/base/errors.js';
import { trainCandidate } from '../../../src/churn/candidates.js';
import type { ChurnDataset, ChurnOptions, ChurnRun } from '../../../src/churn/dataset.js';
import { runChurn } from '../../../src/churn/run.js';
import { splitSample } from '../../../src/churn/split.js';
import { prepareTable } from '../../../src/churn/table/prepared-table.js';
import type { PreparedTableOptions } from '../../../src/churn/table/table-options.js';
import { hashOf } from '../../../src/model/folds.js';
import { summarise, summaryText } from '../../../src/pipeline/churn/summary.js';

const rows = 3000;
const uniform = (row: number, seed: number): number => (hashOf(row, seed) + 0.5) / 2 ** 32;
const draws = (seed: number): Float64Array =>
  Float64Array.from({ length: rows }, (_, row) => uniform(row, seed));

function lawTable(extra: Record<string, Float64Array> = {}): ReturnType<typeof tableFromArrays> {
  const [activity, spend, noise] = [draws(1), draws(2), draws(3)];
  const truth = activity.map((a, row) => 1 / (1 + Math.exp(-(3 - 5 * a - 2 * spend[row]!))));
  const churned = Int32Array.from(truth, (p, row) => Number(uniform(row, 4) < p));
  return tableFromArrays({
    user: Int32Array.from(truth.keys()),
    day: Int32Array.from(truth, (_, row) => row % 60).map((day) => day + 20_000) as Int32Array,
    activity,
    spend,
    twin: spend.map((s, row) => s + 0.02 * noise[row]!),
    noise,
    truth,
    churned,
    ...extra,
  });
}

const columns: PreparedTableOptions = { label: 'churned', id: 'user', truth: 'truth', drop: ['day'] };

function dataset(given = lawTable(), options = columns, folds = 3): ChurnDataset {
  const { sample, ...described } = prepareTable(given as never, options);
  const days = Int32Array.from({ length: rows }, (_, row) => 20_000 + (row % 60));
  const split = splitSample(
    { ...sample, days: folds === 0 ? days : null },
    { testDays: 14, calibrationDays: 16, embargoDays: 5, folds: Math.max(folds, 3) },
  );
  return { source: 'law', label: 'churned', ...described, split };
}

const quick: ChurnOptions = {
  models: { trees: 30, lightgbm: { numIterations: 60 } },
  evaluation: { importanceRepeats: 3, maximumTruthDistance: 0.02 },
};

function closed(run: ChurnRun): ChurnRun {
  run.model.classifier.close();
  return run;
}

describe.each([
  ['time split', 0],
  ['cross-validation', 3],
])('%s', (_, folds) => {
  test('finds the law, passes its gates, and is the same for the same seed', async () => {
    const run = closed(await runChurn(dataset(lawTable(), columns, folds), quick));
    const { evaluation } = run;
    expect(evaluation.chosen).toBe('logistic');
    expect(evaluation.truth!.aucDistance).toBeLessThan(0.02);
    expect(evaluation.test.auc.low).toBeLessThan(evaluation.truth!.bestAuc);
    expect(evaluation.gates.map(({ name, passed }) => [name, passed])).toEqual([
      ['auc', true],
      ['precision', true],
      ['leak', true],
      ['truth', true],
    ]);
    expect(evaluation.importance.single[0]!.feature).toBe('activity');
    expect(evaluation.importance.grouped.find(({ features }) => features.includes('twin'))!.features).toEqual(
      ['spend', 'twin'],
    );
    const confusion = Object.values(evaluation.confusion).reduce((sum, count) => sum + count, 0);
    expect(confusion).toBe(evaluation.test.rows);
    expect(JSON.parse(JSON.stringify(evaluation))).toEqual(evaluation);
    const again = closed(await runChurn(dataset(lawTable(), columns, folds), quick));
    expect(again.evaluation).toEqual(evaluation);
  });

  test('shuffled labels give an AUC of one half, and no certified list', async () => {
    const table = lawTable();
    const shuffled = Float64Array.from({ length: rows }, (_, row) => Number(uniform(row, 99) < 0.4));
    const own = { ...columns, label: 'shuffled', drop: ['day', 'churned'] };
    const given = table.assign(tableFromArrays({ shuffled }));
    const { evaluation } = closed(await runChurn(dataset(given, own, folds), quick));
    expect(evaluation.test.auc.low).toBeLessThan(0.5);
    expect(evaluation.test.auc.high).toBeGreaterThan(0.5);
    expect(evaluation.threshold.certified).toBe(false);
    expect(evaluation.threshold.reason).not.toBeNull();
    expect(evaluation.gates.find(({ name }) => name === 'auc')!.passed).toBe(false);
    expect(evaluation.gates.find(({ name }) => name === 'precision')).toMatchObject({
      actual: null,
      passed: false,
    });
  });

  test('a column that is the label in disguise fails the leak gate by name', async () => {
    const churned = lawTable().getChild('churned')!.toArray() as Int32Array;
    const leak = Float64Array.from(churned, (y, row) => y + 0.3 * uniform(row, 5));
    const { evaluation } = closed(await runChurn(dataset(lawTable({ leak }), columns, folds), quick));
    expect(evaluation.data.leakSuspects.map(({ name }) => name)).toEqual(['leak']);
    expect(evaluation.gates.find(({ name }) => name === 'leak')!.passed).toBe(false);
  });
});

test('a candidate that cannot be trained is reported and not chosen; other errors end the run', async () => {
  const failing: ChurnOptions = {
    ...quick,
    trainer: (kind, sample, context) =>
      kind === 'logistic'
        ? Promise.reject(new WinbackError('NOT_CONVERGED', 'stuck'))
        : trainCandidate(kind, sample, context),
  };
  const { evaluation } = closed(await runChurn(dataset(lawTable(), columns, 0), failing));
  expect(evaluation.candidates.at(-1)).toEqual({
    name: 'logistic',
    auc: null,
    logLoss: null,
    failure: 'stuck',
  });
  expect(evaluation.chosen).not.toBe('logistic');
  const aborted = AbortSignal.abort();
  await expect(
    runChurn(dataset(lawTable(), columns, 0), { ...quick, signal: aborted }),
  ).rejects.toMatchObject({
    code: 'ABORTED',
  });
});

test.each([
  ['time split', 0],
  ['cross-validation', 3],
])('%s: an infinite feature costs the logistic candidate alone, with the row', async (_, folds) => {
  const infinite = draws(7);
  infinite[1234] = Number.NEGATIVE_INFINITY;
  const data = dataset(lawTable({ infinite }), columns, folds);
  const run = closed(await runChurn(data, quick));
  const { candidates, chosen } = run.evaluation;
  expect(candidates.find(({ name }) => name === 'logistic')).toEqual({
    name: 'logistic',
    auc: null,
    logLoss: null,
    failure: 'logistic regression takes no infinite value: column "infinite", row 1235 of the table',
  });
  expect(candidates.filter(({ failure }) => failure === null)).toHaveLength(2);
  expect(chosen).not.toBe('logistic');
  const summary = await summarise(run.evaluation, null, [], null);
  expect(summary.model.candidates).toEqual(candidates);
  expect(await summaryText(summary, 'en', 'out')).toMatch(
    /note: the candidate logistic was not trained: .*row 1235/,
  );
  expect(await summaryText(summary, 'zh', 'out')).toMatch(/候选模型 logistic 未能训练：.*1235/);
});

test("columns whose names collide after LightGBM's replacements train every candidate", async () => {
  const named = {
    'x y': draws(8),
    x_y: draws(9),
    'a:b': draws(10),
    'a"b': draws(11),
    'a,b': draws(12),
    a_b: draws(13),
  };
  const run = closed(await runChurn(dataset(lawTable(named), columns, 0), quick));
  expect(run.evaluation.candidates.map(({ failure }) => failure)).toEqual([null, null, null]);
  const important = run.evaluation.importance.single.map(({ feature }) => feature);
  expect(important).toEqual(expect.arrayContaining(Object.keys(named)));
});

test('parts of a time split are separated by the embargo', () => {
  const { split } = dataset(lawTable(), columns, 0);
  if (split.kind !== 'time') throw new Error('expected a time split');
  const range = (part: { days: Int32Array | null }): number[] => [
    Math.min(...part.days!),
    Math.max(...part.days!),
  ];
  expect(range(split.train)[1]! + 5).toBeLessThan(range(split.calibration)[0]!);
  expect(range(split.calibration)[1]! + 5).toBeLessThan(range(split.test)[0]!);
});

test.each([
  [{ ...columns, label: 'churn' }, /no column "churn" \(did you mean "churned"\?\)/],
  [{ ...columns, label: 'noise' }, /must have two values/],
  [{ ...columns, positive: 'left' }, /name the one that means "left"/],
  [{ ...columns, features: ['churned'] }, /"churned" is the label and cannot be a feature/],
  [{ ...columns, features: ['activity', 'truth'] }, /"truth" is the truth and cannot be a feature/],
  [{ ...columns, features: ['user', 'activity'] }, /"user" is the id and cannot be a feature/],
  [{ ...columns, drops: [] } as never, /unknown option "drops" \(did you mean "drop"\?\)/],
])('a wrong table description is refused: %#', (options, message) => {
  expect(() => prepareTable(lawTable() as never, options)).toThrow(message);
});

test('useless columns are left out with the reason', () => {
  const constant = new Float64Array(rows).fill(3);
  const empty = new Float64Array(rows);
  const table = tableFromArrays({
    ...Object.fromEntries(
      lawTable().schema.fields.map(({ name }: { name: string }) => [
        name,
        lawTable().getChild(name)!.toArray(),
      ]),
    ),
    constant,
    empty: Array.from(empty, () => null),
    code: Array.from(empty, (_, row) => `code ${row}`),
  });
  const { leftOut, features } = prepareTable(table as never, columns);
  const count = table.numRows;
  expect(leftOut).toEqual([
    { name: 'day', reason: { code: 'dropped', values: {} } },
    { name: 'constant', reason: { code: 'constant', values: {} } },
    { name: 'empty', reason: { code: 'all-missing', values: {} } },
    { name: 'code', reason: { code: 'identifier', values: { distinct: count, rows: count } } },
  ]);
  expect(features.map(({ name }) => name)).toEqual(['activity', 'spend', 'twin', 'noise']);
});

test('columns named like an answer are no features unless they are asked for by name', () => {
  const known = {
    label_churn_30d: lawTable().getChild('churned')!.toArray() as Int32Array,
    churn_prob: draws(7),
    contact: draws(8),
  };
  const table = lawTable().assign(tableFromArrays(known)) as never;
  const { truth: _, ...unnamed } = columns;
  const { leftOut, features, sample } = prepareTable(table, unnamed);
  expect(features.map(({ name }) => name)).toEqual(['activity', 'spend', 'twin', 'noise']);
  expect(Object.fromEntries(leftOut.map(({ name, reason }) => [name, reason.code]))).toMatchObject({
    truth: 'named-like-truth',
    label_churn_30d: 'named-like-label',
    churn_prob: 'earlier-score',
    contact: 'earlier-score',
  });
  expect(sample.truth).toBeNull();
  const asked = prepareTable(table, { ...unnamed, features: ['activity', 'contact'] });
  expect(asked.features.map(({ name }) => name)).toEqual(['activity', 'contact']);
  const alone = lawTable().assign(tableFromArrays({ contact: draws(8) })) as never;
  expect(prepareTable(alone, columns).features.map(({ name }) => name)).toContain('contact');
});

test('every candidate has its curves on the test rows, the chosen one apart', async () => {
  const given = dataset(lawTable(), columns, 0);
  const { evaluation } = closed(await runChurn(given, quick));
  const { curves, chosen } = evaluation;
  expect(curves.others.map(({ name }) => name).sort()).toEqual(
    ['lightgbm', 'logistic', 'forest'].filter((name) => name !== chosen).sort(),
  );
  expect([...curves.others].sort((a, b) => b.auc - a.auc)).toEqual(curves.others);
  if (given.split.kind !== 'time') throw new Error('expected a time split');
  const { train, test: held } = given.split;
  for (const { name, auc, roc, pr } of curves.others) {
    const model = await trainCandidate(name, train, { settings: quick.models!, seed: 42 });
    expect(auc).toBeCloseTo(aucByPairs(await model.predict(held.table), held.labels), 12);
    model.close();
    expect([roc[0], roc.at(-1), pr.at(-1)!.x]).toEqual([{ x: 0, y: 0 }, { x: 1, y: 1 }, 1]);
  }
});

test('cross-validation gives every candidate curves of rows it did not learn from', async () => {
  const { evaluation } = closed(await runChurn(dataset(), quick));
  expect(evaluation.curves.others).toHaveLength(2);
  for (const { auc } of evaluation.curves.others) {
    expect(auc).toBeGreaterThan(0.7);
    expect(auc).toBeLessThan(evaluation.truth!.bestAuc + 0.005);
  }
});

function aucByPairs(scores: Float64Array, labels: ArrayLike<number>): number {
  let [won, pairs] = [0, 0];
  for (let i = 0; i < scores.length; i++)
    for (let j = 0; j < scores.length; j++) {
      if (labels[i] !== 1 || labels[j] !== 0) continue;
      pairs++;
      won += scores[i]! > scores[j]! ? 1 : scores[i] === scores[j] ? 0.5 : 0;
    }
  return won / pairs;
}
