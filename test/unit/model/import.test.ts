// Models of other libraries score as their own library does, bit for bit: on rows at and beside every threshold.
import { readFileSync } from 'node:fs';

import { Float64, makeVector, Table } from 'apache-arrow';
import { describe, expect, test } from 'vitest';

import { CompiledForest } from '../../../src/model/compiled-forest.js';
import { shapContributions } from '../../../src/model/shap.js';

interface Case {
  readonly name: string;
  readonly json: string;
  readonly rows: readonly (readonly string[])[];
}
interface XgboostCase extends Case {
  readonly rounds: 'all' | 'best';
  /** Of a few models: the forms of UBJSON are the same in all. */
  readonly ubj?: string;
  readonly margin: readonly number[];
  readonly prediction: readonly number[];
}
interface CatboostCase extends Case {
  readonly raw: readonly string[];
  readonly probability?: readonly (readonly number[])[];
}

const golden = (name: string) =>
  JSON.parse(readFileSync(`test/golden/forests/${name}.json`, 'utf8')) as {
    readonly cases: readonly never[];
    readonly refused: readonly { readonly name: string; readonly json: string }[];
  };
/** Of XGBoost 3.4.1, 2.1.4 and 1.7.6. */
const xgboost: readonly XgboostCase[] = ['xgboost', 'xgboost-2', 'xgboost-1'].flatMap((name) =>
  golden(name).cases.map((one: XgboostCase) => ({ ...one, name: `${name}, ${one.name}` })),
);
const named = (name: string): XgboostCase => xgboost.find((one) => one.name === `xgboost, ${name}`)!;
const catboost: readonly CatboostCase[] = golden('catboost').cases;

/** Python writes inf and nan. */
function numberOf(text: string): number {
  if (text === 'nan') return Number.NaN;
  return Number(text.replace('inf', 'Infinity'));
}

function columnsOf(forest: CompiledForest, { rows }: Case): readonly Float64Array[] {
  return forest.features.map((_, i) => Float64Array.from(rows, (row) => numberOf(row[i]!)));
}

function tableOf(forest: CompiledForest, one: Case): Table {
  const columns = columnsOf(forest, one);
  const vector = (values: Float64Array) => makeVector({ type: new Float64(), data: values });
  return new Table(Object.fromEntries(forest.features.map(({ name }, i) => [name, vector(columns[i]!)])));
}

function rowScores(forest: CompiledForest, one: Case): readonly number[] {
  const columns = columnsOf(forest, one);
  const row = forest.row({ raw: true });
  return one.rows.flatMap((_, n) => {
    row.values.set(columns.map((column) => column[n]!));
    row.score();
    return [...row.scores];
  });
}

const floatBits = (values: ArrayLike<number>): readonly number[] => [
  ...new Uint32Array(Float32Array.from(values).buffer),
];
const doubleBits = (values: ArrayLike<number>): readonly string[] =>
  [...new BigUint64Array(Float64Array.from(values).buffer)].map((bits) =>
    bits.toString(16).padStart(16, '0'),
  );

