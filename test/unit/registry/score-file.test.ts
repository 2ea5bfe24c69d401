// Scoring inside DuckDB against scoring through Arrow tables: another way to the same file.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { Float64, Int32, Table, vectorFromArray } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Progress } from '../../../src/base/progress.js';
import { DuckDb } from '../../../src/data/sources/duckdb.js';
import { readTable } from '../../../src/data/tables/read.js';
import type { Calibration } from '../../../src/model/calibration/calibration.js';
import { trainLogistic } from '../../../src/model/logistic.js';
import { runScoreQuery } from '../../../src/model/score-query.js';
import { type TreeClassifier, trainLightGbm } from '../../../src/model/tree-classifier.js';
import { scoreFile } from '../../../src/pipeline/score/file.js';
import { copyScores, engineSelect } from '../../../src/pipeline/score/in-engine.js';
import { scoreThroughTables } from '../../../src/pipeline/score/through-tables.js';
import { loadModel, type StoredModel, saveModel } from '../../../src/registry/model-store.js';
import { uniform } from '../../support/random.js';
import { dictionary } from '../../support/tables.js';

// Lengths on both sides of what DuckDB keeps inside an entry (12 bytes), and what a literal cannot say.
const cities = [
  '',
  'a',
  'exactly12chr',
  'thirteen chrs',
  '杭州市余杭区',
  "it's",
  'a far longer name of a city',
];
const features = ['amount', 'visits', 'member', 'city'];
let work: string;
let engine: DuckDb;
let model: StoredModel;

function trainingTable(): Table {
  const next = uniform(5);
  const rows = 3000;
  const amount = Array.from({ length: rows }, () => (next() < 0.1 ? null : next() * 40 - 4));
  const visits = Array.from({ length: rows }, () => Math.floor(next() * 12));
  const member = Array.from({ length: rows }, () => (next() < 0.5 ? 1 : 0));
  const codes = Int32Array.from({ length: rows }, () => Math.floor(next() * cities.length));
  const label = amount.map((a, i) => {
    const logit = 0.1 * (a ?? 0) - 0.2 * visits[i]! + 0.4 * codes[i]! - 1 + member[i]!;
    return next() < 1 / (1 + Math.exp(-logit)) ? 1 : 0;
  });
  return new Table({
    amount: vectorFromArray(amount, new Float64()),
    visits: vectorFromArray(visits, new Int32()),
    member: vectorFromArray(member, new Int32()),
    city: dictionary(codes, cities),
    label: vectorFromArray(label, new Int32()),
  });
}

const description = {
  name: 'test',
  createdAt: null,
  gitCommit: null,
  featureVersion: null,
  idColumn: 'user_id',
  windows: null,
  training: { from: null, to: null, rows: 3000 },
  metrics: { auc: 0.8, prAuc: 0.7, logLoss: 0.5, brier: 0.2 },
  versions: {},
};
const threshold = { value: 0.55, certified: false, precisionFloor: 0.6, confidence: 0.95, reason: null };

const at = (name: string): string => path.join(work, name);

/** 7,000 users in row groups of 2048, in the given types; every 9th amount null, some NaN and infinite. */
async function makeInput(name: string, types: Readonly<Record<string, string>> = {}): Promise<string> {
  const amount = types['amount'] ?? 'DOUBLE';
  const odd = amount === 'DOUBLE' || amount === 'FLOAT';
  const names = [...cities, 'never seen', 'never seen, and long'].map((c) => `'${c.replaceAll("'", "''")}'`);
  const select = `SELECT
      CAST(i * 7919 % 7000 AS ${types['user_id'] ?? 'BIGINT'}) AS user_id,
      CASE WHEN i % 9 = 0 THEN NULL
           ${odd ? "WHEN i % 101 = 0 THEN 'NaN' WHEN i % 103 = 0 THEN '-Infinity' WHEN i % 107 = 0 THEN 'Infinity'" : ''}
           ELSE CAST(hash(i) % 4000 AS DOUBLE) / 100 END::${amount} AS amount,
      CAST(hash(i + 1) % 12 AS ${types['visits'] ?? 'INTEGER'}) AS visits,
      CAST(i % 3 = 0 AS ${types['member'] ?? 'BOOLEAN'}) AS member,
      CAST(CASE WHEN i % 11 = 0 THEN NULL ELSE [${names}][CAST(1 + hash(i + 2) % ${names.length} AS BIGINT)] END
        AS ${types['city'] ?? 'VARCHAR'}) AS city,
      DATE '2026-01-01' + CAST(i % 400 AS INTEGER) AS day,
      TIMESTAMP '2026-01-01 00:00:00' + to_microseconds(i * 1234567) AS seen,
      CAST(i AS DECIMAL(9, 2)) / 3 AS price,
      'note ' || (i % 20) AS note
    FROM range(7000) t(i)`;
  const file = at(name);
  const how = name.endsWith('parquet') ? 'FORMAT parquet, ROW_GROUP_SIZE 2048' : 'FORMAT csv';
  await engine.run(`COPY (${select}) TO '${file}' (${how})`);
  return file;
}

