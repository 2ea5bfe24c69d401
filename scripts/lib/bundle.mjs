// dist/ (one file per module, with types) -> lib/ (few files): what users load. Importing a hundred
// small modules costs more than all they do; packages stay external, lazy imports become chunks.
import fs from 'node:fs';
import path from 'node:path';

import { root } from './run.mjs';

export async function bundle() {
  const { build } = await import('esbuild');
  const part = path.join(root, 'lib.part');
  fs.rmSync(part, { recursive: true, force: true });
  await build({
    absWorkingDir: root,
    entryPoints: ['dist/index.js', 'dist/entries/*.js', 'dist/cli/main.js', 'dist/report/charts/worker.js'],
    outbase: 'dist',
    outdir: part,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    packages: 'external',
    sourcemap: true,
    logLevel: 'error',
  });
  fs.rmSync(path.join(root, 'lib'), { recursive: true, force: true });
  fs.renameSync(part, path.join(root, 'lib'));
}
