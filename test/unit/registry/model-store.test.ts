import { appendFile, cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sha256 } from '../../../src/base/node-crypto.js';
import { readTable } from '../../../src/data/tables/read.js';
import { writeTable } from '../../../src/data/tables/write.js';
import { calibrate } from '../../../src/model/calibration/calibration.js';
import { trainLogistic } from '../../../src/model/logistic.js';
import { trainLightGbm } from '../../../src/model/tree-classifier.js';
import { scoreFile } from '../../../src/pipeline/score/file.js';
import { loadModel, type ModelToStore, saveModel, verifyModel } from '../../../src/registry/model-store.js';
import { thresholdFrom } from '../../../src/registry/stored-threshold.js';
import { goldenFile } from '../../support/golden.js';
import { churnTable } from '../../support/tables.js';

const table = churnTable(2000);
const features = ['a', 'b', 'c', 'noise'];
let work: string;
let stored: string;
let scores: Float64Array;

const description: ModelToStore['description'] = {
  name: 'test',
  createdAt: '2026-01-01T00:00:00Z',
  gitCommit: null,
  featureVersion: null,
  idColumn: 'user_id',
  windows: null,
  training: { from: null, to: null, rows: 2000 },
  metrics: { auc: 0.8, prAuc: 0.7, logLoss: 0.5, brier: 0.2 },
  versions: { winback: '0.1.0' },
};
const rest = {
  calibration: { method: 'platt', slope: 0.9, intercept: 0.1 },
  threshold: { value: 0.5, certified: true, precisionFloor: 0.6, confidence: 0.95, reason: null },
  description,
  features: { columns: ['x'] },
} as const;

beforeAll(async () => {
  work = await mkdtemp(path.join(os.tmpdir(), 'winback-registry-'));
  stored = path.join(work, 'model');
  const classifier = await trainLightGbm(table, {
    label: 'label',
    features,
    parameters: { numIterations: 10 },
  });
  await saveModel(stored, { classifier, ...rest });
  scores = calibrate(rest.calibration, await classifier.predict(table));
  classifier.close();
});
afterAll(() => rm(work, { recursive: true, force: true }));

async function copy(name: string): Promise<string> {
  const folder = path.join(work, name);
  await cp(stored, folder, { recursive: true });
  return folder;
}

test('a stored model comes back whole and scores the same bits', async () => {
  const model = await loadModel(stored);
  expect(model).toMatchObject({
    calibration: rest.calibration,
    threshold: rest.threshold,
    features: rest.features,
  });
  expect(model.manifest).toMatchObject(description);
  expect(calibrate(model.calibration, await model.classifier.predict(table))).toEqual(scores);
  model.classifier.close();
  expect((await readdir(stored)).sort()).toEqual([
    'calibration.json',
    'features.json',
    'manifest.json',
    'model.json',
    'model.txt',
    'threshold.json',
  ]);
  expect(await verifyModel(stored)).toMatchObject({ ok: true, digest: model.digest, findings: [] });
});

test('a folder of version 0.1, whose reason is an English sentence, loads with the sentence', async () => {
  const { threshold, classifier } = await loadModel(goldenFile('registry/model-0.1'));
  classifier.close();
  const text = 'no threshold reached a precision of 0.9 even on the rows used to look';
  expect(threshold).toEqual({
    ...{ value: 0.5, certified: false, precisionFloor: 0.9, confidence: 0.95 },
    reason: { code: 'in-words', values: { text } },
  });
  expect(thresholdFrom(JSON.parse(JSON.stringify(threshold)))).toEqual(threshold);
});

test.each([
  { code: 'none-reached', values: { floor: 0.9 } },
  { code: 'too-little-evidence', values: { floor: 0.6, users: 97, selected: 4, left: 3 } },
] as const)('why a threshold is not certified is stored as $code and its values', async (reason) => {
  const folder = path.join(work, reason.code);
  const model = await loadModel(stored);
  const threshold = { ...rest.threshold, certified: false, reason };
  await saveModel(folder, { ...rest, classifier: model.classifier, threshold });
  model.classifier.close();
  const loaded = await loadModel(folder);
  loaded.classifier.close();
  expect(loaded.threshold).toEqual(threshold);
});

