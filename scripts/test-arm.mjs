// The C++ tests as 64-bit ARM runs them: cross-compiled, under QEMU; then the kernels' results, which must have the
// same bytes as on this machine. The addon is compiled and linked too, but not loaded. Arguments go to the test
// binary (part of a test's name) and leave the comparison out. Speed under QEMU says nothing about a real CPU.
import { spawnSync } from 'node:child_process';

import { arm, armEmulator } from './lib/cross.mjs';
import { buildCross, buildNativeTests } from './lib/native.mjs';
import { step } from './lib/progress.mjs';
import { run } from './lib/run.mjs';

/** Prints what the two machines disagree about; returns how many results that is. */
function compare(here, there) {
  const lines = (text) => text.trim().split('\n');
  const other = lines(there);
  const differing = lines(here).filter((line, at) => line !== other[at]);
  for (const line of differing) process.stdout.write(`differs: ${line}\n`);
  const same = other.length - differing.length;
  process.stdout.write(`${same} results are the same bytes on both machines, ${differing.length} are not\n`);
  return differing.length;
}

let command;
try {
  command = armEmulator();
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exit(2);
}
const [tests] = await step('Compiling for ARM', () => buildCross(arm));
const [emulator, ...options] = [...command, tests];
const names = process.argv.slice(2);
const unit = spawnSync(emulator, [...options, ...names], { stdio: 'inherit' });
if (unit.status !== 0 || names.length > 0) process.exit(unit.status ?? 1);

const native = await step('Compiling the tests of this machine', () => buildNativeTests());
const differing = compare(await run(native, ['--results']), await run(emulator, [...options, '--results']));
process.exit(differing === 0 ? 0 : 1);
