// Puts moto, an S3 in memory, into an environment of its own in the cache folder: the tests of object stores use it when it
// is there, and are skipped and counted else.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

import { step } from './lib/progress.mjs';
import { run } from './lib/run.mjs';
import { cacheFolder } from './lib/sources.mjs';

const version = '5.2.1';

async function install() {
  const folder = path.join(cacheFolder(), `moto-${version}`);
  const hasOne = spawnSync('moto_server', ['--help'], { stdio: 'ignore' }).status === 0;
  if (hasOne || fs.existsSync(path.join(folder, 'bin/moto_server'))) return;
  // The scripts of an environment hold its path: it is made in its place, and removed where it is not complete.
  fs.rmSync(folder, { recursive: true, force: true });
  try {
    await run('python3', ['-m', 'venv', folder]);
    await run(path.join(folder, 'bin/pip'), ['install', '--quiet', `moto[server]==${version}`]);
  } catch (error) {
    fs.rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

await step(`moto ${version}`, install);
