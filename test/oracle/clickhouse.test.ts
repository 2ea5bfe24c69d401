import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { renderQuery } from '../../src/data/sql/render.js';
import { available } from '../../src/features/available.js';
import { featuresConfig } from '../../src/features/config.js';
import { type EventLog, openEventLog } from '../../src/features/log/event-log.js';
import { snapshotQuery } from '../../src/features/snapshot-query.js';
import { type Chdb, chdbPackages } from '../support/clickhouse/chdb.js';
import { toyConfig, toyEvents, writeToyCsv } from '../unit/features/toy-log.js';

let folder = '';
let log: EventLog;
let clickhouse: Chdb | undefined;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'winback-clickhouse-'));
  const path = join(folder, 'events.csv');
  await writeToyCsv(path, toyEvents(150, 140, 21));
  const { events, engine } = featuresConfig({ events: { source: path, ...toyConfig } }, 'config');
  log = await openEventLog(events, { ...engine, features: 'sql' });
  const packages = chdbPackages();
  if (packages !== undefined) clickhouse = new packages.Session(join(folder, 'clickhouse'));
});
afterAll(async () => {
  clickhouse?.cleanup();
  log.close();
  await rm(folder, { recursive: true });
});

describe('the same definitions on ClickHouse', () => {
  it('gives every label and feature that DuckDB gives', async (context) => {
    if (clickhouse === undefined) return context.skip();
    clickhouse.query('CREATE DATABASE IF NOT EXISTS winback', 'CSV');
    for (const table of ['events', 'users', 'active_days']) {
      const path = join(folder, `${table}.parquet`);
      await log.engine.run(`COPY (SELECT * FROM ${table}) TO '${path}' (FORMAT parquet)`);
      clickhouse.query(
        `CREATE TABLE winback.${table} ENGINE = Memory AS SELECT * FROM file('${path}', Parquet)`,
        'CSV',
      );
    }
    clickhouse.query('USE winback', 'CSV');
    const config = featuresConfig({ events: { source: 'x.csv', ...toyConfig } }, 'config');
    const query = snapshotQuery({
      day: '2025-03-20',
      labelDays: 14,
      definitions: available(log.record, config).definitions,
      windows: config.windows,
      events: config.events,
      attributes: [],
    });
    const settings = 'SETTINGS join_use_nulls = 1';
    const text = clickhouse.query(`${renderQuery(query, 'clickhouse')} ${settings}`, 'JSONEachRow');
    const theirs = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, number | string | null>);
    const ours = await log.engine.rows(renderQuery(query, 'duckdb'));
    expect(ours.length).toBeGreaterThan(60);
    expect(theirs.length).toBe(ours.length);
    for (const [i, row] of ours.entries()) {
      for (const [name, value] of Object.entries(row)) {
        const other = theirs[i]![name];
        if (name === 'user_id' || name === 'snapshot_date') expect(String(other)).toBe(String(value));
        else if (value === null) expect(other, name).toBeNull();
        else expect(Number(other), `${name} of ${String(row['user_id'])}`).toBeCloseTo(Number(value), 9);
      }
    }
  });
});
