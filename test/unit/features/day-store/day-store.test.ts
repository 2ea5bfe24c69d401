// A store of events against the same files read into memory: the same bits, however they came and whatever fits in memory.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { type FeaturesConfig, featuresConfig } from '../../../../src/features/config.js';
import { appendEvents } from '../../../../src/features/day-store/append.js';
import { forgetUsers } from '../../../../src/features/day-store/forget.js';
import { withStoreLock } from '../../../../src/features/day-store/store-folder.js';
import { type ToyEvent, toyConfig, toyEvents, writeToyCsv } from '../toy-log.js';
import { fromStore, modelOf, rowsOf, sameAsMemory } from './store-support.js';

let root = '';
let stores = 0;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'winback-day-store-'));
});
afterAll(() => rm(root, { recursive: true }));

const newStore = (): string => join(root, `store-${stores++}`);

function configOf(source: readonly string[], events: object = {}, rest: object = {}): FeaturesConfig {
  return featuresConfig(
    { events: { source, ...toyConfig, ...events }, engine: { threads: 2 }, ...rest },
    'config',
  );
}

/** Cuts events by UTC days: the first file has all before `from`, the others a day each. @returns their names */
async function dailyFiles(
  name: string,
  events: readonly ToyEvent[],
  from: string,
): Promise<readonly string[]> {
  const dayOf = ({ at }: ToyEvent): string => at.toISOString().slice(0, 10);
  const days = [...new Set(events.map(dayOf))].filter((day) => day >= from).sort();
  await writeToyCsv(
    join(root, `${name}-base.csv`),
    events.filter((event) => dayOf(event) < from),
  );
  for (const day of days)
    await writeToyCsv(
      join(root, `${name}-${day}.csv`),
      events.filter((event) => dayOf(event) === day),
    );
  return ['base', ...days].map((part) => `${name}-${part}.csv`);
}

async function appendEach(store: string, files: readonly string[], events: object, rest = {}): Promise<void> {
  for (const file of files) await appendEvents(store, configOf([file], events, rest), { root });
}

describe('day after day', () => {
  it('gives the bits of all files in memory: ids that come twice, noise, every role', async () => {
    const files = await dailyFiles('ids', toyEvents(80, 104, 21), '2025-04-10');
    const store = newStore();
    await appendEach(store, files, {});
    const all = configOf(files);
    const place = { root, day: '2025-04-13' };
    const model = await modelOf(all, root, place.day);
    expect(await sameAsMemory(store, all, model, place)).toBeGreaterThan(25);
  });

  it('gives them in a zone whose days are cut elsewhere, with late events and long windows', async () => {
    const events = toyEvents(60, 115, 22);
    // Every 50th event comes a day late.
    const late = events.filter((_, i) => i % 50 === 0);
    const files = await dailyFiles(
      'zone',
      events.filter((_, i) => i % 50 !== 0),
      '2025-04-20',
    );
    await writeToyCsv(join(root, 'zone-late.csv'), late);
    const own = {
      timeZone: 'Europe/Berlin',
      timestampsIn: 'UTC',
      columns: { ...toyConfig.columns, id: undefined },
    };
    const rest = { windows: { observationDays: 30, valueDays: 90 } };
    const store = newStore();
    await appendEach(store, files, own, rest);
    const added = await appendEvents(store, configOf(['zone-late.csv'], own, rest), { root });
    expect(added).toMatchObject({
      files: 1,
      replaced: null,
      common: 0,
      log: { events: late.length - noiseIn(late) },
    });
    const all = configOf([...files, 'zone-late.csv'], own, rest);
    const place = { root, day: '2025-04-24' };
    expect(await sameAsMemory(store, all, await modelOf(all, root, place.day), place)).toBeGreaterThan(15);
  });

  it('gives them with attributes that change, are missing, or have rare values', async () => {
    const files = await dailyFiles('plans', toyEvents(70, 97, 23), '2025-04-05');
    const rows = Array.from({ length: 40 }, (_, i) => `u${i},2024-06-01,${['a', 'b', ''][i % 3]},p${i % 5}`);
    await writeFile(
      join(root, 'attributes.csv'),
      `who,since,plan,place\n${rows.join('\n')}\nu3,2025-04-01,z,p1\nstranger,2025-01-01,a,p1\n`,
    );
    const attributes = {
      source: 'attributes.csv',
      user: 'who',
      validFrom: 'since',
      fields: ['plan', 'place'],
      topK: 3,
    };
    const store = newStore();
    await appendEach(store, files, {}, { attributes });
    const all = configOf(files, {}, { attributes });
    const place = { root, day: '2025-04-06' };
    const model = await modelOf(all, root, place.day);
    const memory = await fromStore(store, all, model, { ...place, groupBytes: 40_000 });
    expect(memory.groups).toBeGreaterThan(1);
    const one = await fromStore(store, all, model, place);
    expect(rowsOf(memory.tables)).toEqual(rowsOf(one.tables));
    expect(memory.attributes).toEqual(one.attributes);
    expect(rowsOf(one.tables).size).toBeGreaterThan(25);
  });
});

