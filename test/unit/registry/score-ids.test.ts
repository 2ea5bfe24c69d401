// Ids come out of scoring with every digit, whatever their type, and a fault of the input is never fewer rows.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Int32, Table, vectorFromArray } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DuckDb } from '../../../src/data/sources/duckdb.js';
import { readTable } from '../../../src/data/tables/read.js';
import { trainLogistic } from '../../../src/model/logistic.js';
import { trainLightGbm } from '../../../src/model/tree-classifier.js';
import { scoreFile } from '../../../src/pipeline/score/file.js';
import { loadModel, type StoredModel, saveModel } from '../../../src/registry/model-store.js';
import { goldenFile } from '../../support/golden.js';

let work: string;
let engine: DuckDb;
const models: Record<'trees' | 'logistic', StoredModel> = {} as never;

const description = {
  ...{
    name: 'test',
    createdAt: null,
    gitCommit: null,
    featureVersion: null,
    idColumn: 'user_id',
    windows: null,
  },
  training: { from: null, to: null, rows: 400 },
  metrics: { auc: 0.8, prAuc: 0.7, logLoss: 0.5, brier: 0.2 },
  versions: {},
};
const threshold = { value: 0.5, certified: false, precisionFloor: 0.6, confidence: 0.95, reason: null };
const at = (name: string): string => path.join(work, name);

beforeAll(async () => {
  work = await mkdtemp(path.join(os.tmpdir(), 'winback-ids-'));
  engine = await DuckDb.open();
  const x = Int32Array.from({ length: 400 }, (_, i) => i % 20);
  const label = x.map((value, i) => Number(value + ((i * i * 3) % 11) > 12));
  const table = new Table({
    x: vectorFromArray([...x], new Int32()),
    label: vectorFromArray([...label], new Int32()),
  });
  const options = { label: 'label', features: ['x'] };
  for (const [name, classifier] of [
    ['trees', await trainLightGbm(table, { ...options, parameters: { numIterations: 5 } })],
    ['logistic', await trainLogistic(table, options)],
  ] as const) {
    await saveModel(at(name), { classifier, calibration: { method: 'none' }, threshold, description });
    classifier.close();
    models[name] = await loadModel(at(name));
  }
});
afterAll(async () => {
  for (const model of Object.values(models)) model.classifier.close();
  engine.close();
  await rm(work, { recursive: true, force: true });
});

/** Ids as SQL makes them from the row number i, and the other columns. */
async function input(name: string, id: string): Promise<string> {
  const file = at(name);
  const other = '(1790000000000000001 + i)::DECIMAL(38, 0) AS order_no, (i / 8)::DECIMAL(18, 3) AS paid';
  await engine.run(
    `COPY (SELECT (${id}) AS user_id, i % 20 AS x, ${other} FROM range(300) t(i)) TO '${file}' (FORMAT parquet)`,
  );
  return file;
}

describe.each([
  ['decimal', '(1790000000000000000 + i * 4096 + i % 7)::DECIMAL(38, 0)'],
  ['long-decimal', '(10::HUGEINT ** 30)::DECIMAL(38, 0) + i'],
  ['scaled', '(i / 4)::DECIMAL(18, 2)'],
  ['bigint', '9007199254740993 + i'],
  ['ubigint', '18446744073709551315::UBIGINT + i::UBIGINT'],
  ['uuid', 'md5(i::VARCHAR)::UUID'],
  ['interval', 'to_days(i::INTEGER)'],
  ['blob', "('id' || i)::BLOB"],
  ['text', "'用户' || i"],
])('%s ids', (name, id) => {
  test.each(['csv', 'parquet', 'arrow'])('to %s', async (ending) => {
    const file = await input(`${name}.parquet`, id);
    const texts = await engine.rows(`SELECT user_id::VARCHAR AS id, order_no::VARCHAR AS no FROM '${file}'`);
    for (const [kind, model] of Object.entries(models)) {
      const output = at(`${name}-${kind}.${ending}`);
      expect(await scoreFile(model, file, output, { keep: ['order_no', 'paid'] })).toBe(300);
      const scored = await readTable(output, { text: ['user_id', 'order_no'], utf8: ['user_id'] });
      const column = (of: string): string[] => Array.from(scored.getChild(of)!, String);
      expect(column('user_id')).toEqual(texts.map((row) => row['id']));
      expect(column('order_no')).toEqual(texts.map((row) => row['no']));
      expect(scored.getChild('paid')!.get(5)).toBe(0.625);
    }
  });
});

