import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { Table, vectorFromArray } from 'apache-arrow';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { Booster } from '../../../src/model/booster.js';
import { CompiledForest } from '../../../src/model/compiled-forest.js';
import { innerNames } from '../../../src/model/names/inner-names.js';
import { pandasCategories, pandasLine, pythonText } from '../../../src/model/names/pandas-categories.js';
import { textFeatures } from '../../../src/model/names/text-features.js';
import { churnTable, dictionary } from '../../support/tables.js';

const table = churnTable(2000);
const codes = table.getChild('c')!.data[0]!.values as Int32Array;
const withColumn = (column: ReturnType<typeof dictionary>): Table => table.assign(new Table({ c: column }));
let booster: Booster;
let bare: string;
let expected: Float64Array;

beforeAll(async () => {
  booster = await Booster.train(table, { label: 'label', parameters: { numIterations: 10, numLeaves: 7 } });
  bare = booster.text.slice(0, booster.text.indexOf('pandas_categorical'));
  expected = await booster.predict(table);
});
afterAll(() => booster.close());

describe('a model text without other knowledge', () => {
  test('matches categories by name, whatever the order of the dictionary', async () => {
    const forest = await CompiledForest.fromText(booster.text);
    expect(forest.features).toEqual(booster.features);
    const reversed = withColumn(
      dictionary(
        Int32Array.from(codes, (code) => 2 - code),
        ['z', 'y', 'x'],
      ),
    );
    expect(await forest.score(reversed)).toEqual(expected);
    forest.close();
  });

  test('takes integer columns as codes', async () => {
    const forest = await CompiledForest.fromText(booster.text);
    const integers = table.assign(new Table({ c: vectorFromArray(codes) }));
    expect(await forest.score(integers)).toEqual(expected);
    forest.close();
  });

  test('a text column whose categories the model does not tell is an error with the remedy', async () => {
    const forest = await CompiledForest.fromText(bare);
    await expect(forest.score(table)).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringMatching(/column "c" is text, .*`features` with its categories/),
    });
    forest.close();
    const loaded = await Booster.load(bare);
    await expect(loaded.predict(table)).rejects.toThrow(/column "c" is text/);
    loaded.close();
  });

  test('a number column that could hold names of categories is an error', async () => {
    const numbered = bare + pandasLine([['7', '8', '9']]);
    const forest = await CompiledForest.fromText(numbered);
    const integers = table.assign(
      new Table({ c: vectorFromArray(Int32Array.from(codes, (code) => code + 7)) }),
    );
    await expect(forest.score(integers)).rejects.toThrow(/column "c" is numeric, .*`conform`/);
    forest.close();
  });

  test('an unseen category scores as a missing one, in tables and rows', async () => {
    const forest = await CompiledForest.fromText(booster.text);
    const unseen = withColumn(dictionary(new Int32Array(2000), ['never seen']));
    const missing = table.assign(new Table({ c: vectorFromArray(new Float64Array(2000).fill(Number.NaN)) }));
    const scores = await forest.score(unseen);
    expect(scores).toEqual(await forest.score(missing));
    const row = forest.row();
    expect(row.scoreObject({ a: 0.5, b: 0.5, c: 'never seen', noise: 0.5 })).toBe(
      row.scoreObject({ a: 0.5, b: 0.5, noise: 0.5 }),
    );
    forest.close();
  });

  test('features given by a caller that contradict the text are refused', async () => {
    const features = booster.features.map((feature) =>
      feature.kind === 'categorical' ? { ...feature, categories: ['y', 'x', 'z'] } : feature,
    );
    const refused = { code: 'BAD_INPUT', message: expect.stringContaining('category 0 of "c" is "y"') };
    await expect(CompiledForest.fromText(booster.text, { features })).rejects.toMatchObject(refused);
    await expect(Booster.load(booster.text, features)).rejects.toMatchObject(refused);
  });
});

test('a stored forest keeps names and categories', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'winback-'));
  const file = path.join(folder, 'model.forest');
  const forest = await CompiledForest.fromBooster(booster);
  await forest.saveTo(file, { rows: true });
  const opened = await CompiledForest.open(file);
  expect(opened.features).toEqual(booster.features);
  expect(await opened.score(table)).toEqual(expected);
  opened.close();
  forest.close();
  await rm(folder, { recursive: true });
});

test.each([
  'pandas_categorical:[["a"',
  'pandas_categorical:{"c":["a"]}',
  'pandas_categorical:[["a", ["b"]]]',
  'pandas_categorical:[["a"]] x',
  'pandas_categorical:["a"]',
  'pandas_categorical:',
  `pandas_categorical:${'['.repeat(100_000)}`,
  'winback_features:["a"]',
  'winback_features:["a","b","c","c"]',
  'winback_features:[1,2,3,4]',
])('a malformed line is BAD_MODEL: %.60s', async (line) => {
  await expect(CompiledForest.fromText(`${bare}\n${line}\n`)).rejects.toMatchObject({ code: 'BAD_MODEL' });
  await expect(Booster.load(`${bare}\n${line}\n`)).rejects.toMatchObject({ code: 'BAD_MODEL' });
});

