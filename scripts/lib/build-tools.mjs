// The npm packages that compile the addon. A checkout has them as devDependencies; the published package does not
// bring them along: `winback build` fetches the same versions once into the cache folder.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

import { step } from './progress.mjs';
import { root, run } from './run.mjs';
import { cacheFolder } from './sources.mjs';

const names = ['cmake-js', 'node-addon-api', 'node-api-headers'];

/** A node_modules folder that has cmake-js and the headers; null where this package finds them by itself. */
export async function buildTools() {
  const manifest = path.join(root, 'package.json');
  const { devDependencies } = JSON.parse(fs.readFileSync(manifest, 'utf8'));
  const require = createRequire(manifest);
  const missing = names.some((name) => !canResolve(require, `${name}/package.json`));
  return missing ? fetched(names.map((name) => `${name}@${devDependencies[name]}`)) : null;
}

function canResolve(require, file) {
  try {
    require.resolve(file);
    return true;
  } catch {
    return false;
  }
}

async function fetched(wanted) {
  const key = createHash('sha256').update(wanted.join(' ')).digest('hex').slice(0, 12);
  const folder = path.join(cacheFolder(), `build-tools-${key}`);
  if (!fs.existsSync(folder)) {
    const part = `${folder}.${process.pid}.part`;
    fs.mkdirSync(part, { recursive: true });
    fs.writeFileSync(path.join(part, 'package.json'), JSON.stringify({ private: true }));
    const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--save-exact'];
    await step(`Fetching ${wanted.join(', ')}`, () =>
      run('npm', ['install', ...flags, ...wanted], { cwd: part }),
    );
    fs.renameSync(part, folder);
  }
  return path.join(folder, 'node_modules');
}
