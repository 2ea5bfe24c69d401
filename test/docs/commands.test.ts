import { spawnSync } from 'node:child_process';

import { expect, test } from 'vitest';

import { root } from '../support/code-blocks.js';

test('the pages of commands hold the help of today (else: node scripts/cli-doc.mjs)', () => {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/cli-doc.mjs', '--check'], {
    cwd: root,
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  expect(status).toBe(0);
});
