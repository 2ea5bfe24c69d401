// The C++ unit tests alone; arguments go to the test binary (part of a test's name). With --scalar, of a
// build without kernels of an instruction set, as an unknown CPU runs it.
import { spawnSync } from 'node:child_process';

import { buildNativeTests } from './lib/native.mjs';

const given = process.argv.slice(2);
const binary = await buildNativeTests({ scalar: given.includes('--scalar') });
const names = given.filter((arg) => arg !== '--scalar');
process.exit(spawnSync(binary, names, { stdio: 'inherit' }).status ?? 1);
