import { expect, test } from 'vitest';

import { optionalPackage } from '../../../src/base/optional-package.js';
import { dependencyVersion } from '../../../src/base/package-manifest.js';

const named = (code: string): Error => Object.assign(new Error('Cannot find it\nRequire stack'), { code });

test.each(['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND', 'ERR_DLOPEN_FAILED'])(
  '%s: the package, its version, its purpose and the command',
  async (code) => {
    const work = optionalPackage('@duckdb/node-api', 'reads files', () => Promise.reject(named(code)));
    const version = dependencyVersion('@duckdb/node-api');
    expect(version).toMatch(/^\d+\.\d+\.\d+/);
    await expect(work).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: `the package @duckdb/node-api@${version}, which reads files, could not be loaded (Cannot find it). Install it: npm install winback --include=optional, or npm install @duckdb/node-api@${version}`,
    });
  },
);

test('what else goes wrong in the package stays as it is', async () => {
  const error = new RangeError('its own');
  await expect(optionalPackage('yaml', 'x', () => Promise.reject(error))).rejects.toBe(error);
});

test('what is there is given back; a package that is no dependency has no version', async () => {
  expect(await optionalPackage('yaml', 'x', () => Promise.resolve(5))).toBe(5);
  expect(dependencyVersion('left-pad')).toBeNull();
});
