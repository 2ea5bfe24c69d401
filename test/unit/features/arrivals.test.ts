// Events count from the day on which they arrived (columns.receivedAt), in features and in labels.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { DuckDb } from '../../../src/data/sources/duckdb.js';
import { buildSnapshot, buildSnapshots, type SnapshotTable } from '../../../src/features/build.js';
import { featuresConfig } from '../../../src/features/config.js';
import { openEventLog } from '../../../src/features/log/event-log.js';
import { matureSnapshot } from '../../../src/features/splits.js';
import { snapshotSql } from '../../../src/pipeline/sql/queries.js';
import { uniform } from '../../support/random.js';
import { compareSnapshots } from '../../support/same-tables.js';
import { bruteForce, bruteLabel } from './brute-force.js';
import { type ToyEvent, toyConfig, toyEvents } from './toy-log.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'winback-arrivals-'));
});
afterAll(() => rm(folder, { recursive: true }));

interface Arrived extends ToyEvent {
  readonly received: Date | null;
}

const msPerDay = 864e5;

/** A fifth of the events arrive up to 40 days late, some long after, a few before they happened or without a time. */
function late(events: readonly ToyEvent[], seed: number): readonly Arrived[] {
  const random = uniform(seed);
  return events.map((event) => {
    const draw = random();
    const days = draw < 0.2 ? random() * 40 : draw < 0.22 ? 300 : draw < 0.25 ? -2 : 0;
    return { ...event, received: draw > 0.98 ? null : new Date(event.at.getTime() + days * msPerDay) };
  });
}

const text = (at: Date | null): string => at?.toISOString().replace('T', ' ').replace('Z', '') ?? '';

async function write(name: string, events: readonly Arrived[]): Promise<string> {
  const lines = events.map((e) =>
    [e.id, e.user, text(e.at), text(e.received), e.event, e.amount, e.ms, e.feature, e.used, e.total].join(
      ',',
    ),
  );
  const path = join(folder, name);
  await writeFile(path, `id,who,when,got,what,amount,ms,feature,used,total\n${lines.join('\n')}\n`);
  return path;
}

const configOf = (source: string, engine: 'native' | 'sql', more: object = {}, columns: object = {}) =>
  featuresConfig(
    {
      events: { source, ...toyConfig, columns: { ...toyConfig.columns, receivedAt: 'got', ...columns } },
      engine: { threads: 2, features: engine },
      ...more,
    },
    'config',
  );

const day = (at: Date): number => Math.floor(at.getTime() / msPerDay);

/** Whether an event had arrived by the end of a day. */
function isKnown({ at, received }: Arrived, by: string): boolean {
  const lateness = received === null ? 0 : Math.max(0, day(received) - day(at));
  return lateness < 255 && day(at) + lateness <= Date.parse(by) / msPerDay;
}

const addDays = (from: string, days: number): string =>
  new Date(Date.parse(from) + days * msPerDay).toISOString().slice(0, 10);

async function snapshot(path: string, at: string, horizon: number): Promise<SnapshotTable> {
  const config = configOf(path, 'native', { windows: { horizonDays: horizon } });
  const log = await openEventLog(config.events, config.engine);
  const built = await buildSnapshot(log, config, matureSnapshot(at, horizon, '2099-01-01'), []);
  log.close();
  return built;
}

it('sees what had arrived, as plain loops over the events that were known do', async () => {
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(fc.nat(999), fc.constantFrom(1, 14, 300), async (seed, horizon) => {
      const events = late(toyEvents(8, 100, seed), seed + 1);
      const path = await write(`random-${seed}-${horizon}.csv`, events);
      const at = '2025-03-01';
      const { table } = await snapshot(path, at, horizon);
      const users = [...new Set(events.map(({ user }) => user))].sort();
      const rows = new Map(table.toArray().map((row) => [String(row['user_id']), row.toJSON()]));
      for (const user of users) {
        const own = events.filter((event) => event.user === user);
        const known = own.filter((event) => isKnown(event, at));
        const want = bruteForce(known, at, { observation: 30, value: 90 });
        expect(rows.has(user)).toBe(want !== null);
        if (want === null) continue;
        const row = rows.get(user)!;
        for (const name of ['active_days_30', 'frequency_30', 'recency_days', 'monetary_90', 'tenure_days']) {
          expect(Number(row[name]), name).toBeCloseTo(want[name]!, 6);
          compared += 1;
        }
        const later = own.filter((event) => isKnown(event, addDays(at, horizon)));
        expect(row[`label_churn_${horizon}d`]).toBe(bruteLabel(later, at, horizon));
      }
    }),
    { numRuns: 15, seed: 9 },
  );
  expect(compared).toBeGreaterThan(150);
});

