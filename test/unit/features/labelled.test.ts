// Labelled tables of given days without a model: the bits that training sees, whole days only, a file each where asked.
import { access, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { tableFromIPC } from 'apache-arrow';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { addDays } from '../../../src/base/days.js';
import { DuckDb } from '../../../src/data/sources/duckdb.js';
import { buildSnapshots, type FeatureSet, type SnapshotTable } from '../../../src/features/build.js';
import { type FeaturesConfig, featuresConfig } from '../../../src/features/config.js';
import { writeLabelled } from '../../../src/pipeline/features/labelled-run.js';
import { compareSnapshots } from '../../support/same-tables.js';
import { bruteLabel } from './brute-force.js';
import { type ToyEvent, toyConfig, toyEvents, writeToyCsv } from './toy-log.js';

const windows = { observationDays: 20, valueDays: 40, horizonDays: 7 };
const days = { everyDays: 5, train: 4, calibration: 1, test: 1 };
const events = toyEvents(90, 110, 23);
const at = (...names: string[]): string => join(folder, ...names);
let folder = '';
let set: FeatureSet;

function configOf(engine: 'native' | 'sql' = 'native', given: object = {}): FeaturesConfig {
  const attributes = {
    ...{ source: at('attributes.csv'), user: 'who', validFrom: 'since' },
    ...{ fields: ['plan', 'place'], topK: 3 },
  };
  const own = { events: { source: at('log.csv'), ...toyConfig }, attributes, windows, snapshots: days };
  return featuresConfig({ ...own, engine: { features: engine, threads: 2 }, ...given }, 'config');
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'winback-labelled-'));
  await writeToyCsv(at('log.csv'), events);
  const rows = Array.from({ length: 80 }, (_, i) => {
    const later = i % 3 === 0 ? `\nu${i},2025-03-01,z,p1` : '';
    return `u${i},2024-06-01,${['a', 'b', 'c', ''][i % 4]},p${i % 11}${later}`;
  });
  await writeFile(at('attributes.csv'), `who,since,plan,place\n${rows.join('\n')}\n`);
  set = await buildSnapshots(configOf());
});
afterAll(() => rm(folder, { recursive: true }));

const trained = (of: FeatureSet = set): readonly SnapshotTable[] =>
  of.split.train.map(({ day }) => of.snapshots.find((one) => one.day === day)!);

async function read(day: string, file: string, label: string): Promise<SnapshotTable> {
  const table = tableFromIPC(await readFile(file));
  const positives = [...table.getChild(label)!].filter((value) => Number(value) === 1).length;
  return { day, table, positives };
}

it.each(['native', 'sql'] as const)('has the very bits that training sees (%s)', async (engine) => {
  const asked = set.split.train.map(({ day }) => day);
  expect(asked).toHaveLength(4);
  const output = at(`${engine}-{day}.arrow`);
  const run = await writeLabelled(configOf(engine), output, { days: [...asked].reverse() });
  expect(run.days.map(({ day }) => day)).toEqual(asked);
  expect(run.encodings).toEqual(set.encodings);
  expect(run.features).toEqual(set.report.features);
  const { value: _, ...columns } = set.columns;
  expect(run.columns).toEqual(columns);
  const written = await Promise.all(run.days.map(({ day, file }) => read(day, file!, run.columns.label)));
  expect(compareSnapshots(written, trained())).toBeGreaterThan(3000);
  expect(run.days.map(({ rows, positives }) => ({ rows, positives }))).toEqual(
    trained().map(({ table, positives }) => ({ rows: table.numRows, positives })),
  );
});

it('writes all days to one Parquet file, with the label that plain loops give', async () => {
  const [first, second] = trained();
  const range = { from: first!.day, to: addDays(second!.day, 4) };
  const run = await writeLabelled(configOf(), at('all.parquet'), { days: range });
  expect(run.days.map(({ day, file }) => [day, file])).toEqual([
    [first!.day, at('all.parquet')],
    [second!.day, at('all.parquet')],
  ]);
  const engine = await DuckDb.open({ threads: 1 });
  const query = `SELECT user_id, snapshot_date::VARCHAR AS day, label_churn_7d AS label FROM '${at('all.parquet')}'`;
  const rows = await engine.rows(query);
  engine.close();
  expect(rows).toHaveLength(first!.table.numRows + second!.table.numRows);
  expect(run.rows).toBe(rows.length);
  for (const { user_id: user, day, label } of rows) {
    const own = events.filter((event) => event.user === user);
    expect({ user, day, label }).toEqual({ user, day, label: bruteLabel(own, String(day), 7) });
  }
});