async function bothWays(input: string, id: string | null, keep: readonly string[], given = model) {
  const select = await engineSelect(
    { model: given, input, id, carried: { keep, revenue: null, missing: [] } },
    {},
  );
  expect(select).toBeDefined();
  const [mine, other] = [at('engine.parquet'), at('tables.parquet')];
  const rows = await scoreFile(given, input, mine, { id, keep });
  expect(
    (await scoreThroughTables(given, input, other, id, { keep, revenue: null, missing: [] }, {})).rows,
  ).toBe(rows);
  const shape = (file: string) => engine.rows(`DESCRIBE SELECT * FROM '${file}'`);
  expect(await shape(mine)).toEqual(await shape(other));
  const [a, b] = [await readTable(mine), await readTable(other)];
  for (const { name } of a.schema.fields) {
    const [left, right] = [[...a.getChild(name)!], [...b.getChild(name)!]];
    expect(left, name).toEqual(right);
  }
  return a;
}

beforeAll(async () => {
  work = await mkdtemp(path.join(os.tmpdir(), 'winback-score-'));
  engine = await DuckDb.open();
  const classifier = await trainLightGbm(trainingTable(), {
    label: 'label',
    features,
    parameters: { numIterations: 60 },
  });
  await saveModel(at('model'), { classifier, calibration: { method: 'none' }, threshold, description });
  classifier.close();
  model = await loadModel(at('model'));
});
afterAll(async () => {
  model.classifier.close();
  engine.close();
  await rm(work, { recursive: true, force: true });
});

const calibrations: readonly Calibration[] = [
  { method: 'none' },
  { method: 'platt', slope: 0.9, intercept: 0.1 },
  { method: 'beta', a: 1.1, b: 0.7, c: -0.2 },
  { method: 'isotonic', x: [0.1, 0.3, 0.31, 0.9], y: [0.05, 0.2, 0.5, 0.8], low: 0.01, high: 0.79 },
];

test.each(calibrations)('the same file either way, calibrated by $method', async (calibration) => {
  const input = await makeInput(`calibrated-${calibration.method}.parquet`);
  const scored = await bothWays(input, 'user_id', [], { ...model, calibration });
  expect(scored.numRows).toBe(7000);
  expect(new Set(scored.getChild('risk_tier')!)).toEqual(new Set(['low', 'medium', 'high']));
  expect(new Set([...scored.getChild('contact')!].map(Number))).toEqual(new Set([0, 1]));
});

test.each([
  {},
  { amount: 'FLOAT', visits: 'TINYINT', member: 'UTINYINT', user_id: 'VARCHAR' },
  { amount: 'DECIMAL(9,3)', visits: 'UBIGINT', member: 'SMALLINT', user_id: 'INTEGER' },
  { amount: 'DECIMAL(30,7)', visits: 'UINTEGER', member: 'BIGINT', user_id: 'UTINYINT' },
])('the same file either way for columns of %j', async (types) => {
  const kept = ['day', 'seen', 'price', 'note', 'amount', 'city'];
  const name = `typed-${Object.values(types).join('-').replaceAll(/\W/g, '')}.parquet`;
  const fits =
    'user_id' in types && types.user_id === 'UTINYINT' ? { ...types, user_id: 'USMALLINT' } : types;
  await bothWays(await makeInput(name, fits), 'user_id', kept);
});

