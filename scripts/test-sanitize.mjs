// The C++ tests under AddressSanitizer and UndefinedBehaviorSanitizer, then the boundary tests with
// an addon built the same way. LightGBM itself is not instrumented; what it writes into our memory is.
import { spawnSync } from 'node:child_process';
import path from 'node:path';

import { buildAddonWith, buildNativeTests } from './lib/native.mjs';
import { step } from './lib/progress.mjs';
import { root, run } from './lib/run.mjs';

const sanitize = 'address,undefined';
const options = {
  ASAN_OPTIONS: 'detect_leaks=0:abort_on_error=1:detect_stack_use_after_return=1',
  UBSAN_OPTIONS: 'print_stacktrace=1:halt_on_error=1',
};

const binary = await step('Compiling the C++ tests with sanitizers', () => buildNativeTests({ sanitize }));
const unit = spawnSync(binary, {
  stdio: 'inherit',
  env: { ...process.env, ...options, ASAN_OPTIONS: 'abort_on_error=1' },
});
if (unit.status !== 0) process.exit(1);

const addon = await step('Compiling the addon with sanitizers', () => buildAddonWith({ sanitize }));
// The sanitizer's runtime must be loaded before everything else in an uninstrumented node.
const runtime = (await run(process.env.CXX ?? 'c++', ['-print-file-name=libasan.so'])).trim();
const stdcxx = (await run(process.env.CXX ?? 'c++', ['-print-file-name=libstdc++.so.6'])).trim();
const boundary = spawnSync(
  process.execPath,
  ['node_modules/vitest/vitest.mjs', 'run', 'test/boundary', '--maxWorkers=1'],
  {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      ...options,
      LD_PRELOAD: `${runtime} ${stdcxx}`,
      WINBACK_ADDON_UNDER_TEST: addon,
      NODE_OPTIONS: `--require ${path.join(root, 'scripts/lib/other-addon.cjs')}`,
    },
  },
);
process.exit(boundary.status ?? 1);
