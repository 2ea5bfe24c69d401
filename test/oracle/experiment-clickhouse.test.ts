// Exposure and outcome queries on a real ClickHouse (chdb, in process) against DuckDB on the same log.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';

import { Random } from '../../src/base/random.js';
import { DuckDb } from '../../src/data/sources/duckdb.js';
import { column, literal, table } from '../../src/data/sql/build.js';
import { renderQuery } from '../../src/data/sql/render.js';
import type { Query } from '../../src/data/sql/tree.js';
import { experimentConfig } from '../../src/experiment/config/config.js';
import type { ExposureConfig } from '../../src/experiment/config/events-config.js';
import { countsQuery, userQuery, valuesQuery } from '../../src/experiment/sources/events-sql.js';
import { loadExperiment } from '../../src/experiment/sources/load.js';
import { momentsFromEvents } from '../../src/experiment/sources/push-down.js';
import { bridgeOver } from '../support/clickhouse/bridge.js';
import { type Chdb, chdbPackages } from '../support/clickhouse/chdb.js';

const mapping: ExposureConfig = {
  ...{ user: 'distinct_id', event: 'event', time: 'timestamp', variant: 'variant' },
  experiment: 'experiment',
  properties: 'properties',
  exposure: 'experiment_exposure',
  experimentValue: 'coupon',
  outcomes: [
    { name: 'bought', event: 'purchase_success', count: 'any', value: undefined, daysBefore: undefined },
    { name: 'gmv', event: 'purchase_success', count: 'sum', value: 'amount', daysBefore: undefined },
    { name: 'pre', event: 'purchase_success', count: 'count', value: undefined, daysBefore: 7 },
    { name: 'pre gmv', event: 'purchase_success', count: 'sum', value: 'amount', daysBefore: 7 },
  ],
  windowDays: 7,
  asOf: '2026-03-31T00:00:00Z',
};

/** PostHog's shape: distinct_id, event, timestamp, JSON properties. */
function logRows(): string[] {
  const random = new Random(5);
  const day = 86_400_000_000;
  const start = Date.UTC(2026, 2, 1) * 1000;
  const rows: string[] = [];
  const add = (user: string, event: string, micros: number, properties: object): void => {
    rows.push(
      `('${user}', '${event}', make_timestamp(${Math.floor(micros)}), '${JSON.stringify(properties)}')`,
    );
  };
  for (let u = 0; u < 400; u++) {
    const first = start + random.uniform() * 29 * day;
    const variant = random.chance(0.5) ? 'control' : 'treatment';
    const exposed = { experiment: 'coupon', variant };
    add(`u${u}`, 'experiment_exposure', first, exposed);
    if (u % 40 === 0) add(`u${u}`, 'experiment_exposure', first + day, { ...exposed, variant: 'control' });
    for (let k = 0; k < 3; k++)
      add(`u${u}`, 'purchase_success', first + (random.uniform() * 20 - 10) * day, {
        amount: 10 + random.below(900) / 100,
      });
  }
  return rows;
}

