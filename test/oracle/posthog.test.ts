// PostHog's own tables in a real ClickHouse (chDB, over HTTP), and its batch export, give what the plain log gives of which
// somebody knows who is whom.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { DuckDb } from '../../src/data/sources/duckdb.js';
import { buildSnapshots, type FeatureSet } from '../../src/features/build.js';
import { featuresConfig } from '../../src/features/config.js';
import { type Bridge, bridgeOver } from '../support/clickhouse/bridge.js';
import { type Chdb, chdbPackages } from '../support/clickhouse/chdb.js';
import {
  clickHouseSql,
  counted,
  exportedEvents,
  exportedPersons,
  plainCsv,
  team,
} from '../support/logs/posthog-tables.js';

const packages = chdbPackages();
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'winback-posthog-'));
  await writeFile(join(folder, 'plain.csv'), plainCsv());
  const engine = await DuckDb.open();
  const copy = (rows: string, file: string) =>
    engine.run(`COPY (SELECT * FROM ${rows}) TO '${join(folder, file)}' (FORMAT parquet)`);
  await copy(exportedEvents(), 'events.parquet.zst');
  await copy(exportedPersons(), 'persons.parquet');
  engine.close();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const common = { roles: { login: 'opened', payment: 'paid' }, timeZone: 'Asia/Shanghai', allow: ['json'] };
const given = (events: object) =>
  featuresConfig(
    { events: { ...common, ...events }, snapshots: { train: 2, calibration: 1, test: 1, folds: 0 } },
    'config',
  );
let once: Promise<FeatureSet> | undefined;
const plain = (): Promise<FeatureSet> => {
  const columns = { user: 'who', time: 'at', event: 'what', amount: 'amount' };
  once ??= buildSnapshots(given({ source: 'plain.csv', columns }), { root: folder });
  return once;
};
const values = ({ snapshots }: FeatureSet): unknown =>
  snapshots.map(({ day, table }) => ({
    day,
    columns: table.schema.fields.map(({ name }) => [name, [...table.getChild(name)!]] as const),
  }));
const posthog = { preset: 'posthog', columns: { amount: 'properties.amount' } };