const noiseIn = (events: readonly ToyEvent[]): number =>
  events.filter(({ event }) => event === 'noise').length;

describe('what comes again', () => {
  it('is not read where its content is known, replaces its day where it changed, and is refused in doubt', async () => {
    const events = toyEvents(60, 54, 24);
    const files = await dailyFiles('again', events, '2025-02-20');
    const store = newStore();
    const first = await appendEvents(store, configOf(files.slice(0, 2)), { root });
    expect(first).toMatchObject({ files: 2, knownFiles: 0, day: null });
    const day = '2025-02-21';
    const own = events.filter(({ at }) => at.toISOString().startsWith(day));
    await appendEvents(store, configOf(files.slice(0, 3)), { root });
    expect(await appendEvents(store, configOf(files.slice(0, 3)), { root })).toMatchObject({
      ...{ files: 0, knownFiles: 3, log: null, runs: 2 },
    });
    // A copy under another name, and the same file twice in one call.
    await writeToyCsv(join(root, 'copy.csv'), own);
    expect((await appendEvents(store, configOf(['copy.csv', 'copy.csv']), { root })).knownFiles).toBe(2);
    const fixed = [...own.slice(0, -2), { ...own[0]!, id: 'new', user: 'someone-new', event: 'open_app' }];
    await writeToyCsv(join(root, `again-${day}.csv`), fixed);
    const replaced = await appendEvents(store, configOf([`again-${day}.csv`]), { root });
    expect(replaced).toMatchObject({ day, runs: 2, replaced: { day, events: own.length - noiseIn(own) } });
    const all = configOf([...files.slice(0, 2), `again-${day}.csv`]);
    const place = { root, day };
    expect(await sameAsMemory(store, all, await modelOf(all, root, day), place)).toBeGreaterThan(20);

    const other = own.map((event, i) => ({ ...event, id: `o${i}`, user: `other${i}` }));
    await writeToyCsv(join(root, 'doubt.csv'), other);
    const doubt = configOf(['doubt.csv']);
    await expect(appendEvents(store, doubt, { root })).rejects.toThrow(
      /the store has a run of 2025-02-21, and 0 of its \d+ events are in the new files: say --overlap=replace/,
    );
    await expect(
      appendEvents(store, configOf([files[1]!]), { root, overlap: 'replace' }),
    ).resolves.toMatchObject({
      knownFiles: 1,
    });
    expect((await appendEvents(store, doubt, { root, overlap: 'add' })).runs).toBe(3);
    await writeToyCsv(join(root, 'base-again.csv'), events.slice(0, 400));
    await expect(appendEvents(store, configOf(['base-again.csv']), { root })).rejects.toThrow(
      /\d+ of the \d+ events in the new files .* are in the store already/,
    );
    expect((await readdir(store)).filter((name) => name.endsWith('.events'))).toHaveLength(3);
  });

  it('counts an event with an id once, in whatever files it stands', async () => {
    const events = toyEvents(40, 67, 25);
    const files = await dailyFiles('twice', events, '2025-03-05');
    // Half of the day before comes again with the next day.
    const before = events.filter(({ at }) => at.toISOString().startsWith('2025-03-05'));
    const day = events.filter(({ at }) => at.toISOString().startsWith('2025-03-06'));
    await writeToyCsv(join(root, 'twice-2025-03-06.csv'), [...day, ...before.slice(0, day.length - 1)]);
    const store = newStore();
    await appendEach(store, files, {});
    const all = configOf(files);
    const place = { root, day: '2025-03-08' };
    expect(await sameAsMemory(store, all, await modelOf(all, root, place.day), place)).toBeGreaterThan(15);
  });
});