function asked(clickhouse: Chdb, sql: string): Record<string, unknown>[] {
  return clickhouse
    .query(`${sql} SETTINGS join_use_nulls = 1`, 'JSONEachRow')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** Caps from quantiles, several covariates, a ratio: everything the push-down computes in SQL. */
const config = experimentConfig({
  ...{ name: 'coupon', data: {}, control: 'control', treatments: ['treatment'] },
  metrics: [
    { name: 'bought', kind: 'proportion', role: 'primary', column: 'bought', covariates: ['pre'] },
    {
      ...{ name: 'gmv', kind: 'mean', column: 'gmv', covariates: ['pre', 'pre gmv'] },
      winsorise: { upper: 0.93, lower: 0.01 },
    },
    { name: 'gmv per purchase', kind: 'ratio', column: 'gmv', per: 'bought' },
  ],
});

test('ClickHouse counts the same users, outcomes and statistics as DuckDB', async (context) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'winback-exposures-'));
  const packages = chdbPackages();
  if (packages === undefined) return context.skip();
  const clickhouse = new packages.Session(path.join(folder, 'clickhouse'));
  const db = await DuckDb.open();
  try {
    const file = path.join(folder, 'log.parquet');
    await db.run(
      `CREATE TABLE log AS SELECT * FROM (VALUES ${logRows().join(',')}) t(distinct_id, event, timestamp, properties)`,
    );
    await db.run(`COPY log TO '${file}' (FORMAT parquet)`);
    clickhouse.query('CREATE DATABASE IF NOT EXISTS winback', 'CSV');
    clickhouse.query(
      `CREATE TABLE winback.log ENGINE = Memory AS SELECT * FROM file('${file}', Parquet)`,
      'CSV',
    );
    clickhouse.query('USE winback', 'CSV');
    for (const name of ['v\\" , 42 AS hacked --', "it's \\ \\' \"", '`\\\\']) {
      const columns = [{ name, sql: literal(name) }];
      const from = { kind: 'query', query: { columns, from: table('log') }, alias: 'q' } as const;
      const [row] = asked(
        clickhouse,
        renderQuery({ columns: [{ name, sql: column(name, 'q') }], from, limit: 1 }, 'clickhouse'),
      );
      expect(row).toEqual({ [name]: name });
    }
    const both = async (query: Query, key: string) => {
      const theirs = asked(clickhouse, renderQuery(query, 'clickhouse'));
      const ours = [...(await db.rows(renderQuery(query, 'duckdb')))];
      const order = (a: Record<string, unknown>, b: Record<string, unknown>): number =>
        String(a[key]) < String(b[key]) ? -1 : 1;
      return [ours.sort(order), theirs.sort(order)] as const;
    };
    for (const [query, key] of [
      [userQuery(mapping, 'log'), 'user'],
      [countsQuery(mapping, 'log'), 'multi_variant'],
    ] as const) {
      const [ours, theirs] = await both(query, key);
      expect(ours.length).toBeGreaterThan(0);
      expect(theirs.length).toBe(ours.length);
      ours.forEach((row, i) => {
        for (const [name, value] of Object.entries(row)) {
          const other = theirs[i]![name];
          if (typeof value === 'string') expect(other).toBe(value);
          else
            expect(Math.abs(Number(other) - Number(value)), name).toBeLessThan(
              1e-9 * (1 + Math.abs(Number(value))),
            );
        }
      });
    }
    const each = { ...mapping.outcomes[1]!, count: 'each' as const };
    const pairs = (rows: readonly Readonly<Record<string, unknown>>[]): string[] =>
      rows.map((row) => `${row['user']} ${Number(row[each.name])}`).sort();
    const values = valuesQuery(mapping, 'log', each);
    const single = pairs(await db.rows(renderQuery(values, 'duckdb')));
    expect(single.length).toBeGreaterThan(100);
    expect(pairs(asked(clickhouse, renderQuery(values, 'clickhouse')))).toEqual(single);
    const pushed = async (source: Parameters<typeof momentsFromEvents>[0]) =>
      await momentsFromEvents(source, 'log', mapping, config);
    const ours = await pushed(db);
    const theirs = await pushed({ dialect: 'clickhouse', rows: async (sql) => asked(clickhouse, sql) });
    expect(theirs.counts).toEqual(ours.counts);
    expect(theirs.facts).toEqual(ours.facts);
    ours.cells.forEach(([cell], arm) => {
      const other = theirs.cells[arm]![0]!;
      expect(other.n).toBe(cell!.n);
      cell!.cross.forEach((c, i) => {
        expect(Math.abs(other.cross[i]! / c - 1)).toBeLessThan(1e-12);
      });
    });
    const bridge = await bridgeOver(clickhouse);
    try {
      clickhouse.query(
        "CREATE TABLE winback.dated ENGINE = Memory AS SELECT * REPLACE (toDateTime64(timestamp, 6, 'UTC') AS timestamp) FROM winback.log",
        'CSV',
      );
      const { experimentValue, windowDays, asOf, ...columns } = mapping;
      const source = `clickhouse://reader@127.0.0.1:${bridge.port}/winback`;
      const events = { ...columns, source, table: 'dated', pushDown: true };
      const served = experimentConfig({
        ...{ name: experimentValue, control: 'control', treatments: ['treatment'], windowDays, asOf },
        metrics: [
          { name: 'bought', kind: 'proportion', role: 'primary', column: 'bought', covariates: ['pre'] },
        ],
        data: { events },
      });
      const { cells, counts } = await loadExperiment(served);
      expect(counts).toEqual(ours.counts);
      expect(cells.map(([cell]) => [cell!.n, cell!.mean[0]])).toEqual(
        ours.cells.map(([cell]) => [cell!.n, cell!.mean[0]]),
      );
      bridge.asked.length = 0;
      bridge.fault = { on: /"m_0"/, how: { kind: 'slow', ms: 1500 } };
      const work = loadExperiment(served);
      await expect
        .poll(() => bridge.asked.some(({ query }) => /"m_0"/.test(query)), { timeout: 20_000 })
        .toBe(true);
      clickhouse.query(
        "INSERT INTO winback.dated VALUES ('late', 'purchase_success', '2026-03-02 00:00:00', '{}')",
        'CSV',
      );
      await expect(work).rejects.toThrow('the table changed while it was read');
      bridge.fault = undefined;
      const text = experimentConfig({
        ...served,
        data: { events: { ...events, time: 'distinct_id' } },
      } as never);
      await expect(loadExperiment(text)).rejects.toThrow('holds');
    } finally {
      await bridge.close();
    }
  } finally {
    clickhouse.cleanup();
    db.close();
    await rm(folder, { recursive: true, force: true });
  }
});
