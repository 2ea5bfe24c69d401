import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

import { WinbackError } from '../base/errors.js';
import { adviseLargeArrays } from '../base/large-arrays.js';
import { packageManifest } from '../base/package-manifest.js';
import { packageRoot } from '../base/package-root.js';
import type { Addon } from './binding.js';
import { loadFailureMessage } from './load-failure.js';
import { platformPackage, thisPlatform } from './platform.js';

const require = createRequire(import.meta.url);

let loaded: Addon | undefined;

/** The addon: this checkout's own build, else the platform package. Loaded once, on first use. */
export function addon(): Addon {
  loaded ??= load();
  return loaded;
}

function load(): Addon {
  const built = path.join(packageRoot(), 'build/native/Release/winback.node');
  return existsSync(built) ? loadFile(built) : loadPackage();
}

function loadFile(file: string): Addon {
  try {
    return require(file) as Addon;
  } catch (cause) {
    const message = `${file}: ${(cause as Error).message}. Compile it again: npx winback build (in a checkout: npm run setup)`;
    throw refusedSet(cause) ?? new WinbackError('NOT_FOUND', message, { cause });
  }
}

function loadPackage(): Addon {
  const platform = thisPlatform();
  const name = platformPackage(platform);
  const { version, optionalDependencies = {} } = packageManifest();
  const packages = Object.keys(optionalDependencies).filter((other) => other.startsWith('winback-'));
  const installed = installedVersion(name);
  const failure = { platform, version, packages, installed };
  try {
    if (installed === null || installed === version) return require(name) as Addon;
  } catch (cause) {
    const message = loadFailureMessage({ ...failure, cause: (cause as Error).message });
    throw refusedSet(cause) ?? new WinbackError('NOT_FOUND', message, { cause });
  }
  throw new WinbackError('NOT_FOUND', loadFailureMessage({ ...failure, cause: null }));
}

/** WINBACK_ISA named an instruction set that the addon does not know or the machine does not have. */
function refusedSet(cause: unknown): WinbackError | null {
  const { code, message } = cause as { code?: unknown; message: string };
  return code === 'BAD_INPUT' ? new WinbackError(code, `WINBACK_ISA: ${message}`, { cause }) : null;
}

function installedVersion(name: string): string | null {
  try {
    return (require(`${name}/package.json`) as { version: string }).version;
  } catch {
    return null;
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