test.each([
  [{ code: 'none', values: {} }, /threshold\.reason\.code must be one of none-reached, too-little/],
  [{ code: 'none-reached', values: {} }, /threshold\.reason\.values\.floor must be/],
  [{ code: 'none-reached', values: { floor: 0.5, more: 1 } }, /unknown option "more"/],
  [
    { code: 'too-little-evidence', values: { floor: 0.5, users: 1, selected: -1, left: 0 } },
    /selected must be/,
  ],
  [7, /threshold\.reason must be an object/],
])('a stored reason %j is refused', (reason, message) => {
  const refused = () => thresholdFrom({ ...rest.threshold, reason });
  expect(refused).toThrow(message);
  expect(refused).toThrow(expect.objectContaining({ code: 'BAD_MODEL' }));
});

test('the digest of a trusted place is held against the folder', async () => {
  const { digest } = await verifyModel(stored);
  const { classifier } = await loadModel(stored, { digest: digest! });
  classifier.close();
  await expect(loadModel(stored, { digest: 'a'.repeat(64) })).rejects.toMatchObject({ code: 'TAMPERED' });
});

test('a flipped bit in any file but the manifest is TAMPERED, in the manifest an error', async () => {
  for (const name of await readdir(stored)) {
    const bytes = await readFile(path.join(stored, name));
    for (const share of [0, 0.33, 0.5, 0.99]) {
      const folder = await copy(`flip-${name}-${share}`);
      const changed = Uint8Array.from(bytes);
      changed[Math.floor(share * bytes.length)]! ^= 4;
      await writeFile(path.join(folder, name), changed);
      const { digest } = await verifyModel(stored);
      const code = name === 'manifest.json' ? expect.stringMatching(/TAMPERED|BAD_MODEL/) : 'TAMPERED';
      await expect(loadModel(folder, { digest: digest! })).rejects.toMatchObject({ code });
    }
  }
});

describe('what does not belong in the folder', () => {
  test.each([
    ['a missing file', (folder: string) => rm(path.join(folder, 'model.txt')), /model.txt is missing/],
    [
      'a longer file',
      (folder: string) => appendFile(path.join(folder, 'model.txt'), '\n'),
      /bytes, the manifest says/,
    ],
    [
      'an extra file',
      (folder: string) => writeFile(path.join(folder, 'x.js'), ''),
      /x.js is not in the manifest/,
    ],
    [
      'a link in place of a file',
      async (folder: string) => {
        await rm(path.join(folder, 'model.txt'));
        await symlink(path.join(stored, 'model.txt'), path.join(folder, 'model.txt'));
      },
      /model.txt is not a plain file/,
    ],
  ])('%s', async (name, change, message) => {
    const folder = await copy(name.replaceAll(' ', '-'));
    await change(folder);
    await expect(loadModel(folder)).rejects.toMatchObject({ code: 'TAMPERED' });
    await expect(loadModel(folder)).rejects.toThrow(message);
    expect((await verifyModel(folder)).ok).toBe(false);
  });
});

async function withManifest(
  name: string,
  change: (manifest: Record<string, unknown>) => unknown,
): Promise<string> {
  const folder = await copy(name);
  const file = path.join(folder, 'manifest.json');
  await writeFile(file, JSON.stringify(change(JSON.parse(await readFile(file, 'utf8')))));
  return folder;
}

test.each([
  '../model.txt',
  '/etc/hostname.txt',
  'a/b.json',
  '..\\x.json',
  '.hidden.json',
  'x.js',
  'manifest.json',
  `${'a'.repeat(200)}.txt`,
])('a manifest cannot name %j', async (name) => {
  const folder = await withManifest(`path-${sha256(Buffer.from(name)).slice(0, 8)}`, (manifest) => ({
    ...manifest,
    files: [{ name, bytes: 1, sha256: 'a'.repeat(64) }],
  }));
  await expect(loadModel(folder)).rejects.toMatchObject({ code: 'BAD_MODEL' });
});

test.each([
  ['another format', { format: 'pickle' }],
  ['an unknown key', { surprise: 1 }],
  ['a negative size', { files: [{ name: 'model.txt', bytes: -1, sha256: 'a'.repeat(64) }] }],
  ['no metrics', { metrics: {} }],
  ['a list', []],
])('a manifest with %s is BAD_MODEL', async (name, change) => {
  const folder = await withManifest(`bad-${name.replaceAll(' ', '-')}`, (manifest) =>
    Array.isArray(change) ? change : { ...manifest, ...change },
  );
  await expect(loadModel(folder)).rejects.toMatchObject({ code: 'BAD_MODEL' });
});

