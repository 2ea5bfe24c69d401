import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { readSecret, secretFrom } from '../../../src/stores/secrets.js';

const fault = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('nothing was thrown');
};

test('a secret comes from the environment that is passed', async () => {
  const from = secretFrom({ env: 'SHOP_PASSWORD' }, 'events.passwordFrom');
  expect(await readSecret(from, 'x', { environment: { SHOP_PASSWORD: 'hunter2' } })).toBe('hunter2');
  await expect(readSecret(from, 'x', { environment: {} })).rejects.toMatchObject({
    code: 'NOT_FOUND',
    message: expect.stringContaining('SHOP_PASSWORD is not set'),
  });
  await expect(readSecret(from, 'x', {})).rejects.toThrow('no environment was passed');
  await expect(readSecret(from, 'x', { environment: { SHOP_PASSWORD: '' } })).rejects.toThrow('empty');
});

test('a secret comes from a file, without the line break at its end', async () => {
  const root = await mkdtemp(join(tmpdir(), 'winback-secret-'));
  await writeFile(join(root, 'one'), ' hunter2 \r\n');
  expect(await readSecret({ file: 'one' }, 'x', { root })).toBe(' hunter2 ');
  await expect(readSecret({ file: 'two' }, 'x', { root })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await rm(root, { recursive: true });
});

test.each([
  'hunter2',
  { value: 'hunter2' },
  { hunter2: 'x' },
  { env: 'A', file: 'hunter2' },
  ['hunter2'],
  null,
])('a secret that is written out is refused and not shown: %j', (given) => {
  const message = fault(() => secretFrom(given, 'events.passwordFrom'));
  expect(message).toContain('events.passwordFrom');
  expect(message).toContain('{ env: NAME } or { file: PATH }');
  expect(message).not.toContain('hunter2');
});
