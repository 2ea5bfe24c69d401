// What the machine must have, and what to do where it has not.
import { spawnSync } from 'node:child_process';

function versionOf(command, args, pattern) {
  const result = spawnSync(command, args, { encoding: 'utf8' });
  const found = pattern.exec(`${result.stdout ?? ''}${result.stderr ?? ''}`);
  return found ? found[1] : undefined;
}

function isAtLeast(version, wanted) {
  const have = version.split('.').map(Number);
  for (const [i, part] of wanted.split('.').map(Number).entries()) {
    if ((have[i] ?? 0) !== part) return (have[i] ?? 0) > part;
  }
  return true;
}

const needs = [
  {
    what: 'Node.js >= 20.19',
    version: () => process.versions.node,
    atLeast: '20.19',
    remedy: 'install Node.js 20.19 or newer',
  },
  {
    what: 'a C++20 compiler (g++ >= 12 or clang++ >= 15)',
    version: () =>
      versionOf(process.env.CXX ?? 'c++', ['-dumpfullversion', '-dumpversion'], /^(\d+[\d.]*)/m) ??
      versionOf('g++', ['-dumpfullversion'], /^(\d+[\d.]*)/m),
    atLeast: '12',
    remedy: 'install g++ (Debian: apt-get install g++) or set CXX',
  },
  {
    what: 'CMake >= 3.25',
    version: () => versionOf('cmake', ['--version'], /cmake version (\d+[\d.]*)/),
    atLeast: '3.25',
    remedy: 'install CMake (Debian: apt-get install cmake; anywhere: python3 -m pip install cmake)',
  },
  {
    what: 'Python 3 with pip (fetches pinned sources)',
    version: () => versionOf('python3', ['-m', 'pip', '--version'], /python (\d+[\d.]*)/),
    atLeast: '3.9',
    remedy: 'install Python 3 and pip (Debian: apt-get install python3 python3-pip)',
  },
];

/** Throws with the list of what is missing and its remedy. */
export function requireTools() {
  const missing = needs.flatMap(({ what, version, atLeast, remedy }) => {
    const found = version();
    if (found !== undefined && isAtLeast(found, atLeast)) return [];
    return [`  - ${what}: ${found === undefined ? 'not found' : `found ${found}`}. ${remedy}`];
  });
  if (missing.length > 0) throw new Error(`Set-up needs, and this machine lacks:\n${missing.join('\n')}`);
}