test('row numbers instead of an id', async () => {
  const numbered = await bothWays(await makeInput('one.parquet'), null, ['note']);
  expect([...numbered.getChild('row')!].slice(0, 3)).toEqual([1, 2, 3]);
  expect(numbered.getChild('row')!.get(6999)).toBe(7000);
});

test.each(['parquet', 'csv'])(
  'progress to %s knows the rows of a Parquet file, and none of a CSV',
  async (ending) => {
    const heard: (readonly [number, number | null])[] = [];
    const onProgress = ({ done, total }: Progress): unknown => heard.push([done, total]);
    await scoreFile(model, await makeInput('counted.parquet'), at(`counted-out.${ending}`), { onProgress });
    expect(heard.at(-1)).toEqual([7000, 7000]);
    await scoreFile(model, await makeInput('counted.csv'), at(`counted-out.${ending}`), { onProgress });
    expect(heard.at(-1)).toEqual([7000, null]);
  },
);

test('CSV in, Parquet out: ids stay texts', async () => {
  const input = at('leading-zeros.csv');
  await writeFile(input, 'user_id,amount,visits,member,city\n007,1.5,2,1,a\n08,,3,0,nowhere\n');
  const scored = await bothWays(input, 'user_id', ['amount']);
  expect([...scored.getChild('user_id')!]).toEqual(['007', '08']);
});

test('an empty file gives an empty file', async () => {
  const input = await makeInput('full.parquet');
  await engine.run(`COPY (FROM '${input}' LIMIT 0) TO '${at('empty.parquet')}'`);
  expect(await scoreFile(model, at('empty.parquet'), at('none.parquet'), { keep: ['note'] })).toBe(0);
  const empty = await readTable(at('none.parquet'));
  expect(empty.schema.fields.map(({ name }) => name)).toEqual([
    'user_id',
    'churn_prob',
    'risk_tier',
    'contact',
    'note',
  ]);
});

describe('what needs the way through Arrow tables takes it', () => {
  test.each([
    ['numbers as text', { visits: 'VARCHAR' }, []],
    ['a number where a category is', { city: 'VARCHAR' }, [], 'REPLACE (i % 5 AS city)'],
    ['a kept column of an odd type', {}, ['odd'], 'REPLACE (1 AS visits), [1, 2] AS odd'],
  ])('%s', async (name, types, keep, change = '') => {
    const base = await makeInput('base.parquet', types);
    const input = at(`${name.replaceAll(' ', '-')}.parquet`);
    await engine.run(
      `COPY (SELECT * EXCLUDE (i) ${change} FROM (SELECT row_number() OVER () AS i, * FROM '${base}')) TO '${input}'`,
    );
    expect(
      await engineSelect({ model, input, id: 'user_id', carried: { keep, revenue: null, missing: [] } }, {}),
    ).toBeUndefined();
    expect(await scoreFile(model, input, at('other.parquet'), { keep })).toBe(7000);
  });

  test('a model that is not of trees', async () => {
    const classifier = await trainLogistic(trainingTable(), { label: 'label', features });
    const input = await makeInput('logistic.parquet', { amount: 'DECIMAL(9,3)' });
    const given = { ...model, classifier };
    expect(
      await engineSelect(
        { model: given, input, id: 'user_id', carried: { keep: [], revenue: null, missing: [] } },
        {},
      ),
    ).toBeUndefined();
    expect(await scoreFile(given, input, at('logistic-out.parquet'))).toBe(7000);
    classifier.close();
  });
});

/** Warnings of one scoring, by code and column. */
async function warningsOf(input: string, output: string): Promise<Record<string, [number, number]>> {
  const found: Record<string, [number, number]> = {};
  await scoreFile(model, input, at(output), {
    onWarning: ({ code, column, rows, of }) => {
      found[`${code} ${column}`] = [rows, of];
    },
  });
  return found;
}

