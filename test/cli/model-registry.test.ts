// The commands of a registry as a user runs them.
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { beforeAll, expect, test } from 'vitest';

import { loadModel } from '../../src/registry/model-store.js';
import { openRegistry } from '../../src/registry/versions/registry.js';
import { modelFolders } from '../support/registry.js';
import { type Ended, winback } from './run.js';

const folder = mkdtempSync(path.join(os.tmpdir(), 'winback-model-cli-'));
const registry = path.join(folder, 'registry');
let models: readonly string[];
beforeAll(async () => {
  models = await modelFolders(2);
});

const model = (...args: readonly string[]): Promise<Ended> =>
  winback(['model', ...args, '--registry', registry, '--lang', 'en']);
const json = async (...args: readonly string[]): Promise<Record<string, never>> => {
  const { code, stdout, stderr } = await model(...args, '--json');
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as Record<string, never>;
};

test('publish with a promotion, a promotion that comes too late, a rollback, and what is shown', async () => {
  const first = await json(
    'publish',
    models[0]!,
    '--promote',
    'production',
    '--reason',
    'first',
    '--by',
    'ana',
  );
  expect(first).toMatchObject({ registry, isNew: true, entry: { number: 1, by: 'ana', reason: 'first' } });
  const opened = await openRegistry(registry);
  const deed = { now: '2026-03-10T08:00:00.000Z', by: 'ben', reason: 'better' };
  await opened.promote((await opened.publish(models[1]!, deed)).digest, deed);
  const late = await model('promote', '2026-03-01-02065d3', '--base', '1');
  expect(late).toMatchObject({ code: 1, stdout: '' });
  expect(late.stderr).toMatch(/^winback: CONFLICT: .*production has moved to .* \(entry 2, by ben, /);
  const rolled = await model('rollback', '--reason', 'worse');
  expect(rolled.stderr).toMatch(/^production -> [0-9a-f]{64} {2}\(entry 3, rollback .*: worse\)\n$/);
  const [listed, status] = await Promise.all([model('list'), json('status', '--history', 'production')]);
  expect(listed.stdout).toContain('2026-03-01-02065d3  <- production\n  digest ');
  expect(listed.stdout).toContain('by ana: first; in production then: -');
  expect(status).toMatchObject({
    pointers: [{ name: 'production', version: '2026-03-01-02065d3', entries: 3 }],
  });
  expect(status['history']).toHaveLength(3);
});

test('a registry that is not there is no empty one', async () => {
  for (const command of ['list', 'status', 'rollback']) {
    const ended = await winback(['model', command, '--registry', 'nosuch', '--lang', 'en']);
    expect(ended, command).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toContain('there is no registry nosuch: check the path');
  }
}, 60_000);

test('scoring takes the model of a name, and says what is wrong about it', async () => {
  const loaded = await loadModel(models[0]!);
  const names = loaded.classifier.features.map(({ name }) => name);
  loaded.classifier.close();
  const input = path.join(folder, 'users.csv');
  writeFileSync(input, `id,${names.join(',')}\na,${names.map((_, i) => i).join(',')}\n`);
  const score = (output: string, ...args: readonly string[]): Promise<Ended> =>
    winback([
      'score',
      '--input',
      input,
      '--output',
      path.join(folder, output),
      '--id',
      'id',
      '--lang',
      'en',
      ...args,
    ]);
  const [byName, none] = await Promise.all([
    score('a.csv', '--registry', registry, '--json'),
    score('c.csv', '--registry', registry, '--name', 'canary'),
  ]);
  expect(JSON.parse(byName.stdout)).toMatchObject({ rows: 1, digest: loaded.digest });
  expect(none).toMatchObject({ code: 2 });
  expect(none.stderr).toContain('"canary" points to no version: promote one');
  expect(existsSync(path.join(folder, 'c.csv'))).toBe(false);
});
