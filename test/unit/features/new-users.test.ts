// Snapshots some days after each user's first event (snapshots.afterFirstDays), and labelled snapshots.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { addDays, dayNumber } from '../../../src/base/days.js';
import { DuckDb } from '../../../src/data/sources/duckdb.js';
import { buildSnapshots, tableOf } from '../../../src/features/build.js';
import { featuresConfig } from '../../../src/features/config.js';
import { embargoHolds, planSplits } from '../../../src/features/splits.js';
import { buildStoredFeatures, parseStoredFeatures } from '../../../src/features/stored-features.js';
import { snapshotSql } from '../../../src/pipeline/sql/queries.js';
import { compareSnapshots } from '../../support/same-tables.js';
import { bruteForce, bruteLabel } from './brute-force.js';
import { type ToyEvent, toyConfig, toyEvents, writeToyCsv } from './toy-log.js';

let folder = '';
const path = (): string => join(folder, 'new.csv');

// Users join one after another: each user's events are moved to begin on a day of the user's own.
const joined: readonly ToyEvent[] = toyEvents(400, 15, 17).map((event) => {
  const shift = Number(event.user.slice(1)) % 100;
  return { ...event, at: new Date(event.at.getTime() + shift * 864e5) };
});

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'winback-new-users-'));
  await writeToyCsv(path(), joined);
});
afterAll(() => rm(folder, { recursive: true }));

const afterFirstDays = 5;
const snapshots = { afterFirstDays, train: 25, calibration: 8, test: 8 };
const windows = { observationDays: 10, valueDays: 20, horizonDays: 7 };

const configOf = (engine: 'native' | 'sql') =>
  featuresConfig(
    {
      events: { source: path(), ...toyConfig },
      windows,
      snapshots,
      engine: { features: engine, threads: 2 },
    },
    'config',
  );

const dayOf = ({ at }: ToyEvent): string => at.toISOString().slice(0, 10);

const firstDays = new Map<string, string>();
// A noise event has no role, so it is none of the log's.
for (const event of joined.filter(({ event: name }) => name !== 'noise')) {
  const before = firstDays.get(event.user);
  if (before === undefined || dayOf(event) < before) firstDays.set(event.user, dayOf(event));
}

it('looks at each user once, that many days after the first event, with what plain loops give', async () => {
  const set = await buildSnapshots(configOf('native'));
  expect(set.report.afterFirstDays).toBe(afterFirstDays);
  const seen: string[] = [];
  for (const { day, table } of set.snapshots) {
    for (const row of table.toArray().map((one) => one.toJSON())) {
      const user = String(row['user_id']);
      seen.push(user);
      expect(firstDays.get(user)).toBe(addDays(day, 1 - afterFirstDays));
      const own = joined.filter((event) => event.user === user);
      const want = bruteForce(own, day, { observation: 10, value: 20 })!;
      for (const name of ['active_days_10', 'frequency_10', 'recency_days', 'tenure_days'])
        expect(Number(row[name]), name).toBe(want[name]);
      if ('label_churn_7d' in row) expect(row['label_churn_7d']).toBe(bruteLabel(own, day, 7));
    }
  }
  expect(seen.length).toBeGreaterThan(30);
  expect(new Set(seen).size).toBe(seen.length);
  // Every user whose day lies in a section and who was active has a row.
  const days = new Set(set.snapshots.map(({ day }) => day));
  const wanted = [...firstDays].filter(([user, first]) => {
    const day = addDays(first, afterFirstDays - 1);
    const own = joined.filter((event) => event.user === user);
    return days.has(day) && bruteForce(own, day, { observation: 10, value: 20 }) !== null;
  });
  expect(seen.length).toBe(wanted.length);
  const { split } = set;
  expect(embargoHolds(split.train, split.calibration, 7)).toBe(true);
  expect(embargoHolds(split.calibration, split.test, 7)).toBe(true);
  // Nobody is new whose earlier events could lie before the log.
  const early = addDays(set.report.log.firstDay, windows.observationDays);
  expect(seen.every((user) => firstDays.get(user)! >= early)).toBe(true);
  expect(tableOf(set, split.train).numRows).toBeGreaterThan(10);
});