describe('what is odd about the input is counted, inside DuckDB and through tables alike', () => {
  const known = cities.map((city) => `'${city.replaceAll("'", "''")}'`).join(', ');

  test('texts that the model does not know, apart from what is missing', async () => {
    const input = await makeInput('odd.parquet');
    const [row] = await engine.rows(
      `SELECT count(city) AS texts, count(*) FILTER (city NOT IN (${known})) AS unseen FROM '${input}'`,
    );
    const expected = { 'unseen city': [Number(row!['unseen']), Number(row!['texts'])] };
    expect(await warningsOf(input, 'odd-engine.parquet')).toEqual(expected);
    expect(await warningsOf(input, 'odd-tables.csv')).toEqual(expected);
    const csv = await makeInput('odd.csv');
    // A CSV file does not tell an empty text from a missing one.
    const [read] = await engine.rows(
      `SELECT count(city) AS texts FROM read_csv('${csv}', types = {'city': 'VARCHAR'})`,
    );
    const inCsv = { 'unseen city': [Number(row!['unseen']), Number(read!['texts'])] };
    expect(await warningsOf(csv, 'odd-csv.csv')).toEqual(inCsv);
  });

  test('a feature without any value, and one whose every text is unknown', async () => {
    const base = await makeInput('base2.parquet');
    const input = at('empty.parquet');
    const change = `REPLACE (NULL::DOUBLE AS amount, 'x' || city AS city)`;
    await engine.run(`COPY (SELECT * ${change} FROM '${base}') TO '${input}'`);
    const [row] = await engine.rows(`SELECT count(city) AS texts FROM '${input}'`);
    const texts = Number(row!['texts']);
    const expected = { 'empty-feature amount': [7000, 7000], 'all-unseen city': [texts, texts] };
    expect(await warningsOf(input, 'empty-engine.parquet')).toEqual(expected);
    expect(await warningsOf(input, 'empty-tables.arrow')).toEqual(expected);
  });

  test('marks of missing numbers; blanks are none', async () => {
    const base = await makeInput('base3.parquet');
    const input = at('marks.parquet');
    const marked = `CASE WHEN i % 7 = 0 THEN 'NA' WHEN i % 7 = 1 THEN ' ' ELSE visits::VARCHAR END AS visits`;
    await engine.run(
      `COPY (SELECT * EXCLUDE (i) REPLACE (${marked}, 'a' AS city)
       FROM (SELECT row_number() OVER () - 1 AS i, * FROM '${base}')) TO '${input}'`,
    );
    expect(await warningsOf(input, 'marks.csv')).toEqual({ 'missing-marks visits': [1000, 7000] });
  });

  test('a sentence in either language', async () => {
    const input = await makeInput('said.parquet');
    const said: string[] = [];
    for (const language of ['en', 'zh'] as const)
      await scoreFile(model, input, at('said.csv'), { language, onWarning: ({ text }) => said.push(text) });
    expect(said[0]).toMatch(/^feature "city": \d+ of \d+ values are categories that the model does not know/);
    expect(said[1]).toMatch(/^特征“city”：\d+ 个值中有 \d+ 个是模型不认识的类别/);
  });
});

test('rows too wide for the usual limit of memory get more', async () => {
  const base = await makeInput('narrow.parquet');
  const input = at('wide.parquet');
  await engine.run(
    `COPY (SELECT s.*, repeat(CAST(hash(user_id * 4 + r) AS VARCHAR), 300) AS wide FROM '${base}' s, range(4) t(r)) TO '${input}'`,
  );
  const select = await engineSelect(
    { model, input, id: 'user_id', carried: { keep: ['wide'], revenue: null, missing: [] } },
    {},
  );
  const limited = runScoreQuery(model.classifier as TreeClassifier, {
    sql: `COPY (${select}) TO '${at('refused.parquet')}'`,
    settings: { memory_limit: '64MiB', threads: '2', temp_directory: '' },
    calibration: { method: 'none' },
  });
  await expect(limited).rejects.toMatchObject({ code: 'OUT_OF_MEMORY' });
  // Where nothing can be written, so that a wish to spill would fail.
  const before = process.cwd();
  process.chdir(process.platform === 'linux' ? '/proc' : work);
  const { rows } = await copyScores(model, select!, at('more.parquet'), { threads: 2 }, 64).finally(() =>
    process.chdir(before),
  );
  expect(rows).toBe(28_000);
  const [sum] = await engine.rows(
    `SELECT count(*) AS n, sum(length(wide)) AS w FROM '${at('more.parquet')}'`,
  );
  const [want] = await engine.rows(`SELECT count(*) AS n, sum(length(wide)) AS w FROM '${input}'`);
  expect(sum).toEqual(want);
});