it('takes the last day whose horizon has passed, and refuses later ones by naming it', async () => {
  const last = addDays(set.report.log.lastCompleteDay, -7);
  const run = await writeLabelled(configOf(), at('last.csv'));
  expect(run.days.map(({ day }) => day)).toEqual([last]);
  const tomorrow = addDays(last, 1);
  const late = new RegExp(`snapshot of ${tomorrow} is not mature.*the last mature day is ${last}`);
  for (const asked of [[tomorrow], { from: addDays(last, -6), to: tomorrow, every: 7 }])
    await expect(writeLabelled(configOf(), at('late.csv'), { days: asked })).rejects.toThrow(late);
  await expect(access(at('late.csv'))).rejects.toThrow();
});

it('refuses days without a window, days twice and ranges without a day', async () => {
  const refused = (asked: object): Promise<unknown> =>
    writeLabelled(configOf(), at('no.csv'), { days: asked as readonly string[] }).then(
      () => 'written',
      (error: Error) => error.message,
    );
  const first = set.report.log.firstDay;
  expect(await refused([first])).toMatch(/the observation window of 20 days to .* starts on/);
  expect(await refused(['2025-03-01', '2025-03-08', '2025-03-01'])).toMatch(/2025-03-01 is named twice/);
  expect(await refused([])).toBe('no snapshot day is named');
  expect(await refused(['2025-02-30'])).toMatch(/2025-02-30/);
  expect(await refused({ from: '2025-03-02', to: '2025-03-01' })).toMatch(/end on 2025-03-01, before/);
  expect(await refused({ from: '2025-03-01', every: 0 })).toMatch(/every/);
  expect(await refused({ to: '2025-03-01' })).toMatch(/from/);
  expect(await refused({ from: '0001-01-01', to: '2025-03-01', every: 1 })).toMatch(/starts on|the log/);
  expect((await readdir(folder)).filter((name) => name.startsWith('no.'))).toEqual([]);
});

it('looks at new users with afterFirstDays, and counts days without one', async () => {
  const joined: readonly ToyEvent[] = toyEvents(150, 15, 17).map((event) => {
    const shift = Number(event.user.slice(1)) % 100;
    return { ...event, at: new Date(event.at.getTime() + shift * 864e5) };
  });
  await writeToyCsv(at('new.csv'), joined);
  const own = { observationDays: 8, valueDays: 8, horizonDays: 4 };
  const given = { events: { source: at('new.csv'), ...toyConfig }, attributes: undefined, windows: own };
  const snapshots = { afterFirstDays: 1, train: 15, calibration: 15, test: 15 };
  const want = await buildSnapshots(configOf('native', { ...given, snapshots }));
  const labelled = want.snapshots.filter(({ positives }) => positives !== null);
  const filled = labelled.filter(({ table }) => table.numRows > 0).slice(0, 4);
  const empty = labelled.find(({ table }) => table.numRows === 0)!;
  const asked = [...filled, empty].map(({ day }) => day);
  for (const engine of ['native', 'sql'] as const) {
    const config = configOf(engine, { ...given, snapshots });
    const run = await writeLabelled(config, at(`new-${engine}-{day}.arrow`), { days: asked });
    expect(run.days.find(({ day }) => day === empty.day)).toMatchObject({ rows: 0, file: null });
    const files = run.days.filter(({ file }) => file !== null);
    const written = await Promise.all(files.map(({ day, file }) => read(day, file!, run.columns.label)));
    expect(compareSnapshots(written, filled)).toBeGreaterThan(50);
    const nobody = writeLabelled(config, at('nobody.parquet'), { days: [empty.day] });
    await expect(nobody).rejects.toThrow(/no user has a row on the snapshot days/);
  }
});