describe('a store', () => {
  it('of another configuration, version, folder or with damage is refused with the remedy; rebuilding mends it', async () => {
    const files = await dailyFiles('kinds', toyEvents(30, 50, 26), '2025-02-17');
    const store = newStore();
    const config = configOf(files.slice(0, 1));
    await appendEvents(store, config, { root });
    const refused = (given: FeaturesConfig, message: RegExp): Promise<void> =>
      expect(appendEvents(store, given, { root })).rejects.toThrow(message);
    const zone = configOf(files.slice(0, 2), { timeZone: 'Asia/Shanghai' });
    await refused(zone, /another configuration of events .* read all files again with --rebuild/);
    expect((await appendEvents(store, zone, { root, rebuild: true })).files).toBe(2);
    await refused(config, /another configuration/);
    const manifest = JSON.parse(await readFile(join(store, 'store.json'), 'utf8')) as { duckdb: string };
    await writeFile(join(store, 'store.json'), JSON.stringify({ ...manifest, duckdb: '0.0.1' }));
    await refused(zone, /made by winback .* with DuckDB 0\.0\.1/);
    await writeFile(join(store, 'store.json'), JSON.stringify({ ...manifest, format: 99 }));
    await refused(zone, /written by a newer winback/);
    await writeFile(join(store, 'store.json'), '{');
    await refused(zone, /store\.json is no JSON/);
    await writeFile(join(store, 'store.json'), JSON.stringify(manifest));
    const [run] = (await readdir(store)).filter((name) => name.endsWith('.events'));
    const bytes = await readFile(join(store, run!));
    bytes[bytes.length - 70]! ^= 1;
    await writeFile(join(store, run!), bytes);
    const model = await modelOf(zone, root, '2025-02-16');
    const snapshot = fromStore(store, zone, model, { day: '2025-02-16', root });
    await expect(snapshot).rejects.toThrow(/run-\d+\.events cannot be used as a run of events: its checksum/);
    await writeFile(join(root, 'alone.txt'), '');
    await expect(appendEvents(root, config, { root })).rejects.toThrow(/which is no part of a store/);
    const none = fromStore(join(root, 'nowhere'), zone, model, { day: '2025-02-15', root });
    await expect(none).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is used by one process at a time, and takes files alone', async () => {
    const files = await dailyFiles('lock', toyEvents(20, 40, 27), '2025-02-09');
    const store = newStore();
    const config = configOf(files);
    await withStoreLock(store, true, async () => {
      await expect(appendEvents(store, config, { root })).rejects.toMatchObject({ code: 'LOCKED' });
    });
    expect((await appendEvents(store, config, { root })).files).toBe(files.length);
    const table = configOf(['x.duckdb'], { table: 'events' });
    await expect(appendEvents(store, table, { root })).rejects.toThrow(
      /a store of events takes files of this machine/,
    );
    const order = configOf(files, { columns: { ...toyConfig.columns, order: 'id' } });
    await expect(appendEvents(store, order, { root })).rejects.toThrow(/columns\.order: a store cannot join/);
  });

  it('forgets users: their ids and events are in no file of it', async () => {
    const files = await dailyFiles('gone', toyEvents(40, 50, 28), '2025-02-18');
    const store = newStore();
    await appendEach(store, files, {});
    const config = configOf(files);
    const place = { root, day: '2025-02-18' };
    const model = await modelOf(config, root, place.day);
    const before = rowsOf((await fromStore(store, config, model, place)).tables);
    const user = [...before.keys()][3]!;
    const gone = await forgetUsers(store, [` ${user} `, 'nobody']);
    expect(gone).toMatchObject({ asked: 2 });
    expect(gone.events).toBeGreaterThan(0);
    const after = rowsOf((await fromStore(store, config, model, place)).tables);
    expect([...after.keys()].sort()).toEqual([...before.keys()].filter((id) => id !== user).sort());
    for (const name of (await readdir(store)).filter((one) => one.endsWith('.events'))) {
      // Ids stand one behind the other in a file; no other id of this log contains one with these letters around it.
      expect(await readFile(join(store, name), 'latin1')).not.toContain('nobody');
    }
    // The files are known: giving them again does not bring the user back.
    expect((await appendEvents(store, config, { root })).files).toBe(0);
    expect(await forgetUsers(store, [user])).toMatchObject({ events: 0, runs: 0 });
    await expect(forgetUsers(store, [])).rejects.toThrow(/no user was given/);
    const everyone = Array.from({ length: 40 }, (_, i) => `u${i}`);
    await expect(forgetUsers(store, everyone)).rejects.toThrow(/all users of the store would be forgotten/);
    expect(rowsOf((await fromStore(store, config, model, place)).tables)).toEqual(after);
  });
});
