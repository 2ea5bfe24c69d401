// What is printed into nothing ends the program as people expect: no stack, no code that means something else.
import { spawn } from 'node:child_process';
import { existsSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { expect, test } from 'vitest';

import { program } from './run.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

function run(
  args: readonly string[],
  stdout: number | 'pipe',
): Promise<{ code: number | null; stderr: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [...program(), ...args], {
      cwd: root,
      stdio: ['ignore', stdout, 'pipe'],
    });
    // The reader leaves before anything is printed, as `| head` does after its lines.
    child.stdout?.destroy();
    let stderr = '';
    child.stderr!.on('data', (text) => {
      stderr += text;
    });
    child.on('close', (exit) => resolve({ code: exit, stderr }));
  });
}

test('a reader that has had enough is no error', async () => {
  expect(await run(['churn', '--help'], 'pipe')).toEqual({ code: 0, stderr: '' });
});

test.skipIf(!existsSync('/dev/full'))(
  'a full disk behind stdout is one message and exit code 2',
  async () => {
    const { code, stderr } = await run(
      ['experiment', 'size', '--baseline', '0.05', '--mde', '0.02', '--json'],
      openSync('/dev/full', 'w'),
    );
    expect(stderr).toMatch(/^winback: IO: cannot write to standard output: ENOSPC[^\n]*\n$/);
    expect(code).toBe(2);
  },
);
