// A disk that is full in the middle of a plan: one message with the code IO, and nothing is left behind.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { uniform } from '../support/random.js';

const bin = fileURLToPath(new URL('../../bin/winback.js', import.meta.url));
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'winback-full-'));
  const next = uniform(4);
  const rows = Array.from({ length: 4000 }, (_, i) => `u${i},${next()},${Math.floor(next() * 90)}`);
  writeFileSync(path.join(folder, 'scores.csv'), ['user_id,churn_prob,pay_amt_30', ...rows, ''].join('\n'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// A limit on the size of a file makes the system refuse a write, as a full disk does.
test('a list that cannot be written whole', () => {
  const plan = `"${process.execPath}" "${bin}" plan --scores scores.csv --budget 100 --out list --quiet`;
  const { status, stderr, stdout } = spawnSync('sh', ['-c', `ulimit -f 16; exec ${plan}`], {
    cwd: folder,
    encoding: 'utf8',
  });
  expect(stderr).toMatch(/winback: IO: cannot write .*churn_users\.csv: EFBIG: file too large/);
  expect([status, stdout, existsSync(path.join(folder, 'list'))]).toEqual([2, '', false]);
});
