import { readFileSync } from 'node:fs';
import path from 'node:path';

import { dependencyVersion, packageManifest } from '../base/package-manifest.js';
import { packageRoot } from '../base/package-root.js';

/** Version of this program. */
export function winbackVersion(): string {
  return packageManifest().version;
}

/** Versions of this program, of Node and of the libraries that a model's scores and features depend on. */
export function versions(): Record<string, string> {
  const file = path.join(packageRoot(), 'third_party/lock.json');
  const lock = JSON.parse(readFileSync(file, 'utf8')) as { lightgbm?: { version?: string } };
  return {
    winback: winbackVersion(),
    node: process.versions.node,
    lightgbm: lock.lightgbm?.version ?? 'unknown',
    'apache-arrow': dependencyVersion('apache-arrow') ?? 'unknown',
    duckdb: dependencyVersion('@duckdb/node-api') ?? 'unknown',
  };
}
