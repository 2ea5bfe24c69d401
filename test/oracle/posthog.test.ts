// PostHog's own tables in a real ClickHouse (chDB, over HTTP), and its batch export, give what the plain log gives of which
// somebody knows who is whom.
import { randomUUID } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Progress } from '../../src/base/progress.js';
import { DuckDb } from '../../src/data/sources/duckdb.js';
import { type BuildOptions, buildSnapshots, type FeatureSet } from '../../src/features/build.js';
import { featuresConfig } from '../../src/features/config.js';
import { openBucket } from '../../src/stores/objects/bucket.js';
import { chdbPackages } from '../support/clickhouse/chdb.js';
import { type ClickHouseServer, clickHouseServer } from '../support/clickhouse/server.js';
import { posthogFolder } from '../support/logs/posthog-folder.js';
import {
  clickHouseSql,
  counted,
  exportedEvents,
  exportedPersons,
  plainCsv,
  team,
} from '../support/logs/posthog-tables.js';

import { motoKeys, noMoto, startMoto, type TestMoto } from '../support/servers/moto.js';

const packages = chdbPackages();
let folder = '';
beforeAll(async () => {
  folder = await posthogFolder(plainCsv());
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
  let server: ClickHouseServer;
  beforeAll(async () => {
    server = await clickHouseServer(packages!, () => clickHouseSql('posthog'));
  });
  afterAll(() => server.close());
  const source = (): string => server.url('posthog');

  test('merged persons are one user, also for a user who may change no setting', async () => {
    server.bridge.readonly = true;
    const read = await buildSnapshots(given({ ...posthog, source: source(), teamId: team }));
    server.bridge.readonly = false;
    expect(values(read)).toEqual(values(await plain()));
    const { persons } = read.report.log.reading;
    expect(persons).toMatchObject({ moved: counted.moved, deleted: counted.deleted, unknown: 0 });
    expect(counted.moved).toBeGreaterThan(100);
    expect(counted.deleted).toBeGreaterThan(50);
  });

  test('persons of the moment, where none are read', async () => {
    const read = await buildSnapshots(given({ ...posthog, source: source(), teamId: team, persons: [] }));
    expect(read.report.log.reading.persons).toEqual({ ids: 0, moved: 0, unknown: 0, deleted: null });
    expect(read.report.log.users).toBeGreaterThan((await plain()).report.log.users);
  });

  test('a server with too little memory is read in parts of ids, and nobody is lost', async () => {
    const memory = 'Code: 241. DB::Exception: (total) memory limit exceeded. (MEMORY_LIMIT_EXCEEDED)';
    server.bridge.fault = {
      on: /FROM "events"(?!\nWHERE[\s\S]*% 4 =)[\s\S]*Parquet/,
      how: { kind: 'refuse', message: memory },
    };
    server.bridge.asked.length = 0;
    const read = await buildSnapshots(given({ ...posthog, source: source(), teamId: team }));
    server.bridge.fault = undefined;
    const parts = server.bridge.asked.filter(({ query }) =>
      /cityHash64\(ifNull\(toString\("distinct_id"\)/.test(query),
    );
    expect(parts.length).toBe(4);
    expect(values(read)).toEqual(values(await plain()));
  });

  const pushed = (more: object = {}, options: BuildOptions = {}) =>
    buildSnapshots(
      featuresConfig(
        {
          ...given({ ...posthog, source: source(), teamId: team, ...more }),
          engine: { features: 'pushdown' },
        },
        'config',
      ),
      options,
    );

  test.each([[undefined], [[]]])('the server computes the same with persons %o', async (persons) => {
    const read = await buildSnapshots(given({ ...posthog, source: source(), teamId: team, persons }));
    server.bridge.asked.length = 0;
    const there = await pushed({ persons });
    expect(values(there)).toEqual(values(read));
    expect(there.report.log).toEqual(read.report.log);
    // Neither events nor ids left the server.
    expect(server.bridge.asked.filter(({ query }) => query.includes('Parquet'))).toEqual([]);
  });

  test('persons who are merged meanwhile stay as they were at first; rows that are written anew are noticed', async () => {
    const during = (at: string, version: number) => {
      const merged = `INSERT INTO posthog.person_distinct_id_overrides (team_id, distinct_id, person_id, is_deleted, version, _timestamp)
        SELECT team_id, distinct_id, '${randomUUID()}', 0, ${version}, '${at}' FROM posthog.events WHERE team_id = ${team} ORDER BY uuid LIMIT 1`;
      const onProgress = ({ stage, done }: Progress): void => {
        if (stage === 'features' && done === 1) server.chdb.query(merged);
      };
      return pushed({}, { onProgress });
    };
    expect(values(await during('2026-06-02 00:00:00', 20))).toEqual(values(await plain()));
    await expect(during('2026-05-31 00:00:00', 21)).rejects.toThrow(
      'the persons changed while they were read',
    );
    server.chdb.query('TRUNCATE TABLE posthog.person_distinct_id_overrides');
  });

  test.each([
    /FROM "events"[\s\S]*Parquet/,
    /person_distinct_id_overrides[\s\S]*Parquet/,
    /FROM person [\s\S]*Parquet/,
  ])('an answer to %s that is cut is refused', async (on) => {
    server.bridge.fault = { on, how: { kind: 'cut', share: 0.7 } };
    const work = buildSnapshots(given({ ...posthog, source: source(), teamId: team }));
    await expect(work).rejects.toMatchObject({ code: 'IO' });
    server.bridge.fault = undefined;
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

if (noMoto !== null) console.info(`skipped: ${noMoto}: the batch export on S3`);
describe.skipIf(noMoto !== null)('its batch export on S3', () => {
  let moto: TestMoto;
  beforeAll(async () => {
    moto = await startMoto();
    await moto.bucket('lake');
    const bucket = await openBucket(`s3://lake/?endpoint=${moto.url}`, 'test', {
      environment: motoKeys,
    });
    const engine = await DuckDb.open();
    const put = async (key: string, rows: string): Promise<void> => {
      const file = join(folder, 'one.parquet');
      await engine.run(`COPY (SELECT * FROM ${rows}) TO '${file}' (FORMAT parquet)`);
      await bucket.put(`posthog/${key}`, await readFile(file));
    };
    const month = (number: number): string =>
      `(SELECT * FROM ${exportedEvents()}) WHERE month("timestamp") = ${number}`;
    for (let number = 1; number <= 12; number++)
      await put(`events/2026/${number}/events.parquet.zst`, month(number));
    // An interval that was exported twice.
    await put('events/2026/2/again.parquet.zst', month(2));
    await bucket.put('posthog/events/2026/manifest.json', Buffer.from('{"files": []}'));
    await put('persons/persons.parquet.zst', exportedPersons());
    engine.close();
  });
  afterAll(() => moto.stop());

  test('the preset reads it as it lies there', async () => {
    const at = (pattern: string): string => `s3://lake/posthog/${pattern}?endpoint=${moto.url}`;
    const events = { source: at('events/**/*.parquet*'), persons: at('persons/*.parquet*') };
    const objects = await buildSnapshots(given({ ...posthog, ...events }), {
      environment: motoKeys,
    });
    expect(values(objects)).toEqual(values(await plain()));
    const { dropped, reading } = objects.report.log;
    expect(dropped.duplicateId).toBeGreaterThan(50);
    expect(reading.persons).toMatchObject({ moved: expect.any(Number), unknown: 0 });
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
  const { table, persons } = given({ source, preset: 'posthog' }).events;
  expect([table, persons]).toEqual(['events', ['person_distinct_id_overrides']]);
});
