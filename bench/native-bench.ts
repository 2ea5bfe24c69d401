import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));

/** Compiles bench/native/NAME.cpp against the addon's own libraries and LightGBM's; returns the binary. */
export function compiledBench(name: string): string {
  const cache = readFileSync(path.join(root, 'build/native/CMakeCache.txt'), 'utf8');
  const lightgbm = /^WINBACK_LIGHTGBM:PATH=(.*)$/m.exec(cache)?.[1];
  if (lightgbm === undefined) throw new Error('the addon is not built: npm run setup');
  const folder = path.join(root, 'build/bench');
  const binary = path.join(folder, name);
  mkdirSync(folder, { recursive: true });
  execFileSync(
    process.env['CXX'] ?? 'c++',
    [
      ...['-std=c++20', '-O3', '-Inative', `-I${lightgbm}/include`, `bench/native/${name}.cpp`],
      ...(process.arch === 'x64' ? ['-DWINBACK_X86=1'] : []),
      ...(process.arch === 'arm64' ? ['-DWINBACK_NEON=1'] : []),
      ...['build/native/libwinback_core.a', `${lightgbm}/lib/liblightgbm.a`, '-fopenmp', '-o', binary],
    ],
    { cwd: root, stdio: ['ignore', 2, 2] },
  );
  return binary;
}
