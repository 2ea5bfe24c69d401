// Static checks: TypeScript types, lint and format, C++ format. --write formats in place.
import { readdirSync } from 'node:fs';
import path from 'node:path';

import { clangFormat } from './lib/clang-format.mjs';
import { step } from './lib/progress.mjs';
import { root, run } from './lib/run.mjs';

const write = process.argv.includes('--write');
const cpp = readdirSync(path.join(root, 'native'), { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.(h|cpp)$/.test(file))
  .map((file) => path.join('native', file));

const types = (project) => run(process.execPath, ['node_modules/typescript/bin/tsc', '-p', project]);

const checks = {
  'Types (tsc)': () => types('tsconfig.json'),
  // What runs inside a browser has its types.
  'Types of the page tests (tsc)': () => types('test/browser/tsconfig.json'),
  "Types of the dashboard's page (tsc)": () => types('web/tsconfig.json'),
  'Lint and format (biome)': () =>
    run(process.execPath, [
      'node_modules/@biomejs/biome/bin/biome',
      'check',
      '--error-on-warnings',
      ...(write ? ['--write'] : []),
      '.',
    ]),
  'C++ format (clang-format)': async () =>
    run(await clangFormat(), write ? ['-i', ...cpp] : ['--dry-run', '--Werror', ...cpp]),
};

let failed = 0;
for (const [title, check] of Object.entries(checks)) {
  try {
    await step(title, check);
  } catch (error) {
    failed++;
    process.stderr.write(`${error.message}\n`);
  }
}
process.exit(failed === 0 ? 0 : 1);
