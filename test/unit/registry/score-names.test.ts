// Columns and files of awkward names, scored inside DuckDB and through Arrow tables.
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import type { Table } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { DuckDb } from '../../../src/data/sources/duckdb.js';
import { quotedText } from '../../../src/data/sql/quote.js';
import { readTable } from '../../../src/data/tables/read.js';
import { trainLightGbm } from '../../../src/model/tree-classifier.js';
import { scoreFile } from '../../../src/pipeline/score/file.js';
import type { ScoreOptions } from '../../../src/pipeline/score/options.js';
import { scoreThroughTables } from '../../../src/pipeline/score/through-tables.js';
import type { StoredModel } from '../../../src/registry/model-store.js';
import { churnTable } from '../../support/tables.js';

const rows = 3000;
let work: string;
let engine: DuckDb;
let model: StoredModel;

const at = (name: string): string => path.join(work, name);

/** Features a, b, c; user_id from 0; further columns in SQL over i. */
async function made(
  name: string,
  more = '',
  features = "i * 0.001 AS a, i % 7 AS b, ['x', 'z'][1 + i % 2] AS c",
) {
  const select = `SELECT i AS user_id, ${features} ${more} FROM range(${rows}) t(i)`;
  const how = name.endsWith('csv') ? 'FORMAT csv' : 'FORMAT parquet';
  await engine.run(`COPY (${select}) TO ${quotedText(at(name))} (${how})`);
  return at(name);
}

const column = (table: Table, name: string): unknown[] => [...table.getChild(name)!];

async function expectedScores(input: string): Promise<unknown[]> {
  await scoreThroughTables(
    model,
    input,
    at('expected.arrow'),
    'user_id',
    { keep: [], revenue: null, missing: [] },
    {},
  );
  return column(await readTable(at('expected.arrow')), 'churn_prob');
}

async function scored(input: string, options: ScoreOptions = {}, output = at('out.parquet')): Promise<Table> {
  await scoreFile(model, input, output, options);
  return readTable(output);
}

beforeAll(async () => {
  work = await mkdtemp(path.join(os.tmpdir(), 'winback-names-'));
  engine = await DuckDb.open();
  const classifier = await trainLightGbm(churnTable(2000), {
    label: 'label',
    features: ['a', 'b', 'c'],
    parameters: { numIterations: 20 },
  });
  const threshold = { value: 0.5, certified: false, precisionFloor: 0.6, confidence: 0.95, reason: null };
  const manifest = { idColumn: 'user_id' } as StoredModel['manifest'];
  model = {
    classifier,
    calibration: { method: 'none' },
    threshold,
    manifest,
    digest: '',
    features: null,
    profile: null,
    warmUp: null,
  };
});
afterAll(async () => {
  model.classifier.close();
  engine.close();
  await rm(work, { recursive: true, force: true });
});

