import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type Bridge, bridgeOver } from './bridge.js';
import type { Chdb, chdbPackages } from './chdb.js';

/** A ClickHouse (chDB) behind the bridge, with a folder beside it. */
export interface ClickHouseServer {
  readonly folder: string;
  readonly chdb: Chdb;
  readonly bridge: Bridge;
  /** URL of a database of it. */
  url(database: string): string;
  close(): Promise<void>;
}

/** @param packages of chdbPackages @param statements run once it is there */
export async function clickHouseServer(
  packages: NonNullable<ReturnType<typeof chdbPackages>>,
  statements: (folder: string) => Promise<readonly string[]> | readonly string[],
): Promise<ClickHouseServer> {
  const folder = await mkdtemp(join(tmpdir(), 'winback-chdb-'));
  const chdb = new packages.Session(join(folder, 'data'));
  const bridge = await bridgeOver(chdb);
  for (const sql of await statements(folder)) chdb.query(sql);
  return {
    ...{ folder, chdb, bridge },
    url: (database) => `clickhouse://reader@127.0.0.1:${bridge.port}/${database}`,
    close: async () => {
      await bridge.close();
      chdb.cleanup();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
