// What ends a process or a worker in the middle of a transaction, and what the file then holds.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { openSqlite } from '../../src/stores/sqlite/sqlite.js';
import { nodeBinaries } from '../support/node-versions.js';

const fixture = fileURLToPath(new URL('./fixtures/sqlite-work.mjs', import.meta.url));

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'winback-sqlite-'));
  file = path.join(folder, 'state.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function run(binary: string, args: readonly string[]) {
  const child = spawnSync(binary, [fixture, ...args], { encoding: 'utf8', timeout: 60_000 });
  return { status: child.status, signal: child.signal, stderr: child.stderr };
}

/** The rows of the file, and whether SQLite finds it whole. */
async function contents() {
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
function killed(milliseconds: number): Promise<number> {
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

test('25 times killed in the middle of writing, the file keeps every acknowledged row', async () => {
  let last = 0;
  for (let kill = 0; kill < 25; kill++) {
    const acknowledged = await killed((kill * 13) % 40);
    expect(acknowledged).toBeGreaterThan(last);
    last = acknowledged;
  }
  const found = await contents();
  // One transaction may have been kept whose answer the kill cut off.
  expect([last, last + 3]).toContain(found.last);
  expect(found).toEqual({ n: found.last, last: found.last, first: 1, whole: 'ok' });
}, 120_000);

test('process.exit() in the middle of a transaction ends the process and leaves nothing of it', async () => {
  expect(run(process.execPath, ['exit', file])).toEqual({ status: 7, signal: null, stderr: '' });
  expect(await contents()).toEqual({ n: 0, last: 0, first: 0, whole: 'ok' });
});

for (const [version, binary] of nodeBinaries()) {
  test(`workers terminated in the middle of transactions, on Node ${version}, leave process and file whole`, async () => {
    expect(run(binary, ['storm', file, '24'])).toEqual({ status: 0, signal: null, stderr: '' });
    expect(await contents()).toEqual({ n: 72, last: 1_000_232, first: 1_000_000, whole: 'ok' });
  }, 120_000);
}
