import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { openState } from '../../src/state/open.js';
import { fillHistory } from '../support/dashboard/history.js';
import { winback } from './run.js';

const folder = mkdtempSync(path.join(os.tmpdir(), 'winback-cli-dashboard-'));
const file = path.join(folder, 'state.db');
const token = path.join(folder, 'token');

beforeAll(async () => {
  const state = await openState(file);
  await fillHistory(state, 20);
  await state.close();
  writeFileSync(token, 'b5c1a7e0b5c1a7e0b5c1a7e0\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Starts the server, asks it with `work` once it says where it is, and ends it by a signal. */
async function whileServing(args: readonly string[], work: (url: string) => Promise<void>) {
  let failed: unknown = new Error('it never listened');
  const ended = await winback(
    ['dashboard', '--state', file, '--port', '0', '--json', ...args],
    (child: ChildProcess) => {
      child.stdout!.once('data', (line: Buffer) => {
        const { listening } = JSON.parse(String(line)) as { listening: string };
        work(listening)
          .then(
            () => (failed = null),
            (error: unknown) => (failed = error),
          )
          .finally(() => child.kill('SIGTERM'));
      });
    },
  );
  if (failed !== null) throw failed;
  return ended;
}

test('serves the page and its data until it is asked to end', async () => {
  const { code, stdout, stderr } = await whileServing([], async (url) => {
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    expect(await (await fetch(url)).text()).toContain('<html lang="en">');
    expect((await fetch(`${url}api/today`)).status).toBe(200);
    expect(((await (await fetch(`${url}api/today`)).json()) as { scope: object }).scope).toMatchObject({
      project: 'shop',
      to: '2023-01-20',
    });
  });
  expect([code, stderr, stdout.trim().split('\n').length]).toEqual([0, '', 3]);
});

test('asks for the token of the file', async () => {
  const { code } = await whileServing(['--token-file', token, '--host', '127.0.0.1'], async (url) => {
    expect((await fetch(`${url}api/today`)).status).toBe(401);
    const authorization = 'Bearer b5c1a7e0b5c1a7e0b5c1a7e0';
    expect((await fetch(`${url}api/today`, { headers: { authorization } })).status).toBe(200);
  });
  expect(code).toBe(0);
});

test('writes a folder that opens from disk', async () => {
  const out = path.join(folder, 'export');
  const { code, stdout } = await winback([
    'dashboard',
    '--state',
    file,
    '--export',
    out,
    '--lang',
    'zh',
    '--json',
  ]);
  expect([code, JSON.parse(stdout)]).toEqual([
    0,
    { folder: out, files: ['app.js', 'page.css', 'index.html'] },
  ]);
  expect(readFileSync(path.join(out, 'index.html'), 'utf8')).toContain('<html lang="zh-CN">');
});

test('writes SQL views and a Grafana board without a state', async () => {
  const out = path.join(folder, 'definition');
  const { code, stdout } = await winback(['dashboard', '--definition', out, '--json']);
  expect([code, (JSON.parse(stdout) as { files: string[] }).files]).toEqual([
    0,
    ['views.postgres.sql', 'views.sqlite.sql', 'grafana.json'],
  ]);
  const board = JSON.parse(readFileSync(path.join(out, 'grafana.json'), 'utf8')) as {
    panels: { targets: { rawSql: string }[] }[];
  };
  const sql = readFileSync(path.join(out, 'views.postgres.sql'), 'utf8');
  const used = board.panels.map(({ targets }) => /FROM (winback_panel_\w+)/.exec(targets[0]!.rawSql)![1]!);
  expect(used.filter((name) => !sql.includes(`CREATE VIEW ${name} AS`))).toEqual([]);
  expect(used.length).toBeGreaterThan(15);
});

test.each([
  [[], '--state is missing: the SQLite file or postgres://user@host/database to show'],
  [['--state', 'FOLDER/none.db'], 'none.db'],
  [
    ['--state', 'FILE', '--host', '0.0.0.0'],
    '--host 0.0.0.0: others can reach this address, so a token is needed',
  ],
  [['--state', 'FILE', '--token-file', 'FOLDER/none'], '--token-file FOLDER/none cannot be read'],
  [['--state', 'FILE', '--port', '70000'], '--port'],
  [
    ['--state', 'FILE', '--export', 'FOLDER/a', '--definition', 'FOLDER/b'],
    'give --export or --definition, not both',
  ],
  [
    ['--state', 'FILE', '--export', 'FOLDER/a', '--from', 'yesterday'],
    'from must be a day such as 2025-07-30, got "yesterday"',
  ],
] as const)('%j is refused', async (given, message) => {
  const place = (text: string): string => text.replace('FOLDER', folder).replace('FILE', file);
  const { code, stdout, stderr } = await winback(['dashboard', ...given.map(place)]);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain(place(message));
  expect([existsSync(path.join(folder, 'none.db')), existsSync(path.join(folder, 'a'))]).toEqual([
    false,
    false,
  ]);
});
