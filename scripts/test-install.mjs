// Installs the packed tarballs into empty projects with several versions of Node and npm and uses them: every entry by
// import and require, training, scoring, a small demo, the command line. Prints a line for each pair, then the counts.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { root, run } from './lib/run.mjs';
import { cacheFolder } from './lib/sources.mjs';

/** npm 12 refuses Node 20. The Node versions besides this one are fetched by scripts/test-node.mjs. */
const pairs = [
  ['20.', '11.19.1'],
  ['22.', '11.19.1'],
  ['22.', '12.2.1'],
  ['24.', '12.2.1'],
];

function nodeFolder(version) {
  if (process.versions.node.startsWith(version)) return path.dirname(process.execPath);
  const folder = path.join(cacheFolder(), 'node');
  const found = fs.existsSync(folder) && fs.readdirSync(folder).find((name) => name.startsWith(version));
  return found ? path.join(folder, found, 'bin') : undefined;
}

/** The program of an npm version, kept in the cache folder. */
async function npmProgram(version) {
  const folder = path.join(cacheFolder(), 'npm', version);
  if (!fs.existsSync(folder)) {
    const part = `${folder}.${process.pid}.part`;
    fs.mkdirSync(part, { recursive: true });
    const archive = await run('npm', ['pack', `npm@${version}`, '--silent', '--pack-destination', part]);
    await run('tar', ['xzf', path.join(part, archive.trim()), '-C', part]);
    fs.renameSync(path.join(part, 'package'), folder);
    fs.rmSync(part, { recursive: true });
  }
  return path.join(folder, 'bin/npm-cli.js');
}

async function pack(folder) {
  const main = await run('npm', ['pack', '--silent', '--pack-destination', folder]);
  const platform = await run(process.execPath, ['scripts/pack-platform.mjs']);
  return [path.join(folder, main.trim().split('\n').at(-1)), platform.trim()];
}

const emptyProject = (folder) => {
  fs.mkdirSync(folder);
  fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ name: 'user', type: 'module' }));
  fs.cpSync(path.join(root, 'test/package/fixtures'), folder, { recursive: true });
};

/** Installs and uses the tarballs. @returns what failed, or the figures of the install */
function tried(folder, bin, npm, tarballs) {
  const env = { ...process.env, PATH: `${bin}${path.delimiter}${process.env.PATH}` };
  const node = path.join(bin, 'node');
  const call = (args) => spawnSync(node, args, { cwd: folder, env, encoding: 'utf8', timeout: 600_000 });
  const start = Date.now();
  const steps = [
    ['install', () => call([npm, 'install', '--no-audit', '--no-fund', '--prefer-offline', ...tarballs])],
    ['smoke', () => call(['--no-warnings', 'smoke.mjs'])],
    ['--version', () => call(['node_modules/winback/bin/winback.js', '--version'])],
    [
      'demo',
      () => call(['node_modules/winback/bin/winback.js', ...'demo --table --users 1500 --quiet'.split(' ')]),
    ],
  ];
  let seconds = 0;
  for (const [name, work] of steps) {
    const { status, stderr, stdout } = work();
    if (name === 'install') seconds = (Date.now() - start) / 1000;
    // A demo of few users may miss a gate, which is exit 1.
    if (status !== 0 && !(name === 'demo' && status === 1)) return { failed: `${name}: ${stderr}${stdout}` };
  }
  const lock = JSON.parse(fs.readFileSync(path.join(folder, 'node_modules/.package-lock.json'), 'utf8'));
  const scripts = Object.values(lock.packages).filter(({ hasInstallScript }) => hasInstallScript).length;
  const bytes = spawnSync('du', ['-sb', path.join(folder, 'node_modules')], { encoding: 'utf8' }).stdout;
  const megabytes = Number(bytes.split('\t')[0]) / 1e6;
  return { seconds, packages: Object.keys(lock.packages).length, scripts, megabytes };
}

const work = fs.mkdtempSync(path.join(os.tmpdir(), 'winback-install-'));
const counts = { passed: 0, failed: 0, skipped: 0 };
try {
  const tarballs = await pack(work);
  for (const [nodeVersion, npmVersion] of pairs) {
    const title = `Node ${nodeVersion}x, npm ${npmVersion}`;
    const bin = nodeFolder(nodeVersion);
    if (bin === undefined) {
      counts.skipped++;
      process.stdout.write(
        `${title}: skipped, this Node is not here (node scripts/test-node.mjs --install-only)\n`,
      );
      continue;
    }
    const folder = path.join(work, `${nodeVersion}${npmVersion}`);
    emptyProject(folder);
    const { failed, ...figures } = tried(folder, bin, await npmProgram(npmVersion), tarballs);
    counts[failed === undefined ? 'passed' : 'failed']++;
    process.stdout.write(`${title}: ${failed ?? JSON.stringify(figures)}\n`);
    fs.rmSync(folder, { recursive: true });
  }
} finally {
  fs.rmSync(work, { recursive: true, force: true });
}
process.stdout.write(
  `installs: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`,
);
process.exit(counts.failed === 0 && counts.passed > 0 ? 0 : 1);
