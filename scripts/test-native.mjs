// The C++ unit tests alone; arguments go to the test binary (part of a test's name).
import { spawnSync } from 'node:child_process';

import { buildNativeTests } from './lib/native.mjs';

const binary = await buildNativeTests();
process.exit(spawnSync(binary, process.argv.slice(2), { stdio: 'inherit' }).status ?? 1);
