// Third-party native sources: fetched by hash, LightGBM patched and compiled once into a cache that
// outlives the checkout, keyed by everything that decides its bytes.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { patchLightGbm } from './patch-lightgbm.mjs';
import { step } from './progress.mjs';
import { root, run } from './run.mjs';

const lockFile = path.join(root, 'third_party/lock.json');
const lock = JSON.parse(fs.readFileSync(lockFile, 'utf8'));

/** WINBACK_CACHE, or the user's cache folder. */
export function cacheFolder() {
  const base = process.env.XDG_CACHE_HOME ?? path.join(os.homedir(), '.cache');
  return process.env.WINBACK_CACHE ?? path.join(base, 'winback');
}

async function fetchSource(name, destination) {
  fs.mkdirSync(path.dirname(destination), { recursive: true });
  await run('python3', [path.join(root, 'third_party/fetch.py'), lockFile, name, destination]);
}

/** Folder holding boost/math. */
export async function boost() {
  const folder = path.join(cacheFolder(), `boost-${lock.boost.version}-${lock.boost.sha256.slice(0, 12)}`);
  if (!fs.existsSync(folder)) await step('Fetching Boost.Math headers', () => fetchSource('boost', folder));
  return folder;
}

function lightgbmKey(compiler) {
  const hash = createHash('sha256').update(JSON.stringify(lock.lightgbm)).update(compiler);
  for (const file of ['third_party/lightgbm/CMakeLists.txt', 'scripts/lib/patch-lightgbm.mjs']) {
    hash.update(fs.readFileSync(path.join(root, file)));
  }
  return hash.digest('hex').slice(0, 16);
}

/** Folder holding LightGBM's include/ and lib/, for this machine or for the one `cross` describes (cross.mjs). */
export async function lightgbm(cross) {
  const program = cross?.compiler ?? process.env.CXX ?? 'c++';
  const compiler = (await run(program, ['--version'])) + (await run(program, ['-dumpmachine']));
  const folder = path.join(cacheFolder(), `lightgbm-${lock.lightgbm.version}-${lightgbmKey(compiler)}`);
  if (fs.existsSync(folder)) return folder;
  const source = `${folder}.src`;
  await step(`Fetching LightGBM ${lock.lightgbm.version}`, () => fetchSource('lightgbm', source));
  await step('Compiling LightGBM (once; one to three minutes)', () =>
    compileLightGbm(source, folder, cross?.options ?? []),
  );
  fs.rmSync(source, { recursive: true, force: true });
  return folder;
}

async function compileLightGbm(source, folder, options) {
  const code = path.join(source, `lightgbm-${lock.lightgbm.version}`);
  patchLightGbm(code);
  const build = path.join(source, 'build');
  const part = `${folder}.part`;
  await run('cmake', [
    ...['-S', path.join(root, 'third_party/lightgbm'), '-B', build],
    ...[`-DLIGHTGBM_SOURCE=${code}`, `-DCMAKE_INSTALL_PREFIX=${part}`, ...options],
  ]);
  await run('cmake', ['--build', build, '--parallel', String(os.availableParallelism())]);
  await run('cmake', ['--install', build]);
  fs.renameSync(part, folder);
}