it('gives the same bits by SQL, and in the query that winback sql prints', async () => {
  const native = await buildSnapshots(configOf('native'));
  const sql = await buildSnapshots(configOf('sql'));
  const filled = (of: typeof native) => of.snapshots.filter(({ table }) => table.numRows > 0);
  expect(compareSnapshots(filled(native), filled(sql))).toBeGreaterThan(1000);
  expect(sql.report).toEqual(native.report);
  const { day, table } = filled(native)[0]!;
  const engine = await DuckDb.open({ threads: 1 });
  await engine.run(`CREATE TABLE log AS FROM read_csv('${path()}')`);
  const given = { dialect: 'duckdb', table: 'log', language: 'en' } as const;
  const [zone, query] = snapshotSql(configOf('native'), 'features', [day], given).split(/;\n/);
  await engine.run(zone!);
  const rows = await engine.rows(query!);
  engine.close();
  expect(rows.map((row) => row['user_id'])).toEqual([...table.getChild('user_id')!]);
  expect(rows.map((row) => Number(row['frequency_10']))).toEqual(
    [...table.getChild('frequency_10')!].map(Number),
  );
});

it('refuses what would leave users out, and a log that cannot tell who is new', () => {
  const config =
    (given: object, own: object = windows) =>
    () =>
      featuresConfig({ events: { source: 'x.csv', ...toyConfig }, windows: own, snapshots: given }, 'config');
  expect(config({ afterFirstDays: 5, everyDays: 7 })).toThrow(
    /snapshots.everyDays is 7: with afterFirstDays it is 1/,
  );
  expect(config({ afterFirstDays: 11 })).toThrow(
    /afterFirstDays is 11, more than windows.observationDays \(10\)/,
  );
  expect(config({ afterFirstDays: 3 })().snapshots).toMatchObject({ everyDays: 1, train: 56, test: 14 });
  const range = { firstDay: '2025-01-01', lastCompleteDay: '2025-02-10' };
  const small = { everyDays: 1, train: 1, calibration: 1, test: 1, folds: 0, afterFirstDays: 5 };
  expect(planSplits(range, windows, small).train[0]!.day).toBe('2025-01-18');
  expect(() => planSplits({ ...range, lastCompleteDay: '2025-02-06' }, windows, small)).toThrow(
    /with afterFirstDays: 5 at least 38 days are needed/,
  );
});

it('says where a log has no new users', async () => {
  const given = { ...windows, observationDays: 20 };
  const few = { afterFirstDays, train: 1, calibration: 1, test: 1 };
  const old = toyEvents(30, 100, 3).filter(({ at }) => at > new Date('2025-01-01'));
  const again = old.map((event, i) => ({ ...event, user: `u${i % 20}` }));
  await writeToyCsv(join(folder, 'old.csv'), again);
  const config = featuresConfig(
    { events: { source: join(folder, 'old.csv'), ...toyConfig }, windows: given, snapshots: few },
    'config',
  );
  await expect(buildSnapshots(config)).rejects.toThrow(
    /no user is new on the days of snapshots.train, 2025-\d\d-\d\d to 2025-\d\d-\d\d: take more days/,
  );
});

it('gives the features of a stored model with labels, for a day whose horizon has passed', async () => {
  for (const given of [{}, snapshots]) {
    const config = featuresConfig(
      { events: { source: path(), ...toyConfig }, windows, snapshots: given },
      'config',
    );
    const set = await buildSnapshots(config);
    const { report, columns, encodings, snapshots: built } = set;
    const { timeZone, observationDays, horizonDays, features } = report;
    const described = { timeZone, observationDays, horizonDays, columns, features, encodings };
    const stored = parseStoredFeatures({ ...described, afterFirstDays: report.afterFirstDays });
    const { day, table } = built.filter((one) => one.positives !== null && one.table.numRows > 0).at(-1)!;
    const own = await buildStoredFeatures(config, stored, report.featureVersion, { day, labels: true });
    expect(compareSnapshots([own], [{ day, table, positives: own.positives }])).toBeGreaterThan(10);
    const last = await buildStoredFeatures(config, stored, report.featureVersion, { labels: true });
    expect(last.day).toBe(addDays(report.log.lastCompleteDay, -horizonDays));
    const tomorrow = addDays(last.day, 1);
    const early = buildStoredFeatures(config, stored, report.featureVersion, { day: tomorrow, labels: true });
    await expect(early).rejects.toThrow(
      /is not mature: its label needs 7 days after it, the data is complete for 6/,
    );
    expect(dayNumber(tomorrow)).toBeGreaterThan(dayNumber(day));
  }
});
