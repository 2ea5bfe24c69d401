// dist/ (one file per module, with types) -> lib/ (few files): what users load. Importing a hundred
// small modules costs more than all they do; packages stay external, lazy imports become chunks.
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

import { root } from './run.mjs';

export async function bundle() {
  const { build } = await import('esbuild');
  const part = path.join(root, 'lib.part');
  fs.rmSync(part, { recursive: true, force: true });
  const entries = await publicEntries();
  fs.writeFileSync(path.join(root, 'dist/winback.js'), everything(entries));
  await build({
    absWorkingDir: root,
    entryPoints: ['dist/winback.js', 'dist/cli/main.js', 'dist/report/charts/worker.js'],
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
  for (const entry of entries) writeEntry(part, entry);
  fs.rmSync(path.join(root, 'lib'), { recursive: true, force: true });
  fs.renameSync(part, path.join(root, 'lib'));
}

// All entries are one module: with a module each, esbuild would cut what they share into fifty files.
async function publicEntries() {
  const files = [
    'index.js',
    ...fs.readdirSync(path.join(root, 'dist/entries')).map((name) => `entries/${name}`),
  ];
  const own = files.filter((file) => file.endsWith('.js') && !/\/moved(-name)?\.js$/.test(file));
  return Promise.all(
    own.map(async (file, number) => {
      const names = Object.keys(await import(pathToFileURL(path.join(root, 'dist', file)).href));
      return { file, inner: (name) => `entry${number}_${name}`, names };
    }),
  );
}

function everything(entries) {
  return entries
    .map(({ file, inner, names }) => {
      const list = names.map((name) => `${name} as ${inner(name)}`).join(', ');
      return `export { ${list} } from './${file}';\n`;
    })
    .join('');
}

function writeEntry(folder, { file, inner, names }) {
  const target = path.join(folder, file);
  const from = path.posix.relative(path.posix.dirname(file), 'winback.js');
  const list = names.map((name) => `${inner(name)} as ${name}`).join(', ');
  fs.mkdirSync(path.dirname(target), { recursive: true });
  fs.writeFileSync(target, `export { ${list} } from '${from.startsWith('.') ? from : `./${from}`}';\n`);
}
