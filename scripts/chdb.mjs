// Puts chDB, a whole ClickHouse in one npm package of 560 MB, into the cache folder: the tests of ClickHouse use it when
// it is there, and are skipped and counted else. It stays out of package.json, since nobody else needs it.
import fs from 'node:fs';
import path from 'node:path';

import { step } from './lib/progress.mjs';
import { run } from './lib/run.mjs';
import { cacheFolder } from './lib/sources.mjs';

const version = '3.4.0';

async function install() {
  const folder = path.join(cacheFolder(), `chdb-${version}`);
  if (fs.existsSync(path.join(folder, 'node_modules/chdb/package.json'))) return;
  const part = `${folder}.${process.pid}.part`;
  fs.mkdirSync(part, { recursive: true });
  fs.writeFileSync(path.join(part, 'package.json'), '{ "private": true }\n');
  await run('npm', ['install', `chdb@${version}`, '--prefix', part, '--no-audit', '--no-fund', '--silent']);
  fs.renameSync(part, folder);
}

await step(`chDB ${version}`, install);
