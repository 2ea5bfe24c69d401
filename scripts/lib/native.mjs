// Builds the addon (through cmake-js) and the C++ tests from the one CMakeLists.txt.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';

import { root, run } from './run.mjs';
import { boost, lightgbm, sqlite } from './sources.mjs';
import { digestOf, unlessDone } from './stamp.mjs';

const inputs = [
  'CMakeLists.txt',
  'native',
  'third_party',
  'scripts/lib/native.mjs',
  'scripts/lib/patch-lightgbm.mjs',
];
export const addonFile = 'build/native/Release/winback.node';
export const nativeTestFile = 'build/native-test/winback_core_test';

/** Builds the addon where its sources changed. */
export async function buildAddon({ onStart = (work) => work() } = {}) {
  const folders = await dependencyOptions('--CD');
  return unlessDone('addon', digestOf(inputs), [addonFile], () =>
    onStart(async () => {
      fs.rmSync(path.join(root, addonFile), { force: true });
      await compileAddon('build/native', folders);
    }),
  );
}

/** Builds an addon with sanitizers into a folder of its own. Returns its path. */
export async function buildAddonWith({ sanitize }) {
  const out = `build/native-${sanitize.replaceAll(',', '-')}`;
  const options = [...(await dependencyOptions('--CD')), `--CDWINBACK_SANITIZE=${sanitize}`];
  await unlessDone(path.basename(out), digestOf(inputs), [`${out}/Release/winback.node`], () =>
    compileAddon(out, options),
  );
  return path.join(root, out, 'Release/winback.node');
}

async function dependencyOptions(prefix, cross) {
  return [
    `${prefix}WINBACK_LIGHTGBM=${await lightgbm(cross)}`,
    `${prefix}WINBACK_SQLITE=${await sqlite(cross)}`,
    `${prefix}WINBACK_BOOST=${await boost()}`,
  ];
}

async function compileAddon(out, options) {
  forgetOtherOptions(path.join(root, out, 'CMakeCache.txt'), options);
  const cmakeJs = createRequire(path.join(root, 'package.json')).resolve('cmake-js/bin/cmake-js');
  const jobs = String(os.availableParallelism());
  await run(process.execPath, [cmakeJs, 'compile', '-O', out, '--parallel', jobs, ...options], {
    env: { npm_config_nodedir: undefined },
  });
}

// cmake-js configures a folder once: with other options it would go on building, and linking, what it was told first.
function forgetOtherOptions(cache, options) {
  if (!fs.existsSync(cache)) return;
  const known = fs.readFileSync(cache, 'utf8');
  const same = options.every((option) => {
    const [name, value] = option.replace(/^--CD/, '').split(/=(.*)/s);
    return new RegExp(`^${name}:[A-Z]+=`, 'm').test(known) && known.includes(`=${value}\n`);
  });
  if (!same) fs.rmSync(cache);
}

/**
 * Builds the C++ unit tests; `sanitize` names sanitizers, `scalar` leaves the kernels of instruction sets out
 * (other build folders). Returns the binary.
 */
export async function buildNativeTests({ sanitize = '', scalar = false } = {}) {
  const kind = [scalar ? 'scalar' : '', ...sanitize.split(',')].filter((part) => part !== '');
  const build = ['build/native-test', ...kind].join('-');
  const binary = `${build}/winback_core_test`;
  const folders = await dependencyOptions('-D');
  await unlessDone(path.basename(build), digestOf(inputs), [binary], async () => {
    const type = sanitize === '' ? 'Release' : 'RelWithDebInfo';
    await run('cmake', [
      ...['-S', '.', '-B', build, '-DWINBACK_TESTS=ON', `-DCMAKE_BUILD_TYPE=${type}`],
      ...[`-DWINBACK_SANITIZE=${sanitize}`, `-DWINBACK_SCALAR=${scalar ? 'ON' : 'OFF'}`, ...folders],
    ]);
    await run('cmake', [
      '--build',
      build,
      '--parallel',
      String(os.availableParallelism()),
      '--target',
      'winback_core_test',
    ]);
  });
  return path.join(root, binary);
}

/**
 * Builds the C++ unit tests and the addon for the machine that `cross` describes. Returns the paths of both.
 * cmake-js only builds for the machine it runs on, so the headers it would name are named here.
 */
export async function buildCross(cross) {
  const build = `build/native-${cross.name}`;
  const made = [`${build}/winback_core_test`, `${build}/winback.node`];
  const folders = await dependencyOptions('-D', cross);
  const headers = ['node-api-headers/include', 'node-addon-api'].map((name) =>
    path.join(root, 'node_modules', name),
  );
  await unlessDone(path.basename(build), digestOf([...inputs, 'scripts/lib/cross.mjs']), made, async () => {
    await run('cmake', [
      ...['-S', '.', '-B', build, '-DWINBACK_TESTS=ON', `-DCMAKE_JS_INC=${headers.join(';')}`],
      ...[...folders, ...cross.options],
    ]);
    await run('cmake', ['--build', build, '--parallel', String(os.availableParallelism())]);
  });
  return made.map((file) => path.join(root, file));
}
