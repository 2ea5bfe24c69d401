// No text, file or call may do more than throw a typed error.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { Booster } from '../../src/model/booster.js';
import { CompiledForest } from '../../src/model/compiled-forest.js';
import { brokenForms, brokenModels, mutations, otherForms, version2 } from '../support/broken-models.js';
import {
  adversarialColumns,
  columnTable,
  featureNames,
  modelKinds,
  trainingTable,
} from '../support/forest-models.js';

let text: string;
let forest: CompiledForest;

beforeAll(async () => {
  const kind = modelKinds[0]!;
  const booster = await Booster.train(trainingTable(kind, 1500, 3), {
    label: 'label',
    threads: 1,
    parameters: {
      ...kind.parameters,
      numIterations: 4,
      numLeaves: 12,
      minDataPerGroup: 5,
      maxCatToOnehot: 1,
      minDataInLeaf: 5,
    },
  });
  // Without what follows the trees: only the trees' part decides a score, and only it is checked.
  text = booster.text.slice(0, booster.text.indexOf('end of trees') + 'end of trees\n'.length);
  booster.close();
  forest = await CompiledForest.fromText(text);
});
afterAll(() => forest.close());

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'accepted',
    (error: { code?: string }) => error.code ?? String(error),
  );
}

test('more than 200 broken and hostile models are refused as BAD_MODEL', async () => {
  const broken = [...brokenModels(text), ...brokenForms(text)];
  expect(broken.length).toBeGreaterThan(200);
  const accepted: string[] = [];
  for (const [name, model] of broken) {
    expect(model, name).not.toBe(text);
    const code = await codeOf(CompiledForest.fromText(model));
    if (code !== 'BAD_MODEL') accepted.push(`${name}: ${code}`);
  }
  expect(accepted).toEqual([]);
});

test('every form that LightGBM reads scores the same bits, compiled and by LightGBM itself', async () => {
  const table = columnTable(adversarialColumns(text, 300, 2));
  const expected = await forest.score(table);
  for (const [name, form] of otherForms(text)) {
    expect(form, name).not.toBe(text);
    const compiled = await CompiledForest.fromText(form);
    const booster = await Booster.load(form);
    expect(await compiled.score(table), name).toEqual(expected);
    expect(await booster.predict(table), name).toEqual(expected);
    compiled.close();
    booster.close();
  }
});

test.each(['version 4', 'version 2'])(
  'mutated models of %s are refused or score without harm',
  async (form) => {
    const table = columnTable(adversarialColumns(text, 300, 1));
    let refused = 0;
    for (const model of mutations(form === 'version 2' ? version2(text) : text, 20261122, 1500)) {
      const made = await CompiledForest.fromText(model).catch((error: { code: string }) => {
        expect(error.code).toBe('BAD_MODEL');
        refused++;
        return undefined;
      });
      const named = made?.features.every(({ name }) => (featureNames as readonly string[]).includes(name));
      if (made !== undefined && named) await made.score(table);
      made?.close();
    }
    expect(refused).toBeGreaterThan(1000);
  },
);

test('a damaged or foreign saved forest is BAD_MODEL', async () => {
  const saved = await forest.save();
  for (const bytes of [
    new Uint8Array(0),
    saved.subarray(0, 100),
    saved.map((b, i) => (i === 900 ? b ^ 1 : b)),
  ]) {
    expect(await codeOf(CompiledForest.load(bytes))).toBe('BAD_MODEL');
  }
});

describe('calls that do not fit', () => {
  const table = () => columnTable(featureNames.map(() => new Float64Array(100_000)));

  test('a table without the columns, or rows of another width', async () => {
    expect(await codeOf(forest.score(table().select(['a', 'b'])))).toBe('BAD_INPUT');
    expect(await codeOf(forest.score({} as never))).toBe('BAD_INPUT');
    expect(await codeOf(forest.score(table(), { rows: 3 } as never))).toBe('BAD_INPUT');
    expect(await codeOf(forest.score(table(), { threads: 0 }))).toBe('BAD_INPUT');
    expect(await codeOf(CompiledForest.fromText(3 as never))).toBe('BAD_INPUT');
    expect(() => forest.scoreRow(new Float64Array(3))).toThrow(/8 values, got 3/);
    expect(() => forest.row().scoreObject({ aa: 1 })).toThrow(/no feature "aa"/);
    expect(() => forest.row().scoreObject({ a: 'x' })).toThrow(/takes numbers/);
  });

  test('an aborted signal stops it, before and during', async () => {
    expect(await codeOf(forest.score(table(), { signal: AbortSignal.abort() }))).toBe('ABORTED');
    const controller = new AbortController();
    const running = forest.score(table(), { signal: controller.signal, threads: 1 });
    controller.abort();
    expect(['ABORTED', 'accepted']).toContain(await codeOf(running));
  });

  test('after close everything is CLOSED', async () => {
    const short = await CompiledForest.fromText(text);
    const row = short.row();
    short.close();
    short.close();
    expect(await codeOf(short.score(table()))).toBe('CLOSED');
    expect(() => row.score()).toThrow(/closed/);
    expect(() => short.row()).toThrow(/closed/);
    expect(() => short.engine).toThrow(/closed/);
  });
});

test('a record of named features scores as its table row', async () => {
  const record = { a: 0.3, b: null, c: true, d: 900, f: 3, h: -0.2 };
  const values = featureNames.map((name) => Number(record[name as 'a'] ?? Number.NaN));
  const row = forest.row({ raw: true });
  const expected = await forest.score(columnTable(values.map((value) => Float64Array.of(value))), {
    raw: true,
  });
  expect(row.scoreObject(record)).toBe(expected[0]);
});
