import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

import { WinbackError } from '../base/errors.js';
import { adviseLargeArrays } from '../base/large-arrays.js';
import { packageRoot } from '../base/package-root.js';
import type { Addon } from './binding.js';

const require = createRequire(import.meta.url);

let loaded: Addon | undefined;

/** `linux-x64-gnu` and the like: the suffix of the platform packages. */
export function platformName(): string {
  const { platform, arch } = process;
  if (platform !== 'linux') return `${platform}-${arch}`;
  const report = process.report?.getReport() as { header?: { glibcVersionRuntime?: string } } | undefined;
  return `linux-${arch}-${report?.header?.glibcVersionRuntime === undefined ? 'musl' : 'gnu'}`;
}

/** The addon: this checkout's own build, else the platform package. Loaded once, on first use. */
export function addon(): Addon {
  loaded ??= load();
  return loaded;
}

function load(): Addon {
  const built = path.join(packageRoot(), 'build/native/Release/winback.node');
  const platformPackage = existsSync(built) ? '' : `winback-${platformName()}`;
  try {
    return require(platformPackage || built) as Addon;
  } catch (cause) {
    const { code, message } = cause as { code?: unknown; message: string };
    if (code === 'BAD_INPUT') throw new WinbackError(code, `WINBACK_ISA: ${message}`, { cause });
    throw new WinbackError(
      'NOT_FOUND',
      [
        `the native addon for ${process.platform}-${process.arch} could not be loaded: ${message}`,
        'Remedies: in a checkout run `npm run setup`;',
        'as a dependency reinstall winback without --ignore-scripts (needs g++ >= 12, CMake >= 3.25, Python 3),',
        `or install the package winback-${process.platform}-${process.arch}... of the same version.`,
      ].join(' '),
      { cause },
    );
  }
}

// Readers below this layer make large arrays without knowing the addon; the first one loads it. Where it cannot be
// loaded arrays stay as they are: whoever needs the addon itself says so.
adviseLargeArrays((array) => {
  try {
    addon().buffersAdvise(array);
  } catch {
    adviseLargeArrays(() => {});
  }
});
