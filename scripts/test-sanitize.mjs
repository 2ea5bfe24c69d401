// The C++ tests under AddressSanitizer and UndefinedBehaviorSanitizer, then the boundary tests with
// an addon built the same way.
import { spawnSync } from 'node:child_process';

import { buildNativeTests } from './lib/native.mjs';
import { step } from './lib/progress.mjs';
import { root } from './lib/run.mjs';
import { sanitize, sanitizedNode, testEnvironment } from './lib/sanitized.mjs';

const binary = await step('Compiling the C++ tests with sanitizers', () => buildNativeTests({ sanitize }));
const unit = spawnSync(binary, { stdio: 'inherit', env: testEnvironment });
if (unit.status !== 0) process.exit(1);

const boundary = spawnSync(
  process.execPath,
  ['node_modules/vitest/vitest.mjs', 'run', 'test/boundary', '--maxWorkers=1'],
  { cwd: root, stdio: 'inherit', env: await sanitizedNode() },
);
process.exit(boundary.status ?? 1);