describe('both engines', () => {
  it.each([
    ['zones', { timeZone: 'Europe/Berlin', timestampsIn: 'UTC' }, {}],
    ['history and trends', {}, { historyDays: 'all', trends: true, horizonDays: 7 }],
  ])('give the same bits: %s', async (name, zone, windows) => {
    const path = await write(`${name}.csv`, late(toyEvents(60, 150, 4), 5));
    const [native, sql] = await Promise.all(
      (['native', 'sql'] as const).map((engine) => {
        const config = configOf(path, engine, { windows });
        return buildSnapshots({ ...config, events: { ...config.events, ...zone } });
      }),
    );
    expect(native!.report).toEqual(sql!.report);
    expect(compareSnapshots(native!.snapshots, sql!.snapshots)).toBeGreaterThan(5000);
  });

  it('take the copy of an event that arrived first', async () => {
    const events = late(toyEvents(40, 150, 6), 7);
    const again = events.map((e) => ({ ...e, received: new Date(e.at.getTime() + 30 * msPerDay) }));
    const first = events.map((e) => ({ ...e, received: e.received ?? e.at }));
    const once = await buildSnapshots(configOf(await write('once.csv', first), 'native'));
    for (const engine of ['native', 'sql'] as const) {
      const mixed = first.flatMap((e, i) => {
        const copy = again[i]!;
        return copy.received! > e.received ? [copy, e] : [e];
      });
      const twice = await buildSnapshots(configOf(await write(`twice-${engine}.csv`, mixed), engine));
      expect(compareSnapshots(twice.snapshots, once.snapshots)).toBeGreaterThan(2000);
      expect(twice.report.log.dropped.duplicateId).toBeGreaterThan(100);
    }
  });
});

it('is in the queries that winback sql prints, in features and labels', async () => {
  const path = await write('printed.csv', late(toyEvents(40, 120, 12), 13));
  const at = '2025-03-20';
  const { table } = await snapshot(path, at, 14);
  const built = new Map(table.toArray().map((row) => [String(row['user_id']), row.toJSON()]));
  const engine = await DuckDb.open({ threads: 1 });
  await engine.run(`CREATE TABLE log AS FROM read_csv('${path}')`);
  const config = configOf(path, 'native');
  for (const kind of ['features', 'labels'] as const) {
    const sql = snapshotSql(config, kind, [at], { dialect: 'duckdb', table: 'log', language: 'en' });
    const [zone, query] = sql.split(/;\n/);
    await engine.run(zone!);
    const rows = await engine.rows(query!);
    expect(rows.length).toBe(built.size);
    for (const row of rows) {
      for (const [name, value] of Object.entries(row)) {
        if (name === 'snapshot_date' || value === null) continue;
        const own = built.get(String(row['user_id']))?.[name];
        if (typeof value === 'number' || typeof value === 'bigint')
          expect(Number(own), name).toBeCloseTo(Number(value), 9);
      }
    }
  }
  engine.close();
});

it('changes nothing at a snapshot when events arrive after it', async () => {
  const events = late(toyEvents(30, 100, 2), 3);
  const at = '2025-03-01';
  const before = await snapshot(await write('before.csv', events), at, 14);
  const until = addDays(at, 14);
  const kept = events.filter((event) => isKnown(event, until));
  const without = await snapshot(await write('without.csv', kept), at, 14);
  expect(kept.length).toBeLessThan(events.length);
  expect(compareSnapshots([without], [before])).toBeGreaterThan(300);
});

it('counts late events and those without a time of arrival, and refuses a history that was loaded at once', async () => {
  const events = late(toyEvents(60, 150, 8), 9);
  const path = await write('counted.csv', events);
  const { report } = await buildSnapshots(configOf(path, 'native'));
  const mapped = events.filter(({ event }) => event !== 'noise' && report.log.events > 0);
  const lateness = mapped.map(({ at, received }) => (received === null ? 0 : day(received) - day(at)));
  expect(report.log.reading.arrivals).toEqual({
    untimed: mapped.filter(({ received }) => received === null).length,
    late: lateness.filter((days) => days > 0).length,
    neverKnown: lateness.filter((days) => days > 254).length,
  });
  const loaded = events.map((event) => ({ ...event, received: new Date('2026-06-01') }));
  const all = await write('loaded.csv', loaded);
  await expect(buildSnapshots(configOf(all, 'native'))).rejects.toThrow(
    /receivedAt: \d+ of \d+ events \(\d+\.\d %\) arrived more than 254 days after .*allow: \[receivedAt\]/,
  );
  await expect(buildSnapshots(configOf(path, 'native', {}, { receivedAt: 'gott' }))).rejects.toThrow(
    'columns.receivedAt: the event log has no column "gott" (did you mean "got"?)',
  );
  await expect(buildSnapshots(configOf(path, 'native', {}, { receivedAt: 'what' }))).rejects.toThrow(
    /receivedAt: \d+ of \d+ values of column "what" \(100.0 %\) cannot be read as times/,
  );
});
