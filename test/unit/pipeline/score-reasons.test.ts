// The columns of reasons that scoring writes: LightGBM's own contributions, the same bytes for any size of batches and count of
// threads and in any format, values and words in both languages, and what is refused.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';
import { readTable } from '../../../src/data/tables/read.js';
import { writeTable } from '../../../src/data/tables/write.js';
import { conform } from '../../../src/model/conform.js';
import { strongestOf } from '../../../src/model/reasons/strongest.js';
import { type TreeClassifier, trainLightGbm } from '../../../src/model/tree-classifier.js';
import { runPlan } from '../../../src/pipeline/plan/run.js';
import { scoreFile } from '../../../src/pipeline/score/file.js';
import { loadModel, type StoredModel, saveModel } from '../../../src/registry/model-store.js';
import { generateChurnTable } from '../../../src/simulate/generate-table.js';

let work = '';
let model: StoredModel;
const at = (name: string): string => path.join(work, name);
const features = ['active_days_30', 'pay_cnt_30', 'last_pay_gap', 'channel', 'constant'];
const lines = [
  'user_id,active_days_30,pay_cnt_30,last_pay_gap,channel,constant',
  'a,2,1,30.5,seo,1',
  'b,,0,3,never-seen,1',
  'c,25,9,,,1',
  '',
];

beforeAll(async () => {
  work = await mkdtemp(path.join(tmpdir(), 'winback-reasons-'));
  const { table } = await generateChurnTable({ users: 700, seed: 11 });
  const { makeVector, Table } = await import('apache-arrow');
  const constant = makeVector(new Float64Array(table.numRows).fill(1));
  const given = table.assign(new Table({ constant })) as typeof table;
  const parameters = { numIterations: 30, numLeaves: 7 };
  const classifier = await trainLightGbm(given, { label: 'label_churn_14d', features, parameters });
  await saveModel(at('model'), {
    ...{ classifier, calibration: { method: 'platt', slope: 0.8, intercept: 0.1 } },
    threshold: { value: 0.4, certified: true, precisionFloor: 0.6, confidence: 0.95, reason: null },
    description: {
      ...{ name: 'test', createdAt: null, gitCommit: null, featureVersion: null, idColumn: 'user_id' },
      ...{ windows: null, training: { from: null, to: null, rows: 700 }, versions: {} },
      metrics: { auc: 0.7, prAuc: 0.5, logLoss: 0.5, brier: 0.2 },
    },
    features: {
      features: [{ name: 'active_days_30', unit: 'days', titleZh: '活跃天数', titleEn: 'active days' }],
    },
  });
  classifier.close();
  model = await loadModel(at('model'));
  await writeTable(at('users.parquet'), given);
  await writeFile(at('few.csv'), lines.join('\n'));
});
afterAll(async () => {
  model?.classifier.close();
  await rm(work, { recursive: true, force: true });
});

const rowsOf = async (file: string): Promise<readonly Record<string, unknown>[]> =>
  (await readTable(file)).toArray().map((row) => ({ ...row.toJSON() }));

test('the reasons are the largest contributions of LightGBM, with the name and the value of their feature', async () => {
  await scoreFile(model, at('users.parquet'), at('r.parquet'), { id: null, reasons: 3 });
  const rows = await rowsOf(at('r.parquet'));
  const table = await readTable(at('users.parquet'), { columns: features });
  const { booster } = model.classifier as TreeClassifier;
  const theirs = await booster.predict(conform(table, model.classifier.features), {
    output: 'contributions',
  });
  expect(rows.length).toBe(700);
  for (const [row, found] of rows.entries()) {
    const parts = [...theirs.subarray(row * 6, row * 6 + 5)].map((adds, i) => ({ adds, i }));
    const wanted = parts.sort((a, b) => Math.abs(b.adds) - Math.abs(a.adds) || a.i - b.i).slice(0, 3);
    for (const [k, { adds, i }] of wanted.entries()) {
      const name = `reason_${k + 1}`;
      expect(Math.abs((found[`${name}_contribution`] as number) - adds)).toBeLessThan(1e-10);
      expect(found[`${name}_feature`]).toBe(features[i]);
      expect(found[`${name}_value`]).toBe(String(table.getChild(features[i]!)!.get(row)));
    }
    const percent = Math.round((found['churn_prob'] as number) * 100);
    expect(found['churn_prob_text']).toBe(`about ${percent} of 100 such users leave`);
  }
});

