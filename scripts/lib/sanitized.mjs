// Node with an addon built under AddressSanitizer and UndefinedBehaviorSanitizer. LightGBM itself is not
// instrumented; what it writes into our memory is.
import path from 'node:path';

import { buildAddonWith } from './native.mjs';
import { step } from './progress.mjs';
import { root, run } from './run.mjs';

export const sanitize = 'address,undefined';
const options = {
  ASAN_OPTIONS: 'detect_leaks=0:abort_on_error=1:detect_stack_use_after_return=1',
  UBSAN_OPTIONS: 'print_stacktrace=1:halt_on_error=1',
};

/** For the C++ tests: leaks are looked for too. */
export const testEnvironment = { ...process.env, ...options, ASAN_OPTIONS: 'abort_on_error=1' };

/** Builds the addon where its sources changed; the environment in which node loads it. */
export async function sanitizedNode() {
  const addon = await step('Compiling the addon with sanitizers', () => buildAddonWith({ sanitize }));
  // The sanitizer's runtime must be loaded before everything else in an uninstrumented node.
  const runtime = (await run(process.env.CXX ?? 'c++', ['-print-file-name=libasan.so'])).trim();
  const stdcxx = (await run(process.env.CXX ?? 'c++', ['-print-file-name=libstdc++.so.6'])).trim();
  return {
    ...process.env,
    ...options,
    LD_PRELOAD: `${runtime} ${stdcxx}`,
    WINBACK_ADDON_UNDER_TEST: addon,
    NODE_OPTIONS: `--require ${path.join(root, 'scripts/lib/other-addon.cjs')}`,
  };
}