describe('XGBoost', () => {
  test.each(xgboost)('$name: the same bits from JSON and UBJSON, tables and rows', async (one) => {
    for (const source of [one.json, ...(one.ubj === undefined ? [] : [Buffer.from(one.ubj, 'base64')])]) {
      const forest = await CompiledForest.fromXgboost(source, { rounds: one.rounds });
      const table = tableOf(forest, one);
      const raw = await forest.score(table, { raw: true });
      expect(floatBits(raw)).toEqual(one.margin);
      // A double that holds a float32, not one beside it.
      expect(Array.from(raw, Math.fround)).toEqual([...raw]);
      expect(floatBits(await forest.score(table))).toEqual(one.prediction);
      expect(floatBits(rowScores(forest, one))).toEqual(one.margin);
      forest.close();
    }
  });

  test.each(xgboost)('$name: a saved forest scores the same', async (one) => {
    const forest = await CompiledForest.fromXgboost(one.json, { rounds: one.rounds });
    const loaded = await CompiledForest.load(await forest.save({ rows: true }));
    const table = tableOf(loaded, one);
    expect(floatBits(await loaded.score(table, { raw: true }))).toEqual(one.margin);
    expect(floatBits(await loaded.score(table))).toEqual(one.prediction);
    expect(floatBits(rowScores(loaded, one))).toEqual(one.margin);
    expect(loaded.engine.batchReason).toBe('');
  });

  test("the rounds that count are the caller's choice", async () => {
    const one = named('early stopping');
    const best = await CompiledForest.fromXgboost(one.json, { rounds: 'best' });
    const all = await CompiledForest.fromXgboost(one.json);
    const first = await CompiledForest.fromXgboost(one.json, { rounds: 1 });
    expect(first.iterations).toBe(1);
    expect(best.iterations).toBeLessThan(all.iterations);
    const none = named('binary');
    await expect(CompiledForest.fromXgboost(none.json, { rounds: 'best' })).rejects.toThrow(/early stopping/);
    await expect(CompiledForest.fromXgboost(none.json, { rounds: 99 })).rejects.toThrow(/6 rounds/);
    await expect(CompiledForest.fromXgboost(none.json, { rounds: 0 })).rejects.toThrow(/whole number/);
  });

  test('names are those of the model, and numbered where it has none', async () => {
    const withNames = await CompiledForest.fromXgboost(named('binary').json);
    expect(withNames.features.map(({ name }) => name)).toEqual([
      'recency',
      'orders',
      'amount',
      'days',
      'kind',
    ]);
    const numbered = await CompiledForest.fromXgboost(named('without names').json);
    expect(numbered.features.map(({ name }) => name)).toEqual(['f0', 'f1', 'f2', 'f3', 'f4']);
  });

  test('other boosters and leaves with several values are refused by name', async () => {
    const learner = { ...JSON.parse(xgboost[0]!.json).learner };
    const linear = { ...learner, gradient_booster: { name: 'gblinear', model: {} } };
    await expect(CompiledForest.fromXgboost(JSON.stringify({ learner: linear }))).rejects.toThrow(/gblinear/);
    const targets = {
      ...learner,
      learner_model_param: { ...learner.learner_model_param, num_target: '3' },
    };
    await expect(CompiledForest.fromXgboost(JSON.stringify({ learner: targets }))).rejects.toThrow(/targets/);
  });
});

describe('CatBoost', () => {
  test.each(catboost)('$name: the same raw bits, tables, rows and saved', async (one) => {
    const forest = await CompiledForest.fromCatboost(one.json);
    const table = tableOf(forest, one);
    expect(doubleBits(await forest.score(table, { raw: true }))).toEqual(one.raw);
    expect(doubleBits(rowScores(forest, one))).toEqual(one.raw);
    const loaded = await CompiledForest.load(await forest.save({ rows: true }));
    expect(doubleBits(await loaded.score(table, { raw: true }))).toEqual(one.raw);
  });

  test.each(catboost.filter(({ probability }) => probability))('$name: probabilities', async (one) => {
    const forest = await CompiledForest.fromCatboost(one.json);
    const scores = await forest.score(tableOf(forest, one));
    // A binary model gives the probability of the positive class alone.
    const expected = one.probability!.flatMap((row) => (forest.outputs === 1 ? [row[1]!] : row));
    const furthest = Math.max(...expected.map((value, i) => Math.abs(value - scores[i]!)));
    expect(furthest).toBeLessThan(1e-15);
  });

  test.each(golden('catboost').refused)('splits on categories are refused: $name', async ({ json }) => {
    await expect(CompiledForest.fromCatboost(json)).rejects.toThrow(
      /a split of type (OneHotFeature|OnlineCtr).* is not read/,
    );
  });
});

test('contributions of imported forests add up to their raw scores', async () => {
  for (const [forest, one] of [
    [await CompiledForest.fromXgboost(xgboost[0]!.json), xgboost[0]!],
    [await CompiledForest.fromXgboost(named('categories').json), named('categories')],
    [await CompiledForest.fromCatboost(catboost[1]!.json), catboost[1]!],
  ] as const) {
    const table = tableOf(forest, one);
    const raw = await forest.score(table, { raw: true });
    const { values: parts } = await shapContributions(forest, table);
    const width = forest.features.length + 1;
    raw.forEach((score, row) => {
      const sum = parts.slice(row * width, (row + 1) * width).reduce((a, b) => a + b, 0);
      expect(Math.abs(sum - score)).toBeLessThan(1e-5 * Math.max(1, Math.abs(score)));
    });
  }
});
