// What ends a process or a worker in the middle of a transaction, and what the file then holds.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, test } from 'vitest';

import { openSqlite } from '../../src/stores/sqlite/sqlite.js';
import { nodeBinaries } from '../support/node-versions.js';

const fixture = fileURLToPath(new URL('./fixtures/sqlite-work.mjs', import.meta.url));

const folder = mkdtempSync(path.join(os.tmpdir(), 'winback-sqlite-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(binary: string, args: readonly string[]) {
  const child = spawn(binary, [fixture, ...args], { timeout: 60_000, stdio: ['ignore', 'inherit', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (text: Buffer) => {
    stderr += text.toString();
  });
  return new Promise((resolve) => {
    child.on('close', (status, signal) => resolve({ status, signal, stderr }));
  });
}

/** The rows of the file, and whether SQLite finds it whole. */
async function contents(file: string) {
  const database = await openSqlite(file, { create: false });
  try {
    const [rows, check] = await database.read([
      { sql: 'SELECT count(*) AS n, coalesce(max(i), 0) AS last, coalesce(min(i), 0) AS first FROM t' },
      { sql: 'PRAGMA integrity_check' },
    ]);
    const { n, last, first } = rows!.rows[0]!;
    return { n, last, first, whole: check!.rows[0]!['integrity_check'] };
  } finally {
    await database.close();
  }
}

/** Kills a writing process after `milliseconds` of acknowledged work. @returns the last acknowledged row */
function killed(file: string, milliseconds: number): Promise<number> {
  const child = spawn(process.execPath, [fixture, 'acknowledge', file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  let isTimed = false;
  child.stdout.on('data', (text: Buffer) => {
    said += text.toString();
    if (!isTimed) setTimeout(() => child.kill('SIGKILL'), milliseconds);
    isTimed = true;
  });
  return new Promise((resolve) => {
    child.on('close', () => resolve(Number(said.trim().split('\n').at(-1))));
  });
}

// The tests wait for processes of their own: together they take as long as the longest.
test.concurrent('25 times killed in the middle of writing, the file keeps every acknowledged row', async ({
  expect,
}) => {
  const file = path.join(folder, 'killed.db');
  let last = 0;
  for (let kill = 0; kill < 25; kill++) {
    const acknowledged = await killed(file, (kill * 13) % 40);
    expect(acknowledged).toBeGreaterThan(last);
    last = acknowledged;
  }
  const found = await contents(file);
  // One transaction may have been kept whose answer the kill cut off.
  expect([last, last + 3]).toContain(found.last);
  expect(found).toEqual({ n: found.last, last: found.last, first: 1, whole: 'ok' });
}, 120_000);

test.concurrent('process.exit() in the middle of a transaction ends the process and leaves nothing of it', async ({
  expect,
}) => {
  const file = path.join(folder, 'exit.db');
  expect(await run(process.execPath, ['exit', file])).toEqual({ status: 7, signal: null, stderr: '' });
  expect(await contents(file)).toEqual({ n: 0, last: 0, first: 0, whole: 'ok' });
}, 60_000);

for (const [version, binary] of nodeBinaries()) {
  const title = `workers terminated in the middle of transactions, on Node ${version}, leave process and file whole`;
  test.concurrent(title, async ({ expect }) => {
    const file = path.join(folder, `storm-${version}.db`);
    expect(await run(binary, ['storm', file, '24'])).toEqual({ status: 0, signal: null, stderr: '' });
    expect(await contents(file)).toEqual({ n: 72, last: 1_000_232, first: 1_000_000, whole: 'ok' });
  }, 120_000);
}
