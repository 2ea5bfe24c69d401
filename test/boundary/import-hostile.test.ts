// Whatever a model of another library holds: it is a forest, or one BAD_MODEL.
import { readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { CompiledForest } from '../../src/model/compiled-forest.js';
import { generator } from '../support/forest-models.js';

type Json = null | number | string | Json[] | { [key: string]: Json };
type Load = (source: string | Uint8Array) => Promise<CompiledForest>;

interface Golden {
  readonly cases: readonly { readonly name: string; readonly json: string; readonly ubj: string }[];
}

const golden = (name: string): Golden =>
  JSON.parse(readFileSync(`test/golden/forests/${name}.json`, 'utf8')) as Golden;
const categories = golden('xgboost').cases.find(({ name }) => name === 'categories')!;
const lossguide = golden('catboost').cases.find(({ name }) => name === 'lossguide')!;
const symmetric = golden('catboost').cases.find(({ name }) => name === 'multiclass')!;

const fromXgboost: Load = (source) => CompiledForest.fromXgboost(source);
const fromCatboost: Load = (source) => CompiledForest.fromCatboost(source);

/** Loads; a forest must score a row and be closed, an error must be BAD_MODEL. */
async function outcome(load: Load, source: string | Uint8Array): Promise<string> {
  try {
    const forest = await load(source);
    const row = forest.row();
    row.values.fill(0.5);
    row.score();
    forest.close();
    return 'a forest';
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
}

/** Every place of a document that is not below a list of more than `most` items; of those only the first. */
function places(at: Json, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof at !== 'object' || at === null) return [];
  const keys = Array.isArray(at) ? [0] : Object.keys(at);
  return keys.flatMap((key) => {
    const child = (at as Record<string | number, Json>)[key];
    return child === undefined ? [] : [[...path, key], ...places(child, [...path, key])];
  });
}

const odd: readonly (readonly [name: string, change: (value: Json) => Json])[] = [
  ['null', () => null],
  ['-1', () => -1],
  ['a half', () => 0.5],
  ['a huge number', () => 1e300],
  ['2^31', () => 2 ** 31],
  ['a text', () => 'x'],
  ['an empty list', () => []],
  ['an empty object', () => ({})],
  ['one item less', (value) => (Array.isArray(value) ? value.slice(0, -1) : [])],
  ['one item more', (value) => (Array.isArray(value) ? [...value, value[0] ?? 0] : [])],
  ['the largest index', (value) => (Array.isArray(value) ? value.map(() => 2 ** 30) : 2 ** 30)],
  ['the root again', (value) => (Array.isArray(value) ? value.map(() => 0) : 0)],
  ['texts', (value) => (Array.isArray(value) ? value.map(String) : ['1'])],
];

/** The document with one place changed. */
function changed(text: string, path: readonly (string | number)[], change: (value: Json) => Json): string {
  const document = JSON.parse(text) as Json;
  let at = document as Record<string | number, Json>;
  for (const key of path.slice(0, -1)) at = at[key] as Record<string | number, Json>;
  const last = path.at(-1)!;
  at[last] = change(at[last]!);
  return JSON.stringify(document);
}

const models = [
  ['XGBoost', fromXgboost, categories.json],
  ['CatBoost, nested', fromCatboost, lossguide.json],
  ['CatBoost, symmetric', fromCatboost, symmetric.json],
] as const;

test.each(models)('%s: odd values at every place are a forest or BAD_MODEL', async (_, load, text) => {
  const counts = new Map<string, number>();
  // What CatBoost was called with decides no score, but for the loss.
  const decides = (path: readonly (string | number)[]): boolean =>
    path[0] !== 'model_info' || path[2] === 'loss_function';
  for (const path of places(JSON.parse(text) as Json).filter(decides)) {
    for (const [, change] of odd) {
      const end = await outcome(load, changed(text, path, change));
      counts.set(end, (counts.get(end) ?? 0) + 1);
    }
  }
  expect([...counts.keys()].sort()).toEqual(['BAD_MODEL', 'a forest']);
  expect(counts.get('BAD_MODEL')).toBeGreaterThan(200);
});

const needed: readonly (readonly [load: Load, text: string, keys: readonly string[]])[] = [
  [
    fromXgboost,
    categories.json,
    [
      ...[
        'learner',
        'gradient_booster',
        'model',
        'trees',
        'tree_info',
        'objective',
        'base_score',
        'num_feature',
      ],
      ...[
        'left_children',
        'right_children',
        'split_indices',
        'split_conditions',
        'default_left',
        'categories',
      ],
    ],
  ],
  [
    fromCatboost,
    lossguide.json,
    ['features_info', 'float_features', 'trees', 'scale_and_bias', 'border', 'loss_function', 'value'],
  ],
];

test.each(needed)(
  'a model without a field that decides scores is refused, naming it',
  async (load, text, keys) => {
    for (const key of keys) {
      const without = text.replaceAll(`"${key}":`, `"no_${key}":`);
      expect(without).not.toBe(text);
      await expect(load(without), key).rejects.toMatchObject({ code: 'BAD_MODEL' });
    }
  },
);

test('a model cut at any place is refused', async () => {
  const ubj = Buffer.from(categories.ubj, 'base64');
  const random = generator(5);
  for (let i = 0; i < 120; ++i) {
    const share = random();
    const text = categories.json.slice(0, Math.floor(share * categories.json.length));
    expect(await outcome(fromXgboost, text)).toBe('BAD_MODEL');
    expect(await outcome(fromXgboost, ubj.subarray(0, Math.floor(share * ubj.length)))).toBe('BAD_MODEL');
  }
});

test('changed bytes are a forest or BAD_MODEL', async () => {
  const random = generator(6);
  const ends = new Set<string>();
  for (const [load, source] of [
    [fromXgboost, Buffer.from(categories.ubj, 'base64')],
    [fromXgboost, Buffer.from(categories.json)],
    [fromCatboost, Buffer.from(symmetric.json)],
  ] as const) {
    for (let i = 0; i < 150; ++i) {
      const bytes = Buffer.from(source);
      for (let change = 0; change < 3; ++change)
        bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
      ends.add(await outcome(load, bytes));
    }
  }
  expect([...ends].sort()).toEqual(['BAD_MODEL', 'a forest']);
});

test.each([
  ['nothing', ''],
  ['blanks', '  \n '],
  ['a number', '7'],
  ['a list', '[1,2]'],
  ['deep lists', `${'['.repeat(100_000)}`],
  ['deep objects', `${'{"a":'.repeat(100_000)}`],
  ['many empty lists', `{"learner":[${'[],'.repeat(200_000)}[]]}`],
  ['a lone half of a character', '{"learner":"\\ud800"}'],
  ['a control character', '{"learner":"\u0001"}'],
  ['an unknown escape', '{"learner":"\\x"}'],
  ['something behind', '{} {}'],
  ['a field twice', '{"learner":{},"learner":{}}'],
  [
    'a list of a false length',
    Buffer.from('{L\0\0\0\0\0\0\0\x01a[$d#L\x7f\xff\xff\xff\xff\xff\xff\xff', 'latin1'),
  ],
  ['a text of a false length', Buffer.from('{L\x7f\xff\xff\xff\xff\xff\xff\xffa', 'latin1')],
  ['a negative length', Buffer.from('{L\xff\xff\xff\xff\xff\xff\xff\xffa', 'latin1')],
  ['an unknown marker', Buffer.from('{i\x01aQ}', 'latin1')],
  ['LightGBM', 'tree\nversion=v4\n'],
])('%s is refused as BAD_MODEL', async (_, source) => {
  expect(await outcome(fromXgboost, source)).toBe('BAD_MODEL');
  expect(await outcome(fromCatboost, source)).toBe('BAD_MODEL');
});

test('what is neither text nor bytes is BAD_INPUT', async () => {
  for (const source of [undefined, null, 7, {}, new Float64Array(3)]) {
    expect(await outcome(fromXgboost, source as never)).toBe('BAD_INPUT');
    expect(await outcome(fromCatboost, source as never)).toBe('BAD_INPUT');
  }
});
