// All tests: C++ units, then TypeScript. Ends with one line "N passed, N failed, N skipped".
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

import { buildNativeTests } from './lib/native.mjs';
import { root } from './lib/run.mjs';

const total = { passed: 0, failed: 0, skipped: 0 };

const native = spawnSync(await buildNativeTests(), { encoding: 'utf8' });
process.stdout.write(native.stdout);
const closing = /(\d+) passed, (\d+) failed\s*$/.exec(native.stdout);
total.passed += Number(closing?.[1] ?? 0);
total.failed += closing === null || native.signal !== null ? 1 : Number(closing[2]);

const resultFile = path.join(root, 'build/vitest.json');
fs.rmSync(resultFile, { force: true });
const vitest = [
  'node_modules/vitest/vitest.mjs',
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${resultFile}`,
];
const typescript = spawnSync(process.execPath, vitest, { cwd: root, stdio: 'inherit' });
const result = fs.existsSync(resultFile) ? JSON.parse(fs.readFileSync(resultFile, 'utf8')) : undefined;
total.passed += result?.numPassedTests ?? 0;
total.skipped += result?.numPendingTests ?? 0;
total.failed += result?.numFailedTests ?? 1;
if (typescript.status !== 0 && total.failed === 0) total.failed += 1;

process.stdout.write(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`);
process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1);
