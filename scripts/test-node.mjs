// Puts the Node versions listed below into the cache folder, from the package index, and with
// --install-only stops there; else runs the tests of the boundary, which use every version they find.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

import { step } from './lib/progress.mjs';
import { root, run } from './lib/run.mjs';
import { cacheFolder } from './lib/sources.mjs';

const versions = ['22.23.3', '24.21.0', '26.10.0'];

async function install(version) {
  const folder = path.join(cacheFolder(), 'node', version);
  if (fs.existsSync(path.join(folder, 'bin/node'))) return;
  const part = `${folder}.${process.pid}.part`;
  fs.mkdirSync(part, { recursive: true });
  const name = `node-${process.platform}-${process.arch}@${version}`;
  const archive = (await run('npm', ['pack', name, '--silent', '--pack-destination', part])).trim();
  await run('tar', ['xzf', path.join(part, archive), '-C', part, 'package/bin/node']);
  fs.renameSync(path.join(part, 'package'), folder);
  fs.rmSync(part, { recursive: true });
}

for (const version of versions) await step(`Node ${version}`, () => install(version));
if (!process.argv.includes('--install-only')) {
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', 'test/boundary'];
  process.exit(spawnSync(process.execPath, vitest, { cwd: root, stdio: 'inherit' }).status ?? 1);
}