test('an Arrow input: decimal ids and kept columns as pyarrow wrote them', async () => {
  const file = goldenFile('arrow/lz4.feather');
  const given = models.trees;
  const lines = (await readFile(goldenFile('arrow/expected.csv'), 'utf8')).split('\n');
  for (const ending of ['csv', 'parquet', 'arrow']) {
    const output = at(`golden.${ending}`);
    expect(await scoreFile(given, file, output, { id: 'wide', keep: ['dec', 'id'] })).toBe(300);
    const scored = await readTable(output, { text: ['wide'], utf8: ['wide', 'id'] });
    const cells = (name: string): string[] =>
      Array.from(scored.getChild(name)!, (value) => (value === null ? '' : String(value)));
    const expected = lines.slice(1, -1).map((line) => line.split(','));
    expect(cells('wide')).toEqual(expected.map((row) => row[5]));
    expect(cells('dec')).toEqual(expected.map((row) => row[3]));
    expect(cells('id')).toEqual(expected.map((row) => row[0]));
    await scoreFile(given, file, output, { id: 'id', keep: ['wide'] });
    const kept = await readTable(output, { text: ['wide'], utf8: ['wide'] });
    expect(Array.from(kept.getChild('wide')!, String)).toEqual(expected.map((row) => row[5]));
  }
});

describe('a fault in the middle of the input', () => {
  test.each(['csv', 'arrow', 'parquet'])('to %s: an error, and no output', async (ending) => {
    const file = at('faulty.csv');
    const lines = Array.from({ length: 260_000 }, (_, i) => `u${i},${i % 20}`);
    lines[258_000] = 'u258000,1,2,3';
    await writeFile(file, `user_id,x\n${lines.join('\n')}\n`);
    const output = at(`late.${ending}`);
    await expect(scoreFile(models.trees, file, output)).rejects.toThrow(
      /faulty.csv, line 258002: the line has more fields/,
    );
    expect((await readdir(work)).filter((name) => name.startsWith(`late.${ending}`))).toEqual([]);
  });

  test('a number that is none is named by its row in the file, beyond the first batch too', async () => {
    const file = at('words.csv');
    const lines = Array.from({ length: 9000 }, (_, i) => `u${i},${i === 8500 ? 'unknown' : i % 20}`);
    await writeFile(file, `user_id,x\n${lines.join('\n')}\n`);
    await expect(scoreFile(models.trees, file, at('words.out.csv'), { batchRows: 2048 })).rejects.toThrow(
      'column "x", row 8501: "unknown" is not a number',
    );
    await writeFile(file, `user_id,x\n${lines.join('\n').replace('unknown', 'NA')}\n`);
    expect(await scoreFile(models.trees, file, at('words.out.csv'))).toBe(9000);
    const blank = at('blank.csv');
    await writeFile(blank, `user_id,x\n${lines.join('\n').replace('unknown', '')}\n`);
    await scoreFile(models.trees, blank, at('blank.out.csv'));
    expect(await readFile(at('blank.out.csv'), 'utf8')).toBe(await readFile(at('words.out.csv'), 'utf8'));
  });

  test('a column that is not there is named without SQL', async () => {
    const file = at('other.csv');
    await writeFile(file, 'user_id,X_\nu1,1\n');
    for (const ending of ['csv', 'parquet'])
      await expect(scoreFile(models.trees, file, at(`other-out.${ending}`))).rejects.toThrow(
        /^the file has no column "x" \(did you mean "X_"\?\)$/,
      );
  });
});