describe('columns', () => {
  test.each(['winback probability', 'WINBACK Probability'])('a carried column named %s', async (name) => {
    const input = await made('probability.parquet', `, 0.25 + i AS "${name}"`);
    const expected = await expectedScores(input);
    const kept = await scored(input, { keep: [name] });
    expect(column(kept, 'churn_prob')).toEqual(expected);
    expect(column(kept, name)).toEqual(Array.from({ length: rows }, (_, i) => i + 0.25));
    const named = await scored(input, { id: name });
    expect(column(named, 'churn_prob')).toEqual(expected);
  });

  test('row numbers of a file that has numbers of its own', async () => {
    const input = await made('numbered.parquet', ', 7 AS file_row_number');
    const numbered = await scored(input, { id: null, keep: ['file_row_number'] });
    expect(column(numbered, 'row').slice(0, 3)).toEqual([1, 2, 3]);
    expect(new Set(column(numbered, 'file_row_number'))).toEqual(new Set([7]));
  });

  test.each(['out.parquet', 'out.csv', 'out.arrow'])(
    'another spelling is no silent loss of it: %s',
    async (out) => {
      const input = await made('spelt.parquet', ', i AS "Note", i AS "Number"');
      for (const [options, wanted] of [
        [{ keep: ['note'] }, /no column "note" \(did you mean "Note"\?\)/],
        [{ id: 'number' }, /no column "number" \(did you mean "Number"\?\)/],
      ] as const)
        await expect(scoreFile(model, input, at(out), options)).rejects.toMatchObject({
          code: 'BAD_INPUT',
          message: expect.stringMatching(wanted),
        });
    },
  );

  test('of two features that differ by case only none is taken for the other', async () => {
    await writeFile(at('two.csv'), 'user_id,A,a,b,c\n1,5,0.1,2,x\n');
    for (const out of ['two.parquet', 'two-out.csv'])
      await expect(scoreFile(model, at('two.csv'), at(out))).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });

  test.each([
    [{ id: 'churn_prob' }],
    [{ id: 'Contact' }],
    [{ id: null, keep: ['row'] }],
    [{ keep: ['RISK_tier'] }],
    [{ keep: ['USER_ID'] }],
    [{ keep: ['a', 'A'] }],
  ] as const)('an output with two columns called alike is refused: %j', async (options) => {
    const input = await made('alike.parquet', ', 1 AS churn_prob, 2 AS contact, 3 AS risk_tier, 4 AS row');
    for (const out of ['alike-out.parquet', 'alike-out.csv'])
      await expect(scoreFile(model, input, at(out), options)).rejects.toMatchObject({
        code: 'BAD_INPUT',
        message: expect.stringContaining('the output already has'),
      });
  });

  test('maps and unions are carried over as text', async () => {
    const more = ", CASE WHEN i % 2 = 0 THEN map(['k'], [i]) END AS m, union_value(n := i) AS u";
    const kept = await scored(await made('maps.parquet', more), { keep: ['m', 'u'] });
    expect(column(kept, 'm').slice(0, 3)).toEqual(["{'k': 0}", null, "{'k': 2}"]);
  });
});

describe('options that are none', () => {
  test.each([
    { keep: 'note' },
    { keep: [7] },
    { id: 7 },
    { id: '' },
    { batchRows: 0 },
    { threads: 0 },
    { onProgress: 'loud' },
    { kept: [] },
  ])('%j', async (options) => {
    const input = await made('options.parquet');
    for (const out of ['options-out.parquet', 'options-out.csv'])
      await expect(scoreFile(model, input, at(out), options as ScoreOptions)).rejects.toMatchObject({
        code: 'BAD_INPUT',
      });
  });
});

describe('files', () => {
  // Each would be read as, or beside, the other one if its name were a pattern.
  test.each([
    ['data[1].parquet', 'data1.parquet'],
    ['d*.csv', 'dd.csv'],
    ['q?.parquet', 'qq.parquet'],
    ["it's {a,b}.parquet", 'its a.parquet'],
  ])('%s is itself, beside %s', async (name, other) => {
    await mkdir(at('files'), { recursive: true });
    const input = await made(`files/${name}`);
    await engine.run(
      `COPY (SELECT 9 AS user_id, 1 AS a, 2 AS b, 'x' AS c) TO ${quotedText(at(`files/${other}`))}`,
    );
    expect((await scored(input)).numRows).toBe(rows);
    expect((await readTable(input)).numRows).toBe(rows);
    if (name.endsWith('parquet')) expect((await scored(input, { id: null })).numRows).toBe(rows);
    expect((await scored(input, {}, at(`out-${name.replace('csv', 'parquet')}`))).numRows).toBe(rows);
  });

  test('a name that begins with ~ is not in the home folder', async () => {
    const input = await made('tilde.parquet');
    const before = process.cwd();
    const home = await readdir(os.homedir());
    process.chdir(work);
    try {
      await writeFile('~in.parquet', await readFile(input));
      expect((await scored('~in.parquet', {}, '~out.parquet')).numRows).toBe(rows);
      await scoreFile(model, '~in.parquet', '~out.csv');
    } finally {
      process.chdir(before);
    }
    expect(await readdir(work)).toEqual(expect.arrayContaining(['~out.parquet', '~out.csv']));
    expect(await readdir(os.homedir())).toEqual(home);
  });
});
