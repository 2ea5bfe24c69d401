import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { winback } from './run.js';

let folder = '';
let config = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'winback-sql-'));
  config = join(folder, 'winback.yaml');
  const events =
    'source: clickhouse://me@db.example.com/shop, table: log, columns: { user: u, time: t, event: e }';
  await writeFile(config, `name: shop\nevents: { ${events}, roles: { login: in } }\n`);
});
afterAll(() => rm(folder, { recursive: true }));

const labels = (...more: readonly string[]) =>
  winback(['sql', 'labels', '--config', config, '--as-of', '2026-03-31', ...more]);

test('the query is printed in the names of the user, with comments in both languages', async () => {
  const { code, stdout } = await labels('--dialect', 'clickhouse', '--lang', 'en');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^-- Who of the users active in the 30 days to 2026-03-31 /);
  expect(stdout).toContain('FROM "shop"."log"');
  expect(stdout.trimEnd()).toMatch(/;$/);
  const json = await labels('--dialect', 'clickhouse', '--lang', 'en', '--json');
  expect(JSON.parse(json.stdout)).toEqual({ sql: stdout });
  expect((await labels('--dialect', 'duckdb', '--lang', 'zh')).stdout).toContain('不带时区的时间属于此时区');
});

const inEnglish = ['--dialect', 'duckdb', '--lang', 'en'];

test('what is wrong is said with exit code 2', async () => {
  expect(await labels('--dialect', 'oracle')).toMatchObject({ code: 2 });
  const attributes = await winback(['sql', 'attributes', '--config', config, ...inEnglish]);
  expect(attributes).toMatchObject({ code: 2, stdout: '' });
  expect(attributes.stderr).toContain('the configuration has no attributes');
});
