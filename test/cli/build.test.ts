// `winback build`: the addon's path where it is compiled, and a list with remedies where the tools are missing.
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterEach, expect, test, vi } from 'vitest';

import { winback } from './run.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

afterEach(() => {
  vi.unstubAllEnvs();
});

test('names the compiled addon, as one JSON document', async () => {
  const { code, stdout } = await winback(['build', '--json', '--quiet']);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual({ addon: path.join(root, 'build/native/Release/winback.node') });
});

test('without a compiler, CMake and Python: what is missing, each with its remedy', async () => {
  vi.stubEnv('PATH', path.join(root, 'test'));
  vi.stubEnv('CXX', undefined);
  const { code, stdout, stderr } = await winback(['build']);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/^winback: NOT_FOUND: the addon was not compiled\. /);
  for (const missing of ['C++20 compiler', 'CMake >= 3.25', 'Python 3 with pip'])
    expect(stderr).toMatch(new RegExp(`${missing.replaceAll('+', '\\+')}.*: not found\\. install`));
});
