// Everything a checkout needs, step by step, each skipped where nothing changed:
// npm packages, pinned native sources, the addon, TypeScript, the chart font.
//   --all   also the C++ tests
import fs from 'node:fs';
import path from 'node:path';

import { step } from './lib/progress.mjs';
import { root, run } from './lib/run.mjs';
import { digestOf, unlessDone } from './lib/stamp.mjs';
import { requireTools } from './lib/tools.mjs';

async function npmPackages() {
  // A linked node_modules belongs to another checkout: installing here would empty it there.
  const folder = path.join(root, 'node_modules');
  if (fs.lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink()) return;
  await unlessDone(
    'npm',
    digestOf(['package-lock.json', '.npmrc']),
    ['node_modules/apache-arrow/package.json'],
    () =>
      step('Installing npm packages', () =>
        run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund']),
      ),
  );
}

async function native() {
  const { buildAddon, buildNativeTests } = await import('./lib/native.mjs');
  await buildAddon({ onStart: (work) => step('Compiling the addon', work) });
  if (process.argv.includes('--all')) await step('Checking the C++ tests', () => buildNativeTests());
}

async function typescript() {
  const { webInputs } = await import('./lib/web.mjs');
  const inputs = [
    ...webInputs,
    'src',
    'tsconfig.json',
    'tsconfig.build.json',
    'scripts/lib/bundle.mjs',
    'scripts/lib/notices.mjs',
    'package-lock.json',
  ];
  await unlessDone('typescript', digestOf(inputs), ['dist/index.js', 'lib/index.js'], () =>
    step('Compiling TypeScript', async () => {
      fs.rmSync(path.join(root, 'dist'), { recursive: true, force: true });
      await run(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json']);
      const { bundle } = await import('./lib/bundle.mjs');
      await bundle();
    }),
  );
}

async function font() {
  const { fontFile, makeFont } = await import('./lib/fonts.mjs');
  if (!fs.existsSync(path.join(root, fontFile))) await step('Making the chart font', makeFont);
}

try {
  requireTools();
  await npmPackages();
  await native();
  await typescript();
  await font();
} catch (error) {
  process.stderr.write(`\n${error.message}\n`);
  process.exit(1);
}
