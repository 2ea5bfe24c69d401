// Third-party native sources: fetched by hash; LightGBM (patched) and SQLite compiled once into a cache that
// outlives the checkout, keyed by everything that decides their bytes.
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
  const archives = await archiveFolder(lock[name], destination);
  try {
    const env = archives === undefined ? {} : { WINBACK_SOURCES: archives };
    await run('python3', [path.join(root, 'third_party/fetch.py'), lockFile, name, destination], { env });
  } finally {
    if (archives !== undefined) fs.rmSync(archives, { recursive: true, force: true });
  }
}

// Where npm put the archive of an entry that is an npm package; undefined where fetch.py finds it itself.
async function archiveFolder({ npm }, destination) {
  if (npm === undefined || process.env.WINBACK_SOURCES) return undefined;
  const folder = `${destination}.npm`;
  fs.mkdirSync(folder, { recursive: true });
  await run('npm', ['pack', npm, '--ignore-scripts', '--pack-destination', folder]);
  return folder;
}

/** Folder holding boost/math. */
export async function boost() {
  const folder = path.join(cacheFolder(), `boost-${lock.boost.version}-${lock.boost.sha256.slice(0, 12)}`);
  if (!fs.existsSync(folder)) await step('Fetching Boost.Math headers', () => fetchSource('boost', folder));
  return folder;
}

// What decides the bytes of a compiled library: its lock entry, what it is built with, and the compiler.
function keyOf(entry, compiler, files) {
  const hash = createHash('sha256').update(JSON.stringify(entry)).update(compiler);
  for (const file of files) hash.update(fs.readFileSync(path.join(root, file)));
  return hash.digest('hex').slice(0, 16);
}

const versionOf = async (program) =>
  (await run(program, ['--version'])) + (await run(program, ['-dumpmachine']));

/** Folder holding LightGBM's include/ and lib/, for this machine or for the one `cross` describes (cross.mjs). */
export async function lightgbm(cross) {
  const compiler = await versionOf(cross?.compiler ?? process.env.CXX ?? 'c++');
  const files = ['third_party/lightgbm/CMakeLists.txt', 'scripts/lib/patch-lightgbm.mjs'];
  return compiled('lightgbm', keyOf(lock.lightgbm, compiler, files), {
    fetching: `Fetching LightGBM ${lock.lightgbm.version}`,
    compiling: 'Compiling LightGBM (once; one to three minutes)',
    prepare(source) {
      const code = path.join(source, `lightgbm-${lock.lightgbm.version}`);
      patchLightGbm(code);
      return [`-DLIGHTGBM_SOURCE=${code}`, ...(cross?.options ?? [])];
    },
  });
}

/** Folder holding SQLite's include/ and lib/, for this machine or for the one `cross` describes (cross.mjs). */
export async function sqlite(cross) {
  const compiler = await versionOf(cross === undefined ? (process.env.CC ?? 'cc') : cross.compiler);
  return compiled('sqlite', keyOf(lock.sqlite, compiler, ['third_party/sqlite/CMakeLists.txt']), {
    fetching: `Fetching SQLite ${lock.sqlite.version}`,
    compiling: 'Compiling SQLite (once; about a minute)',
    prepare: (source) => [`-DSQLITE_SOURCE=${path.join(source, 'deps/sqlite3')}`, ...(cross?.options ?? [])],
  });
}

// The folder of a compiled library, made where the cache lacks it. `prepare` gives CMake's options for fetched sources.
async function compiled(name, key, { fetching, compiling, prepare }) {
  const folder = path.join(cacheFolder(), `${name}-${lock[name].version}-${key}`);
  if (fs.existsSync(folder)) return folder;
  const source = `${folder}.src`;
  await step(fetching, () => fetchSource(name, source));
  await step(compiling, () => compile(name, folder, { source, options: prepare(source) }));
  fs.rmSync(source, { recursive: true, force: true });
  return folder;
}

async function compile(name, folder, { source, options }) {
  const build = path.join(source, 'build');
  const part = `${folder}.part`;
  await run('cmake', [
    ...['-S', path.join(root, 'third_party', name), '-B', build],
    ...[`-DCMAKE_INSTALL_PREFIX=${part}`, ...options],
  ]);
  await run('cmake', ['--build', build, '--parallel', String(os.availableParallelism())]);
  await run('cmake', ['--install', build]);
  fs.renameSync(part, folder);
}
