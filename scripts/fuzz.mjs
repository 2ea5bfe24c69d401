// npm run fuzz -- [mutations] [seed]: mutated model texts through the parser and every scorer, until one
// does anything but score or throw BAD_MODEL. A crash of the process is the finding.
import { spawnSync } from 'node:child_process';

import { root } from './lib/run.mjs';

const args = ['--import', 'tsx', 'bench/fuzz/models.ts', ...process.argv.slice(2)];
process.exit(spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status ?? 1);