test('sizes of batches, threads and formats change no byte; the scores are those without reasons', async () => {
  const written = async (name: string, more: object): Promise<string> => {
    await scoreFile(model, at('users.parquet'), at(name), { id: null, reasons: 2, ...more });
    return readFile(at(name), 'utf8');
  };
  const once = await written('a.csv', {});
  expect(await written('b.csv', { batchRows: 2048, threads: 2 })).toBe(once);
  await writeTable(at('users.arrow'), await readTable(at('users.parquet')));
  await scoreFile(model, at('users.arrow'), at('c.csv'), { id: null, reasons: 2, threads: 1 });
  expect(await readFile(at('c.csv'), 'utf8')).toBe(once);
  await scoreFile(model, at('users.parquet'), at('d.arrow'), { id: null, reasons: 2 });
  await writeTable(at('e.csv'), await readTable(at('d.arrow')));
  expect(await readFile(at('e.csv'), 'utf8')).toBe(once);
  await scoreFile(model, at('users.parquet'), at('plain.parquet'), { id: null });
  const plain = await rowsOf(at('plain.parquet'));
  const rich = await rowsOf(at('d.arrow'));
  expect(rich.map((row) => row['churn_prob'])).toEqual(plain.map((row) => row['churn_prob']));
  expect(Object.keys(plain[0]!)).toEqual(['row', 'churn_prob', 'risk_tier', 'contact']);
});

test('missing values, unknown categories and titles are said in the language that is asked', async () => {
  const said = async (language: 'zh' | 'en'): Promise<string> => {
    await scoreFile(model, at('few.csv'), at('few-scores.csv'), { reasons: 5, language });
    return readFile(at('few-scores.csv'), 'utf8');
  };
  const en = await said('en');
  expect(en).toMatch(/active days: 2 days \((raises|lowers) the risk\)/);
  expect(en).toMatch(/active days: no value \(/);
  expect(en).toMatch(/channel: “never-seen”, which training never saw \(/);
  expect(en).toMatch(/channel: no value \(/);
  const zh = await said('zh');
  expect(zh).toMatch(/活跃天数：2 天（(推高|降低)流失风险）/);
  expect(zh).toMatch(/每 100 名这样的用户中约有 \d+ 人流失/);
  const [first] = await rowsOf(at('few-scores.csv'));
  // The constant column splits nothing: it is no reason, so that the fifth place is empty.
  expect(Object.values(first!).includes('constant')).toBe(false);
  expect(first!['reason_5_feature']).toBe(null);
  expect(first!['reason_5_contribution']).toBe(null);
});

test('of equal contributions the first feature is first, and what adds nothing is left out', () => {
  const values = Float64Array.of(0.5, -1, 1, 0, 9, 0, 0, 0, 0, 9, -0.25, 0.25, 0.25, -0.25, 9);
  const found = strongestOf({ rows: 3, width: 5, values }, 3);
  expect([...found]).toEqual([1, 2, 0, -1, -1, -1, 0, 1, 2]);
});

test('the list of a plan has the reasons of its users, as the scores have them; a hashed list has none', async () => {
  await scoreFile(model, at('users.parquet'), at('scores.csv'), {
    id: 'user_id',
    reasons: 2,
    language: 'zh',
  });
  const options = { budget: 300, columns: { revenue: 'churn_prob' } };
  const warnings: string[] = [];
  const planned = (folder: string, salt: string | null = null) =>
    runPlan(at('scores.csv'), options, {
      ...{
        output: { folder: at(folder), formats: ['parquet'], salt },
        onWarning: (one) => warnings.push(one),
      },
    });
  await planned('plan');
  const text = { text: ['user_id', 'reason_1_value', 'reason_2_value'] };
  const scores = (await readTable(at('scores.csv'), text)).toArray().map((row) => ({ ...row.toJSON() }));
  const byUser = new Map(scores.map((row) => [String(row['user_id']), row]));
  for (const file of ['plan/churn_users.csv', 'plan/churn_users.parquet']) {
    const list = (await readTable(at(file), text)).toArray().map((row) => ({ ...row.toJSON() }));
    expect(list.length).toBeGreaterThan(10);
    for (const row of list) {
      const given = byUser.get(String(row['user_id']))!;
      for (const name of Object.keys(given).filter((one) => /^reason_|_text$/.test(one)))
        expect(row[name]).toEqual(given[name]);
      expect(row['reason_2_text']).toMatch(/流失风险）$/);
    }
  }
  expect(warnings).toEqual([]);
  await planned('hashed', 'salt');
  expect(await readFile(at('hashed/churn_users.csv'), 'utf8')).not.toContain('reason_1');
  expect(warnings).toEqual([expect.stringContaining('leaves the reasons of the scores out')]);
});

test('more reasons than features, columns of the same name and other numbers are refused; 0 is none', async () => {
  const score = (options: object) => scoreFile(model, at('few.csv'), at('no.csv'), options);
  await expect(score({ reasons: 6 })).rejects.toThrow(/reasons: 6 a user .* 5 features; ask for at most 5/);
  await expect(score({ reasons: -1 })).rejects.toThrow(/reasons/);
  await expect(score({ reasons: 1.5 })).rejects.toThrow(/reasons/);
  await expect(score({ reasons: 1, keep: ['Reason_1_Text'] })).rejects.toThrow(/already has "Reason_1_Text"/);
  await score({ reasons: 0 });
  expect((await readFile(at('no.csv'), 'utf8')).split('\n')[0]).toBe('user_id,churn_prob,risk_tier,contact');
});
