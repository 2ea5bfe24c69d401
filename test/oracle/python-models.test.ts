// Models of the official Python package, of four versions; test/golden/lightgbm/python_models.py made the texts
// and lightgbm 4.7.0 read them.
import { readFileSync, writeFileSync } from 'node:fs';
import {
  Bool,
  Dictionary,
  Float64,
  Int32,
  Int64,
  makeData,
  makeVector,
  Table,
  Utf8,
  vectorFromArray,
} from 'apache-arrow';
import { describe, expect, test } from 'vitest';
import { Booster } from '../../src/model/booster.js';
import { CompiledForest } from '../../src/model/compiled-forest.js';
import { goldenFile, readGolden } from '../support/golden.js';

interface Stored {
  readonly codes: readonly number[];
  readonly values: readonly unknown[];
  readonly kind: 'str' | 'whole' | 'float' | 'bool';
}
interface Model {
  readonly name: string;
  readonly text: string;
  readonly probability: readonly number[];
  readonly frame?: Readonly<Record<string, Stored>>;
}
interface Golden {
  readonly a: readonly number[];
  readonly x: readonly (readonly (number | null)[])[];
  readonly models: readonly Model[];
  readonly label: readonly number[];
  readonly frame: Readonly<Record<string, Stored>>;
  /** lightgbm 4.7.0 with the text of the last test, on its rows and with other orders of the categories. */
  readonly ours: Readonly<Record<'probability' | 'reordered', readonly number[]>>;
}

const golden = readGolden('lightgbm/python-models.json') as Golden;

const numbers = (values: readonly (number | null)[]) => vectorFromArray([...values], new Float64());

/** A dictionary column of the type pyarrow gives pandas' categories. */
function dictionaryOf({ codes, values, kind }: Stored) {
  const dictionary =
    kind === 'whole'
      ? vectorFromArray(
          values.map((value) => BigInt(value as string)),
          new Int64(),
        )
      : kind === 'float'
        ? vectorFromArray(values as number[], new Float64())
        : kind === 'bool'
          ? vectorFromArray(values as boolean[], new Bool())
          : vectorFromArray(values as string[], new Utf8());
  const nullBitmap = new Uint8Array(Math.ceil(codes.length / 8));
  codes.forEach((code, i) => {
    if (code >= 0) nullBitmap[i >> 3]! |= 1 << (i & 7);
  });
  return makeVector(
    makeData({
      type: new Dictionary(dictionary.type, new Int32()) as Dictionary,
      data: Int32Array.from(codes, (code) => Math.max(0, code)),
      dictionary: dictionary as never,
      nullBitmap,
      nullCount: codes.filter((code) => code < 0).length,
    }),
  );
}

function tableOf({ frame }: Pick<Model, 'frame'>): Table {
  if (frame === undefined)
    return new Table(Object.fromEntries(golden.x.map((column, i) => ['abcd'[i]!, numbers(column)])));
  const made = Object.entries(frame).map(([name, stored]) => [name, dictionaryOf(stored)] as const);
  return new Table({ a: numbers(golden.a), ...Object.fromEntries(made), b: numbers(golden.x[3]!) });
}

async function scoresOf(text: string, table: Table): Promise<readonly number[][]> {
  const forest = await CompiledForest.fromText(text);
  const booster = await Booster.load(text);
  const opened = await CompiledForest.load(await forest.save());
  const scores = [await forest.score(table), await booster.predict(table), await opened.score(table)];
  forest.close();
  opened.close();
  booster.close();
  return scores.map((values) => [...values]);
}

describe.each(golden.models)('$name', (model) => {
  test('scores as lightgbm 4.7.0 reads it: forest, booster, stored forest', async () => {
    for (const scores of await scoresOf(model.text, tableOf(model)))
      expect(scores).toEqual(model.probability);
  });
});

/** The same values in another order of the categories, seven rows of a new one first. */
function reordered({ codes, values, kind }: Stored): Stored {
  const last = values.length;
  const moved = codes.map((code, row) => (row < 7 ? 0 : code < 0 ? code : last - code));
  return { codes: moved, values: ['new one', ...[...values].reverse()], kind };
}

test('a text of ours is read by the Python package with the same categories', async () => {
  const table = tableOf(golden).assign(new Table({ label: vectorFromArray(Int32Array.from(golden.label)) }));
  const booster = await Booster.train(table, {
    label: 'label',
    parameters: { numIterations: 5, numLeaves: 4, minDataInLeaf: 5, minDataPerGroup: 5, catSmooth: 1 },
  });
  const file = process.env['WINBACK_OWN_TEXT'];
  if (file !== undefined) writeFileSync(file, booster.text);
  expect(booster.text.trimEnd().split('\n').at(-1)).toBe(
    'pandas_categorical:[["x y", "\\u4e0a\\u6d77", "\\u5317\\u4eac", "a\\"b\\\\c"], ["c", "b", "a", "never"], [7, 8, 9]]',
  );
  for (const scores of await scoresOf(booster.text, table)) expect(scores).toEqual(golden.ours.probability);
  const other = { ...golden.frame, city: reordered(golden.frame['city']!) };
  const scores = await booster.predict(tableOf({ frame: other }));
  expect([...scores]).toEqual(golden.ours.reordered);
  booster.close();
});

// Made by winback 0.1.0: CompiledForest.fromText(the golden "4.7.0 multiclass").save({ rows: true }).
test('a forest file of version 3 opens and scores the same', async () => {
  const bytes = readFileSync(goldenFile('lightgbm/forest-v3.bin'));
  const model = golden.models.find(({ name }) => name === '4.7.0 multiclass')!;
  const forest = await CompiledForest.load(bytes);
  expect(forest.features.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd']);
  expect([...(await forest.score(tableOf(model)))]).toEqual(model.probability);
  expect(forest.row().score()).toBeGreaterThan(0);
  forest.close();
});
