// The C++ tests as 64-bit ARM runs them: cross-compiled, under QEMU. The addon is compiled and linked too, but not
// loaded. Arguments go to the test binary (part of a test's name). Speed under QEMU says nothing about a real CPU.
import { spawnSync } from 'node:child_process';

import { arm, armEmulator } from './lib/cross.mjs';
import { buildCross } from './lib/native.mjs';
import { step } from './lib/progress.mjs';

let command;
try {
  command = armEmulator();
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exit(2);
}
const [tests] = await step('Compiling for ARM', () => buildCross(arm));
const [emulator, ...options] = command;
const run = spawnSync(emulator, [...options, tests, ...process.argv.slice(2)], { stdio: 'inherit' });
process.exit(run.status ?? 1);
