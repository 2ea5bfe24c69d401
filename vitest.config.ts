import { availableParallelism } from 'node:os';

import { defineConfig } from 'vitest/config';

import { LongestFirst } from './test/support/longest-first.js';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    sequence: { sequencer: LongestFirst },
    globalSetup: ['test/support/cli-bundle.ts'],
    // A process per file: the addon's thread pool must not be unloaded between files.
    pool: 'forks',
    // Two files at a time also on a machine with two cores, where vitest would run one: most files use one thread.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // Short spinning, as the command line sets it: tests share the machine (src/cli/main.ts).
    // One language for every command that a test does not give one, whatever the locale of the machine is.
    env: { GOMP_SPINCOUNT: '3000', WINBACK_LANG: 'en' },
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
