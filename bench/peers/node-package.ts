// npm packages we are measured against, in a folder of their own: they are no dependency of the project.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('./.npm/', import.meta.url));

/** The package's exports, installed on first use without running its scripts; or why there are none. */
export function nodePackage(name: string, version: string): { exports: unknown } | { missing: string } {
  const wanted = createRequire(path.join(folder, 'index.js'));
  const loaded = (): { exports: unknown } => {
    const found = (wanted(`${name}/package.json`) as { version: string }).version;
    if (found !== version) throw new Error(`version ${found} is installed`);
    return { exports: wanted(name) };
  };
  try {
    return loaded();
  } catch {
    const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-save', '--prefix', folder];
    const done = spawnSync('npm', ['install', ...flags, `${name}@${version}`], { encoding: 'utf8' });
    if (done.status !== 0) return { missing: `npm install ended with ${done.status}` };
  }
  try {
    return loaded();
  } catch (cause) {
    return { missing: (cause as Error).message };
  }
}
