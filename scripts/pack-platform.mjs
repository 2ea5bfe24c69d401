// Packs the built addon as this platform's npm package (winback-linux-x64-gnu and the like) with
// @napi-rs/cli, which knows the os, cpu and libc fields. Prints the tarball's path.
import fs from 'node:fs';
import path from 'node:path';

import { addonFile, buildAddon } from './lib/native.mjs';
import { platformName, targets } from './lib/platform.mjs';
import { root, run } from './lib/run.mjs';

const name = platformName();
if (!(name in targets)) throw new Error(`no package is defined for ${name} (scripts/lib/platform.mjs)`);
await buildAddon();

const work = path.join(root, 'build/platform');
fs.rmSync(work, { recursive: true, force: true });
fs.mkdirSync(path.join(work, 'artifacts'), { recursive: true });
const { version, license, engines, description } = JSON.parse(
  fs.readFileSync(path.join(root, 'package.json'), 'utf8'),
);
// A package of its own for the tool to work on: it writes into the package.json it is given.
const manifest = {
  name: 'winback',
  version,
  license,
  engines,
  description,
  napi: { binaryName: 'winback', targets: [targets[name]] },
};
fs.writeFileSync(path.join(work, 'package.json'), JSON.stringify(manifest));
fs.copyFileSync(path.join(root, addonFile), path.join(work, `artifacts/winback.${name}.node`));

const napi = path.join(root, 'node_modules/@napi-rs/cli/dist/cli.js');
await run(process.execPath, [napi, 'create-npm-dirs'], { cwd: work });
await run(process.execPath, [napi, 'artifacts', '--output-dir', 'artifacts', '--npm-dir', 'npm'], {
  cwd: work,
});
const folder = path.join(work, 'npm', name);
const tarball = (await run('npm', ['pack', '--silent', '--pack-destination', work], { cwd: folder }))
  .trim()
  .split('\n')
  .at(-1);
process.stdout.write(`${path.join(work, tarball)}\n`);
