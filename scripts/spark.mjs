// Puts pyspark (300 MB, with Spark itself) into the cache folder: the test of the Spark dialect uses it when it is there, and
// is skipped and counted else. It needs Java 17.
import fs from 'node:fs';
import path from 'node:path';

import { step } from './lib/progress.mjs';
import { run } from './lib/run.mjs';
import { cacheFolder } from './lib/sources.mjs';

const version = '3.5.9';

async function install() {
  const folder = path.join(cacheFolder(), `spark-${version}`);
  if (fs.existsSync(path.join(folder, 'bin/python'))) return;
  // A virtual environment holds its own path: it cannot be renamed when it is complete.
  fs.rmSync(folder, { recursive: true, force: true });
  try {
    await run('python3', ['-m', 'venv', folder]);
    await run(path.join(folder, 'bin/pip'), ['install', '--quiet', `pyspark==${version}`]);
  } catch (error) {
    fs.rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

await step(`Spark ${version}`, install);
