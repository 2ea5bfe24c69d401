import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // A process per file: the addon's thread pool must not be unloaded between files.
    pool: 'forks',
    // Short spinning, as the command line sets it: tests share the machine (src/cli/main.ts).
    env: { GOMP_SPINCOUNT: '3000' },
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
