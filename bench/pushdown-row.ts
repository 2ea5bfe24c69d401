// Features computed in ClickHouse (chDB) by `engine: pushdown`, against the same features in a query written by hand.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import type { Table } from 'apache-arrow';

import { clickHouseTable } from '../src/data/sources/clickhouse-arrow.js';
import { available } from '../src/features/available.js';
import { type FeaturesConfig, featuresConfig } from '../src/features/config.js';
import { openPushedLog } from '../src/features/pushdown/pushed-log.js';
import { pushedTable } from '../src/features/pushdown/pushed-tables.js';
import { bridgeOver } from '../test/support/clickhouse/bridge.js';
import { chdbPackages } from '../test/support/clickhouse/chdb.js';
import { type BenchRow, duel, row } from './harness.js';

const byHand = 'the same features by hand, chDB 26.7';
const name = 'clickhouse: one snapshot with its label where the events are';

/** @param path Parquet file of the bench's events @param folder for the data of the engine */
export async function pushdownRow(
  path: string,
  folder: string,
  config: FeaturesConfig,
  rounds: number,
): Promise<BenchRow> {
  const packages = chdbPackages();
  if (packages === undefined)
    return row(name, 's', Number.NaN, `${byHand}: missing (node scripts/chdb.mjs)`, null, null);
  const chdb = new packages.Session(folder);
  const bridge = await bridgeOver(chdb);
  try {
    chdb.query('CREATE DATABASE shop');
    chdb.query(`CREATE TABLE shop.log (user_id String, ts DateTime64(6, 'UTC'), event LowCardinality(String), amount Nullable(Float64),
      ms Nullable(Int32), feature LowCardinality(Nullable(String)), used Nullable(Int32), total Nullable(Int32))
      ENGINE = MergeTree ORDER BY (user_id, ts)`);
    chdb.query(`INSERT INTO shop.log SELECT * FROM file('${path}', Parquet)`);
    const source = `clickhouse://reader@127.0.0.1:${bridge.port}/shop`;
    const events = { ...config.events, source: [source], table: 'log' };
    const pushed = featuresConfig({ ...config, events, engine: 'pushdown' }, 'bench');
    const log = await openPushedLog(pushed.events, {});
    const content = { config: pushed, definitions: available(log.record, pushed).definitions, encodings: [] };
    const sql = await readFile(fileURLToPath(new URL('peers/pushdown.sql', import.meta.url)), 'utf8');
    const result = await duel({
      ...{ name, unit: 's', peer: byHand, rounds },
      ours: () => pushedTable(log, content, { day: '2025-02-10', labelDays: 14 }, null, undefined),
      theirs: () => clickHouseTable(log.server, sql.trim(), { order: ['user_id'] }),
      equal: ({ table }, theirs) => sameTables(table, theirs),
    });
    await log.server.close();
    return result;
  } finally {
    await bridge.close();
    chdb.cleanup();
  }
}

/** Whether both hold the same users and values, quantiles and shares to twelve digits. */
function sameTables(ours: Table, theirs: Table): boolean {
  if (ours.numRows !== theirs.numRows) return false;
  return theirs.schema.fields.every(({ name: column }) => {
    const [a, b] = [ours.getChild(column)!, theirs.getChild(column)!];
    for (let i = 0; i < ours.numRows; i++) {
      const [x, y] = [a.get(i) as unknown, b.get(i) as unknown];
      if (column === 'user_id' ? x === y : x === null || y === null) {
        if (column !== 'user_id' && x !== y) return false;
        continue;
      }
      if (column === 'user_id' || Math.abs(Number(x) - Number(y)) > 1e-12 * Math.max(1, Math.abs(Number(y))))
        return false;
    }
    return true;
  });
}
