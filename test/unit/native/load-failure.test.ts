// What a user reads where the addon does not load: the machine, the package, and a command for each cause.
import { expect, test } from 'vitest';

import { loadFailureMessage } from '../../../src/native/load-failure.js';
import { type Platform, platformPackage } from '../../../src/native/platform.js';

const linux: Platform = { os: 'linux', cpu: 'x64', libc: 'glibc' };
const known = {
  platform: linux,
  version: '1.2.3',
  packages: ['winback-linux-x64-gnu'],
  installed: null,
  cause: "Cannot find module 'winback-linux-x64-gnu'",
};

test('platform packages have the names that @napi-rs/cli gives them', () => {
  expect(platformPackage(linux)).toBe('winback-linux-x64-gnu');
  expect(platformPackage({ os: 'linux', cpu: 'arm64', libc: 'musl' })).toBe('winback-linux-arm64-musl');
  expect(platformPackage({ os: 'darwin', cpu: 'arm64', libc: null })).toBe('winback-darwin-arm64');
});

test('a missing package: machine, package and version, and the four remedies', () => {
  const message = loadFailureMessage(known);
  expect(message).toContain('on linux x64 glibc');
  expect(message).toContain('winback-linux-x64-gnu@1.2.3 is not installed');
  expect(message).toContain('npm install winback --include=optional');
  expect(message).toContain('delete node_modules and package-lock.json');
  expect(message).toContain('npm install --os=linux --cpu=x64 --libc=glibc winback');
  expect(message).toContain('npx winback build');
  // A longer message would lose its middle (base/errors.ts).
  expect(message.length).toBeLessThan(1500);
});

test('another version than winback has: both, and the command for the right one', () => {
  const message = loadFailureMessage({ ...known, installed: '1.2.2', cause: null });
  expect(message).toMatch(/has version 1\.2\.2, winback has 1\.2\.3/);
  expect(message).toContain('npm install winback-linux-x64-gnu@1.2.3');
});

test('a package that does not load: the cause, and what the system lacks', () => {
  const gomp = 'libgomp.so.1: cannot open shared object file: No such file or directory';
  expect(loadFailureMessage({ ...known, installed: '1.2.3', cause: gomp })).toContain(
    'apt-get install libgomp1',
  );
  const old = "/lib/libc.so.6: version `GLIBC_2.34' not found";
  const message = loadFailureMessage({ ...known, installed: '1.2.3', cause: old });
  expect(message).toContain(old);
  expect(message).toMatch(/newer than this system's[\s\S]*npx winback build/);
});

test('a platform without a package: those that have one, and how to compile', () => {
  const message = loadFailureMessage({ ...known, platform: { os: 'darwin', cpu: 'arm64', libc: null } });
  expect(message).toContain('there is no package winback-darwin-arm64');
  expect(message).toContain('comes compiled for linux-x64-gnu.');
  expect(message).toContain('npx winback build');
});

test('a checkout: npm run setup', () => {
  expect(loadFailureMessage({ ...known, packages: [] })).toContain('npm run setup');
});
