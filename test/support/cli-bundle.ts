// Bundles the command line from the sources, once for a run of the tests: a process that compiles 500 modules for itself
// takes 2 to 4 s of processor time, and the tests start some hundred. Every run has a bundle of its own.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder of the bundle: `cli/main.js`, `cli/terminal.js` and the worker of the charts. */
    readonly cliBundle: string;
  }
}

const root = fileURLToPath(new URL('../../', import.meta.url));
const parent = path.join(root, 'build');
const prefix = 'test-cli-';
/** Age of a bundle whose run was killed, ms. */
const leftOver = 3 * 3_600_000;

export default async function setup({ provide }: TestProject): Promise<() => void> {
  if (existsSync(parent)) removeLeftOver();
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(path.join(parent, prefix));
  await build({
    absWorkingDir: root,
    entryPoints: ['src/cli/main.ts', 'src/cli/terminal.ts', 'src/report/charts/worker.ts'],
    outbase: 'src',
    outdir: folder,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    logLevel: 'error',
  });
  provide('cliBundle', folder);
  return () => rmSync(folder, { recursive: true, force: true });
}

function removeLeftOver(): void {
  for (const name of readdirSync(parent).filter((one) => one.startsWith(prefix))) {
    const folder = path.join(parent, name);
    if (statSync(folder).mtimeMs < Date.now() - leftOver) rmSync(folder, { recursive: true, force: true });
  }
}