test('a folder without a model is NOT_FOUND', async () => {
  await expect(loadModel(path.join(work, 'nowhere'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(await verifyModel(path.join(work, 'nowhere'))).toMatchObject({ ok: false, model: null });
});

test('saving again replaces the whole folder and leaves nothing beside it', async () => {
  const folder = path.join(work, 'again', 'model');
  const trees = await trainLightGbm(table, { label: 'label', features, parameters: { numIterations: 2 } });
  await saveModel(folder, { classifier: trees, ...rest });
  trees.close();
  const linear = await trainLogistic(table, { label: 'label', features });
  await saveModel(folder, { classifier: linear, ...rest });
  const model = await loadModel(folder);
  expect(model.classifier.kind).toBe('logistic');
  expect(await readdir(path.dirname(folder))).toEqual(['model']);
});

describe('scoring a file', () => {
  const ids = Array.from({ length: 2000 }, (_, row) => `00${(row * 7919) % 2000}`);

  async function input(name: string): Promise<string> {
    const file = path.join(work, name);
    const { Table, vectorFromArray, Utf8 } = await import('apache-arrow');
    await writeTable(file, table.assign(new Table({ user_id: vectorFromArray(ids, new Utf8()) })));
    return file;
  }

  test.each(['csv', 'parquet', 'arrow'])(
    '%s in small batches: input order, ids kept, the same probabilities',
    async (kind) => {
      const model = await loadModel(stored);
      const output = path.join(work, `scored.${kind}`);
      const seen: number[] = [];
      const rows = await scoreFile(model, await input(`input.${kind}`), output, {
        batchRows: 2048 / 4,
        keep: ['b', 'c'],
        onProgress: ({ done }) => seen.push(done),
      });
      model.classifier.close();
      expect(rows).toBe(2000);
      expect(seen.at(-1)).toBe(2000);
      const result = await readTable(output, { text: ['user_id'] });
      expect(result.schema.fields.map(({ name }) => name)).toEqual([
        'user_id',
        'churn_prob',
        'risk_tier',
        'contact',
        'b',
        'c',
      ]);
      expect([...result.getChild('user_id')!].map(String)).toEqual(ids);
      const probabilities = [...result.getChild('churn_prob')!].map(Number);
      for (const [row, p] of probabilities.entries()) expect(p).toBeCloseTo(scores[row]!, 14);
      const tiers = probabilities.map((p) => (p >= 0.7 ? 'high' : p >= 0.4 ? 'medium' : 'low'));
      expect([...result.getChild('risk_tier')!]).toEqual(tiers);
      expect([...result.getChild('contact')!].map(Number)).toEqual(
        probabilities.map((p) => Number(p >= 0.5)),
      );
    },
  );

  test('an abort leaves no output behind', async () => {
    const model = await loadModel(stored);
    const output = path.join(work, 'aborted', 'scored.csv');
    const abort = new AbortController();
    const given = await input('input.csv');
    const run = scoreFile(model, given, path.join(work, 'aborted.csv'), {
      signal: abort.signal,
      batchRows: 100,
      onProgress: () => abort.abort(),
    });
    await expect(run).rejects.toMatchObject({ code: 'ABORTED' });
    expect((await readdir(work)).filter((name) => name.startsWith('aborted'))).toEqual([]);
    await expect(scoreFile(model, given, output)).rejects.toMatchObject({ code: 'IO' });
    model.classifier.close();
  });

  test('the input itself and a folder that is not there are refused as output', async () => {
    const model = await loadModel(stored);
    const given = await input('input.parquet');
    const before = await readFile(given);
    await expect(scoreFile(model, given, given)).rejects.toThrow(/is the input itself/);
    expect((await readFile(given)).equals(before)).toBe(true);
    await expect(scoreFile(model, given, path.join(work, 'nowhere/x.parquet'))).rejects.toThrow(
      /its folder is not there/,
    );
    model.classifier.close();
  });

  test('a missing feature column is named, with the row numbers as ids on request', async () => {
    const model = await loadModel(stored);
    const bare = path.join(work, 'bare.csv');
    await writeTable(bare, table.select(['a', 'b', 'c', 'noise']));
    await expect(scoreFile(model, bare, path.join(work, 'x.csv'))).rejects.toThrow(/user_id/);
    await scoreFile(model, bare, path.join(work, 'numbered.csv'), { id: null });
    const numbers = [...(await readTable(path.join(work, 'numbered.csv'))).getChild('row')!].map(Number);
    expect(numbers.slice(0, 3)).toEqual([1, 2, 3]);
    model.classifier.close();
  });
});