describe.skipIf(packages === undefined)('in its ClickHouse', () => {
  let chdb: Chdb;
  let bridge: Bridge;
  beforeAll(async () => {
    chdb = new packages!.Session(join(folder, 'data'));
    bridge = await bridgeOver(chdb);
    for (const sql of clickHouseSql('posthog')) chdb.query(sql);
  });
  afterAll(async () => {
    await bridge.close();
    chdb.cleanup();
  });
  const source = (): string => `clickhouse://reader@127.0.0.1:${bridge.port}/posthog`;

  test('merged persons are one user, also for a user who may change no setting', async () => {
    bridge.readonly = true;
    const server = await buildSnapshots(given({ ...posthog, source: source(), teamId: team }));
    bridge.readonly = false;
    expect(values(server)).toEqual(values(await plain()));
    const { persons } = server.report.log.reading;
    expect(persons).toMatchObject({ moved: counted.moved, deleted: counted.deleted, unknown: 0 });
    expect(counted.moved).toBeGreaterThan(100);
    expect(counted.deleted).toBeGreaterThan(50);
  });

  test('persons of the moment, where none are read', async () => {
    const server = await buildSnapshots(given({ ...posthog, source: source(), teamId: team, persons: [] }));
    expect(server.report.log.reading.persons).toEqual({ ids: 0, moved: 0, unknown: 0, deleted: null });
    expect(server.report.log.users).toBeGreaterThan((await plain()).report.log.users);
  });

  test('a server with too little memory is read in parts of ids, and nobody is lost', async () => {
    const memory = 'Code: 241. DB::Exception: (total) memory limit exceeded. (MEMORY_LIMIT_EXCEEDED)';
    bridge.fault = {
      on: /FROM "events"(?!\nWHERE[\s\S]*% 4 =)[\s\S]*Parquet/,
      how: { kind: 'refuse', message: memory },
    };
    bridge.asked.length = 0;
    const server = await buildSnapshots(given({ ...posthog, source: source(), teamId: team }));
    bridge.fault = undefined;
    const parts = bridge.asked.filter(({ query }) =>
      /cityHash64\(ifNull\(toString\("distinct_id"\)/.test(query),
    );
    expect(parts.length).toBe(4);
    expect(values(server)).toEqual(values(await plain()));
  });

  test.each([
    /FROM "events"[\s\S]*Parquet/,
    /person_distinct_id_overrides[\s\S]*Parquet/,
    /FROM person [\s\S]*Parquet/,
  ])('an answer to %s that is cut is refused', async (on) => {
    bridge.fault = { on, how: { kind: 'cut', share: 0.7 } };
    const work = buildSnapshots(given({ ...posthog, source: source(), teamId: team }));
    await expect(work).rejects.toMatchObject({ code: 'IO' });
    bridge.fault = undefined;
  });

  test('what is missing is named', async () => {
    const open = (more: object) => buildSnapshots(given({ ...posthog, source: source(), ...more }));
    await expect(open({})).rejects.toThrow(/teamId is missing: .* several projects, such as 2, 3/);
    await expect(open({ teamId: team, persons: 'person' })).rejects.toThrow(
      'events.persons: the persons have no column "distinct_id"',
    );
    await expect(open({ teamId: team, persons: 'nowhere' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

test('a batch export with its persons gives the same', async () => {
  const files = await buildSnapshots(
    given({ ...posthog, source: '*.parquet.zst', persons: 'persons.parquet' }),
    { root: folder },
  );
  expect(values(files)).toEqual(values(await plain()));
  expect(files.report.log.reading.persons).toMatchObject({
    moved: counted.moved,
    deleted: counted.deleted,
    unknown: 0,
  });
});

test('JSON lines of an older export have no persons of their own', async () => {
  const engine = await DuckDb.open();
  const rows = `(SELECT uuid, event, distinct_id, TRY_CAST(properties AS JSON) AS properties, "timestamp" FROM ${exportedEvents()} UNION ALL
    SELECT 'x1', 'opened', 'nobody', '{}', TIMESTAMPTZ '2026-02-01 00:00:00Z')`;
  await engine.run(`COPY (SELECT * FROM ${rows}) TO '${join(folder, 'older.jsonl')}' (FORMAT json)`);
  const { persons } = await (async () => {
    const events = given({ ...posthog, source: 'older.jsonl', persons: 'persons.parquet' });
    return (await buildSnapshots(events, { root: folder })).report.log.reading;
  })();
  expect(persons).toMatchObject({ unknown: 1, deleted: counted.deleted });
  engine.close();
});

test('files of persons that tell too little or too much', async () => {
  const engine = await DuckDb.open();
  const write = (select: string) =>
    engine.run(
      `COPY (SELECT ${select} FROM ${exportedPersons()}) TO '${join(folder, 'other.parquet')}' (FORMAT parquet)`,
    );
  const open = (more: object = {}) =>
    buildSnapshots(given({ ...posthog, source: 'events.parquet.zst', persons: 'other.parquet', ...more }), {
      root: folder,
    });
  await write('* EXCLUDE (person_distinct_id_version)');
  await expect(open()).rejects.toThrow(
    'events.persons: the persons have no column "person_distinct_id_version"',
  );
  await write('* REPLACE (team_id + (random() * 2)::INTEGER AS team_id)');
  await expect(open()).rejects.toThrow(
    'events.teamId is missing: the files of the persons hold several projects',
  );
  await write('* EXCLUDE (is_deleted)');
  const { persons } = (await open({ teamId: team })).report.log.reading;
  expect(persons).toMatchObject({ moved: expect.any(Number), deleted: null });
  engine.close();
});

test('what a configuration must not hold is said before anything is read', () => {
  const check = (events: object) => () => given(events);
  const columns = { user: 'u', time: 't', event: 'e' };
  const source = 'clickhouse://me@127.0.0.1/posthog';
  expect(check({ source: 'x.csv', columns, persons: 'p.parquet' })).toThrow('goes with preset: posthog');
  expect(check({ source: 'x.csv', preset: 'segment', teamId: 2 })).toThrow('goes with preset: posthog');
  expect(check({ source: 'x.parquet', preset: 'posthog', teamId: 2 })).toThrow(
    'it chooses among the persons',
  );
  expect(check({ source, preset: 'posthog', persons: ['a', 'b'] })).toThrow(
    'one table of the ClickHouse server',
  );
  expect(check({ source, preset: 'segment', table: 'e' })).toThrow('presets are for files');
  const pushed = { events: { source, preset: 'posthog', roles: { login: 'a' } }, engine: 'pushdown' };
  expect(() => featuresConfig(pushed, 'config')).toThrow('pushdown takes no preset');
  const { table, persons } = given({ source, preset: 'posthog' }).events;
  expect([table, persons]).toEqual(['events', ['person_distinct_id_overrides']]);
});
