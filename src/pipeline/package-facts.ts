import { readFileSync } from 'node:fs';
import path from 'node:path';

import { packageRoot } from '../base/package-root.js';

function packageFile(name: string): unknown {
  return JSON.parse(readFileSync(path.join(packageRoot(), name), 'utf8'));
}

interface OwnPackage {
  readonly version: string;
  readonly dependencies: Record<string, string>;
}

/** Version of this program. */
export function winbackVersion(): string {
  return (packageFile('package.json') as OwnPackage).version;
}

/** Versions of this program, of Node and of the libraries that a model's scores and features depend on. */
export function versions(): Record<string, string> {
  const own = packageFile('package.json') as OwnPackage;
  const lock = packageFile('third_party/lock.json') as { lightgbm?: { version?: string } };
  return {
    winback: own.version,
    node: process.versions.node,
    lightgbm: lock.lightgbm?.version ?? 'unknown',
    'apache-arrow': own.dependencies['apache-arrow'] ?? 'unknown',
    duckdb: own.dependencies['@duckdb/node-api'] ?? 'unknown',
  };
}
