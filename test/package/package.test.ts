// What a user installs: the packed tarball with this platform's package, in an empty project.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const fixtures = fileURLToPath(new URL('./fixtures/', import.meta.url));
let project = '';

function run(command: string, args: readonly string[], cwd = project) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8', timeout: 400_000 });
  return { status, stdout, stderr };
}

beforeAll(() => {
  project = mkdtempSync(path.join(tmpdir(), 'winback-package-'));
  const platform = run(process.execPath, ['scripts/pack-platform.mjs'], root);
  expect(platform).toMatchObject({ status: 0 });
  const packed = run('npm', ['pack', '--silent', '--pack-destination', project], root);
  const tarball = path.join(project, packed.stdout.trim().split('\n').at(-1)!);
  writeFileSync(
    path.join(project, 'package.json'),
    JSON.stringify({ name: 'user', version: '1.0.0', type: 'module' }),
  );
  const install = run('npm', [
    'install',
    '--no-audit',
    '--no-fund',
    '--prefer-offline',
    platform.stdout.trim(),
    tarball,
  ]);
  expect(install).toMatchObject({ status: 0 });
  cpSync(fixtures, project, { recursive: true });
}, 500_000);

afterAll(() => {
  rmSync(project, { recursive: true, force: true });
});

test('imports, trains and scores from the prebuilt platform package', () => {
  const { status, stdout, stderr } = run(process.execPath, ['use.mjs']);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const result = JSON.parse(stdout) as { rows: number; addon: string; auc: number };
  expect(result.rows).toBe(2000);
  expect(result.addon).toMatch(/node_modules\/winback-[a-z0-9-]+\/winback\..*\.node$/);
  expect(result.auc).toBeGreaterThan(0.9);
});

test('require works too', () => {
  const { status, stdout } = run(process.execPath, ['--no-warnings', 'use.cjs']);
  expect({ status, stdout }).toEqual({ status: 0, stdout: 'function' });
});

test('every entry is there by import and by require', () => {
  const { status, stdout, stderr } = run(process.execPath, ['--no-warnings', 'smoke.mjs']);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(JSON.parse(stdout)).toMatchObject({ scored: 1000 });
});

test('the published package: platform packages of its version, no install script, nothing for node-gyp', () => {
  const folder = path.join(project, 'node_modules/winback');
  const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as {
    version: string;
    optionalDependencies: Record<string, string>;
  };
  expect(manifest).not.toHaveProperty('scripts');
  expect(manifest).not.toHaveProperty('gypfile');
  expect(manifest.optionalDependencies['winback-linux-x64-gnu']).toBe(manifest.version);
  expect(existsSync(path.join(folder, 'binding.gyp'))).toBe(false);
  const lock = readFileSync(path.join(project, 'node_modules/.package-lock.json'), 'utf8');
  expect(lock).not.toContain('hasInstallScript');
  for (const name of ['cmake-js', 'vega', 'commander', 'yaml']) expect(lock).not.toContain(`/${name}"`);
  const notices = readFileSync(path.join(folder, 'lib/THIRD_PARTY_NOTICES.txt'), 'utf8');
  for (const name of ['commander', 'd3-array', 'vega', 'vega-lite', 'yaml'])
    expect(notices).toMatch(new RegExp(`^${name} \\d[\\d.]* \\([\\w-]+\\)\\n`, 'm'));
  // The checkout's own stands as it was.
  const own = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as object;
  expect(own).toMatchObject({ gypfile: false });
  expect(own).toHaveProperty('scripts.start');
});

test('a whole run works from the installed package: table demo, stored model, verification', () => {
  const demo = run('npx', [
    '--no-install',
    'winback',
    'demo',
    '--table',
    '--users',
    '3000',
    '--json',
    '--quiet',
  ]);
  expect(demo.stderr).not.toMatch(/winback: /);
  const { model, files } = JSON.parse(demo.stdout) as { model: { test: { auc: number } }; files: string[] };
  expect(model.test.auc).toBeGreaterThan(0.7);
  expect(files).toContain('roc_curve.png');
  const manifest = JSON.parse(readFileSync(path.join(project, 'out/model/manifest.json'), 'utf8')) as {
    versions: Record<string, string>;
  };
  expect(manifest.versions).toMatchObject({ winback: expect.stringMatching(/^\d/), lightgbm: '4.7.0' });
  expect(run('npx', ['--no-install', 'winback', 'model', 'verify', 'out/model'])).toMatchObject({
    status: 0,
  });
});

test('the command line runs and types resolve', () => {
  const help = run('npx', ['--no-install', 'winback', '--help']);
  expect(help.status).toBe(0);
  expect(help.stdout).toMatch(/score/);
  const unknown = run('npx', ['--no-install', 'winback', 'socre']);
  expect(unknown.status).toBe(2);
  expect(unknown.stderr).toMatch(/score/);
  const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
  const flags = [
    '--noEmit',
    '--strict',
    '--module',
    'nodenext',
    '--target',
    'es2022',
    '--skipLibCheck',
    'false',
  ];
  expect(run(process.execPath, [tsc, ...flags, '--types', '', 'types.mts'])).toMatchObject({ status: 0 });
});

test('a program bundled by esbuild runs with winback external, and is told to leave it external', () => {
  const esbuild = path.join(root, 'node_modules/esbuild/bin/esbuild');
  const bundled = (external: readonly string[], file: string) => {
    const flags = ['--bundle', '--platform=node', '--format=esm', '--log-level=error', `--outfile=${file}`];
    const names = external.map((name) => `--external:${name}`);
    expect(run(esbuild, ['use.mjs', ...flags, ...names])).toMatchObject({ status: 0 });
    return run(process.execPath, [file]);
  };
  expect(bundled(['winback'], 'bundle.mjs')).toMatchObject({ status: 0, stderr: '' });
  const clients = ['mysql2', 'pg', 'pg-cursor', '@clickhouse/client', 'read-excel-file'];
  const inside = bundled(['@duckdb/*', '@resvg/*', ...clients], 'inside.mjs');
  expect(inside.status).toBe(1);
  expect(inside.stderr).toMatch(/NOT_FOUND[\s\S]*--external:winback|--external:winback[\s\S]*NOT_FOUND/);
});

test('without the optional packages: Arrow tables are scored, and one message names what a file needs', () => {
  for (const name of ['@duckdb', '@resvg'])
    rmSync(path.join(project, 'node_modules', name), { recursive: true });
  expect(run(process.execPath, ['--no-warnings', 'smoke.mjs'])).toMatchObject({ status: 0, stderr: '' });
  const demo = run('npx', ['--no-install', 'winback', 'demo', '--users', '500', '--quiet', '--lang', 'en']);
  expect(demo.status).toBe(2);
  expect(demo.stderr).toMatch(/^winback: NOT_FOUND: the package @duckdb\/node-api@[^\n]*--include=optional/);
});

test('without the platform package one message names it and the commands', () => {
  const [name = 'none'] = readdirSync(path.join(project, 'node_modules')).filter((other) =>
    other.startsWith('winback-'),
  );
  rmSync(path.join(project, 'node_modules', name), { recursive: true });
  const { status, stderr } = run(process.execPath, ['smoke.mjs']);
  expect(status).toBe(1);
  expect(stderr).toContain(`the package ${name}@`);
  expect(stderr).toContain('npm install winback --include=optional');
  expect(stderr).toContain('npx winback build');
});
