import { peerPackage } from '../peer-package.js';

type ClientPackage = typeof import('@clickhouse/client');

/** The official client. @throws WinbackError NOT_FOUND with the command that installs it */
export function loadClickHouseClient(): Promise<ClientPackage> {
  return peerPackage({
    name: '@clickhouse/client@1',
    purpose: 'ClickHouse',
    load: () => import('@clickhouse/client'),
  });
}
