// Runs the bench runner from TypeScript, on an up-to-date build.
import { spawnSync } from 'node:child_process';

import { root } from './lib/run.mjs';

const setup = spawnSync(process.execPath, ['scripts/setup.mjs'], { cwd: root, stdio: ['ignore', 2, 2] });
if (setup.status !== 0) process.exit(setup.status ?? 1);
const args = ['--expose-gc', '--import', 'tsx', 'bench/run.ts', ...process.argv.slice(2)];
process.exit(spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status ?? 1);
