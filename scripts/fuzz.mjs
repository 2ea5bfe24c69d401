// npm run fuzz -- [--asan] [mutations] [seed]: mutated model texts through the parser and every scorer, then
// mutated forest files, until one does anything but score or throw BAD_MODEL. A crash of the process is a
// finding; --asan makes any access outside of an allocation one.
import { spawnSync } from 'node:child_process';

import { root } from './lib/run.mjs';
import { sanitizedNode } from './lib/sanitized.mjs';

const given = process.argv.slice(2);
const env = given.includes('--asan') ? await sanitizedNode() : process.env;
for (const trial of ['models', 'files']) {
  const args = ['--import', 'tsx', `bench/fuzz/${trial}.ts`, ...given.filter((arg) => arg !== '--asan')];
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit', env });
  if (status !== 0) process.exit(status ?? 1);
}