/** A text with the given feature_infos; its trees do not matter here. */
function headerOf(infos: readonly string[], lists: string, declared = ''): string {
  const names = infos.map((_, i) => `f${i}`);
  return `tree\nfeature_names=${names.join(' ')}\nfeature_infos=${infos.join(' ')}\nend of trees\n\n[categorical_feature: ${declared}]\n\npandas_categorical:${lists}\n`;
}

describe('the columns of the category lists', () => {
  const found = (...args: Parameters<typeof headerOf>) =>
    textFeatures(headerOf(...args)).map((feature) =>
      feature.kind === 'categorical' ? feature.categories : null,
    );

  test.each<[string, Parameters<typeof headerOf>, (readonly string[] | null)[]]>([
    [
      'as many as category columns',
      [['[0:1]', '-1:0:1', '2:0'], '[["a","b"],["c","d","e"]]'],
      [null, ['a', 'b'], ['c', 'd', 'e']],
    ],
    [
      'an ordered column between',
      [['0:1', '[0:2]', '0:1'], '[["a","b"],["l","m","h"],["c","d"]]'],
      [
        ['a', 'b'],
        ['l', 'm', 'h'],
        ['c', 'd'],
      ],
    ],
    [
      'a constant column, declared',
      [['none', 'none', '0:1'], '[["k"],["a","b"]]', '1,2'],
      [null, ['k'], ['a', 'b']],
    ],
    [
      'a constant column that could be two',
      [['none', 'none', '0:1'], '[["k"],["a","b"]]'],
      [null, null, null],
    ],
    ['codes beyond the list', [['0:5'], '[["a","b"]]'], [null]],
    ['integer categories beside, undecidable', [['0:1', '0:1'], '[["a","b"]]'], [null, null]],
    ['integer categories beside, too high', [['0:9', '0:1'], '[["a","b"]]'], [null, ['a', 'b']]],
    ['two names alike', [['0:1'], '[["3", 3]]'], [null]],
    ['a missing category keeps its place', [['0:1:2'], '[["a", NaN, 3.0]]'], [['a', '\0missing 1', '3']]],
    ['none', [['[0:1]', '0:1'], 'null'], [null, null]],
    ['no category column', [['[0:1]'], '[]'], [null]],
  ])('%s', (_, given, expectedLists) => {
    expect(found(...given)).toEqual(expectedLists);
  });

  test('categories come back as they were written', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.string({ unit: 'binary' }), { maxLength: 5 }), { maxLength: 4 }),
        (lists) => {
          const line = pandasLine(lists.map((list) => list.map(pythonText)));
          expect(pandasCategories(`end of trees\n${line}`)).toEqual(lists);
          // biome-ignore lint/suspicious/noControlCharactersInRegex: Python writes nothing else
          expect(line).toMatch(/^[\x0a\x20-\x7e]*$/);
        },
      ),
    );
  });
});

describe('names that LightGBM cannot take', () => {
  const hostile = ['x y', 'x_y', 'a:b', 'a"b', 'a,b', 'a_b', 'a_b_2', ' ', '\u0000', '上 海', '{', 'Tree=0'];

  test('inner names are different and free of what LightGBM refuses', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.oneof(fc.string({ maxLength: 3 }), fc.constantFrom(...hostile))),
        (names) => {
          const inner = innerNames(names);
          expect(new Set(inner).size).toBe(names.length);
          for (const name of inner) expect(name).toMatch(/^[^\s",:[\]{}]+$/);
        },
      ),
    );
    expect(innerNames(['x y', 'x_y', 'x:y'])).toEqual(['x_y_2', 'x_y', 'x_y_3']);
  });

  test('are kept in the text, importance and a reload, and score the same', async () => {
    const column = (k: number) =>
      vectorFromArray(Float64Array.from({ length: 400 }, (_, i) => (i * (k + 3) * 7919) % 101));
    const columns = Object.fromEntries(hostile.map((name, k) => [name, column(k)]));
    const label = vectorFromArray(
      Int32Array.from({ length: 400 }, (_, i) =>
        ((i * 3 * 7919) % 101) + ((i * 4 * 7919) % 101) > 100 ? 1 : 0,
      ),
    );
    const named = new Table({ ...columns, label });
    const trained = await Booster.train(named, { label: 'label', parameters: { numIterations: 5 } });
    const scores = await trained.predict(named);
    expect([...(await trained.importance()).keys()]).toEqual(hostile);
    const loaded = await Booster.load(trained.text);
    const forest = await CompiledForest.fromText(trained.text);
    const opened = await CompiledForest.load(await forest.save());
    for (const model of [loaded, forest, opened])
      expect(model.features.map(({ name }) => name)).toEqual(hostile);
    expect(await loaded.predict(named)).toEqual(scores);
    expect(await opened.score(named)).toEqual(scores);
    for (const model of [trained, loaded, forest, opened]) model.close();
  });
});
