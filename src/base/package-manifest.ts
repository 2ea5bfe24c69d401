import { readFileSync } from 'node:fs';
import path from 'node:path';

import { packageRoot } from './package-root.js';

/** What is read of winback's own package.json. */
export interface PackageManifest {
  readonly version: string;
  /** Exact versions by package name. */
  readonly dependencies?: Readonly<Record<string, string>>;
  /** As `dependencies`: packages with binaries, which an install may leave out. */
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** winback's own package.json. */
export function packageManifest(): PackageManifest {
  return JSON.parse(readFileSync(path.join(packageRoot(), 'package.json'), 'utf8')) as PackageManifest;
}

/** The version of a package that winback depends on; null when it depends on no package of that name. */
export function dependencyVersion(name: string): string | null {
  const { dependencies, optionalDependencies } = packageManifest();
  return dependencies?.[name] ?? optionalDependencies?.[name] ?? null;
}
