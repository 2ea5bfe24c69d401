import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';

import type { ClickHouseClient, createClient } from '@clickhouse/client';

/** A ClickHouse in this process. */
export interface Chdb {
  query(sql: string, format?: string): string;
  queryAsync(sql: string, options: { readonly format: string }): Promise<{ bytes(): Uint8Array }>;
  queryBindAsync(
    sql: string,
    values: Readonly<Record<string, string>>,
    options: { readonly format: string },
  ): Promise<{ bytes(): Uint8Array }>;
  cleanup(): void;
}

type Connection = NonNullable<Parameters<typeof createClient>[0]>;

interface Packages {
  readonly Session: new (path: string) => Chdb;
  readonly createChdbConnection: (options: { readonly path: string }) => unknown;
}

const version = '3.4.0';

// WINBACK_CHDB names a folder whose node_modules holds chdb; else scripts/chdb.mjs has put it into the cache folder.
function chdbFolder(): string {
  const base = process.env['XDG_CACHE_HOME'] ?? path.join(os.homedir(), '.cache');
  const cache = process.env['WINBACK_CACHE'] ?? path.join(base, 'winback');
  return process.env['WINBACK_CHDB'] ?? path.join(cache, `chdb-${version}`);
}

/** What chdb exports; undefined, with a printed line, where it is not installed. */
export function chdbPackages(): Packages | undefined {
  const folder = chdbFolder();
  if (!existsSync(path.join(folder, 'node_modules/chdb'))) {
    console.info('skipped: chDB is not installed (node scripts/chdb.mjs)');
    return undefined;
  }
  const load = createRequire(path.join(folder, 'package.json'));
  return { ...load('chdb'), ...load('chdb/connection') } as Packages;
}

/** The official client over a ClickHouse in this process. */
export async function chdbClient(packages: Packages, folder: string): Promise<ClickHouseClient> {
  const client = await import('@clickhouse/client');
  const connection = packages.createChdbConnection({ path: folder });
  return client.createClient({ connection } as Connection);
}