describe('failures leave nothing behind', () => {
  const nothingOf = async (name: string): Promise<void> =>
    expect((await readdir(work)).filter((file) => file.startsWith(name))).toEqual([]);

  test('a file damaged in its middle', async () => {
    const bytes = await readFile(await makeInput('whole.parquet'));
    bytes.fill(0xa5, 200, Math.floor(bytes.length * 0.6));
    await writeFile(at('damaged.parquet'), bytes);
    const run = scoreFile(model, at('damaged.parquet'), at('lost.parquet'));
    await expect(run).rejects.toMatchObject({
      name: 'WinbackError',
      message: expect.stringMatching(/damaged\.parquet.* Parquet /),
    });
    await nothingOf('lost');
  });

  test('a text that is no number, met late in a CSV', async () => {
    const rows = Array.from({ length: 300_000 }, (_, i) => `${i},1,2,1,a`);
    rows[290_000] = '290000,1,many,1,a';
    await writeFile(at('late.csv'), `user_id,amount,visits,member,city\n${rows.join('\n')}\n`);
    const run = scoreFile(model, at('late.csv'), at('late-out.parquet'));
    await expect(run).rejects.toMatchObject({ code: 'BAD_INPUT', message: expect.stringContaining('many') });
    await nothingOf('late-out');
  });

  test('a column that is missing, and a model that is closed', async () => {
    const input = await makeInput('column.parquet');
    await engine.run(`COPY (SELECT * EXCLUDE (visits) FROM '${input}') TO '${at('less.parquet')}'`);
    await expect(scoreFile(model, at('less.parquet'), at('x.parquet'))).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringContaining('visits'),
    });
    const closed = await loadModel(at('model'));
    await closed.classifier.predict(trainingTable());
    closed.classifier.close();
    await expect(scoreFile(closed, input, at('x.parquet'))).rejects.toMatchObject({ code: 'CLOSED' });
    await nothingOf('x.parquet');
  });

  test('an abort while it runs', async () => {
    const input = at('large.parquet');
    const base = await makeInput('small.parquet');
    await engine.run(`COPY (SELECT s.* FROM '${base}' s, range(400)) TO '${input}'`);
    const abort = new AbortController();
    let calls = 0;
    const run = scoreFile(model, input, at('aborted.parquet'), {
      signal: abort.signal,
      onProgress: () => {
        calls++;
        abort.abort('enough');
      },
    });
    await expect(run).rejects.toMatchObject({ code: 'ABORTED' });
    expect(calls).toBe(1);
    await nothingOf('aborted');
  });

  test.each([
    ['an Error', new Error('mine')],
    ['an object', { mine: true }],
    ['a symbol', Symbol('mine')],
    ['null', null],
    ['undefined', undefined],
    ['a number', 5],
    ['a string', 's'],
  ])(
    'a progress callback that throws %s ends it with that, in DuckDB and through tables',
    async (_, value) => {
      const input = await makeInput('thrown.parquet');
      for (const output of ['thrown-out.parquet', 'thrown-out.csv']) {
        const run = scoreFile(model, input, at(output), {
          onProgress: () => {
            throw value;
          },
        });
        const outcome = await run.then(
          () => 'scored',
          (error: unknown) => ({ error }),
        );
        expect(outcome).toEqual({ error: value });
      }
      await nothingOf('thrown-out');
    },
  );
});
