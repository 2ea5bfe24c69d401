// Stores of events in further cases: random logs against memory and SQL, further kinds of features, two appends at once.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { type FeaturesConfig, featuresConfig } from '../../../../src/features/config.js';
import { appendEvents } from '../../../../src/features/day-store/append.js';
import { compacted } from '../../../../src/features/day-store/compact.js';
import {
  commitManifest,
  readManifest,
  withStoreLock,
} from '../../../../src/features/day-store/store-folder.js';
import { buildStoredFeatures } from '../../../../src/features/stored-features.js';
import { type ToyEvent, toyConfig, toyEvents, writeToyCsv } from '../toy-log.js';
import { fromStore, modelOf, rowsOf, sameAsMemory } from './store-support.js';

let root = '';
let made = 0;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'winback-more-stores-'));
});
afterAll(() => rm(root, { recursive: true }));

const newName = (): string => `made-${made++}`;
const place = { day: '2025-03-01' };

function configOf(source: readonly string[], events: object = {}, rest: object = {}): FeaturesConfig {
  return featuresConfig(
    { events: { source, ...toyConfig, ...events }, engine: { threads: 2 }, ...rest },
    'config',
  );
}

/** Cuts events into files, those before `cuts[0]` in the first. @returns their names */
async function cutFiles(events: readonly ToyEvent[], cuts: readonly string[]): Promise<readonly string[]> {
  const name = newName();
  const dayOf = ({ at }: ToyEvent): string => at.toISOString().slice(0, 10);
  const ends = [...cuts, '9999-12-31'];
  const files = ends.map((end, i) => ({
    file: `${name}-${i}.csv`,
    own: events.filter((event) => dayOf(event) < end && (i === 0 || dayOf(event) >= ends[i - 1]!)),
  }));
  for (const { file, own } of files) await writeToyCsv(join(root, file), own);
  return files.map(({ file }) => file);
}

async function storeOf(files: readonly string[], events: object = {}, rest: object = {}): Promise<string> {
  const store = join(root, newName());
  for (const file of files) await appendEvents(store, configOf([file], events, rest), { root });
  return store;
}

describe('what a store gives is what memory and SQL give', () => {
  it('on random logs, cut anywhere', async () => {
    let users = 0;
    const log = fc.record({
      seed: fc.integer({ min: 1, max: 1e6 }),
      cut: fc.integer({ min: 1, max: 9 }),
      observationDays: fc.constantFrom(7, 30, 62),
      timeZone: fc.constantFrom('UTC', 'Asia/Shanghai', 'America/Sao_Paulo'),
    });
    await fc.assert(
      fc.asyncProperty(log, async ({ seed, cut, observationDays, timeZone }) => {
        const files = await cutFiles(toyEvents(12, 64, seed), [`2025-02-2${cut - 1}`, '2025-03-01']);
        const own = { timeZone, timestampsIn: 'UTC', allow: ['paid', 'quota', 'coupon', 'refunded'] };
        const rest = { windows: { observationDays } };
        const all = configOf(files, own, rest);
        const model = await modelOf(all, root, place.day);
        const store = await storeOf(files, own, rest);
        users += await sameAsMemory(store, all, model, { ...place, root });
        const sql = featuresConfig({ ...all, engine: { features: 'sql', threads: 2 } }, 'config');
        const { table } = await buildStoredFeatures(sql, model.stored, model.version, { ...place, root });
        const { tables } = await fromStore(store, all, model, { ...place, root });
        expect(rowsOf(tables)).toEqual(rowsOf([table]));
      }),
      { numRuns: 3, seed: 13 },
    );
    expect(users).toBeGreaterThan(8);
  });

  it('with features of the user’s own, whose events are copies in the files', async () => {
    const features = [
      { name: 'opened', over: 'open_app', aggregate: 'count', window: 20 },
      { name: 'paid_sum', over: ['event:paid'], column: 'amount', window: 60, aggregate: 'sum' },
      { name: 'tools', over: 'feature_used', aggregate: 'variety', column: 'feature', window: 45 },
    ];
    const files = await cutFiles(toyEvents(40, 64, 31), ['2025-02-25', '2025-03-01']);
    const own = { features, allow: ['paid'] };
    const all = configOf(files, own);
    const model = await modelOf(all, root, place.day);
    expect(model.stored.names).toEqual(expect.arrayContaining(['opened', 'paid_sum', 'tools']));
    const store = await storeOf(files, own);
    expect(await sameAsMemory(store, all, model, { ...place, root })).toBeGreaterThan(10);
  });

  it('for users some days after their first event', async () => {
    const files = await cutFiles(
      // Users begin on different days.
      toyEvents(60, 64, 32).map((e) => ({
        ...e,
        user: `${e.user}-${e.at.getUTCMonth()}-${e.at.getUTCDate() % 9}`,
      })),
      ['2025-02-25'],
    );
    const rest = { snapshots: { afterFirstDays: 3 } };
    const all = configOf(files, {}, rest);
    const model = await modelOf(all, root, place.day);
    const store = await storeOf(files, {}, rest);
    expect(await sameAsMemory(store, all, model, { ...place, root })).toBeGreaterThan(0);
  });

  it('as it was known on the day, with times of arrival', async () => {
    const events = toyEvents(40, 64, 33);
    const lines = events.map((e, i) => {
      const got = new Date(e.at.getTime() + (i % 7 === 0 ? 3 : 0) * 864e5);
      return `${e.user},${e.at.toISOString()},${e.event},${got.toISOString()}`;
    });
    const name = newName();
    const header = 'who,when,what,got\n';
    await writeFile(join(root, `${name}.csv`), `${header}${lines.join('\n')}\n`);
    const events_ = {
      columns: { user: 'who', time: 'when', event: 'what', receivedAt: 'got' },
      roles: { login: 'open_app', activity: ['use_feature', 'noise'], payment: 'paid' },
      allow: ['paid'],
    };
    const given = { source: [`${name}.csv`], ...events_ };
    const all = featuresConfig({ events: given, engine: { threads: 2 } }, 'config');
    const model = await modelOf(all, root, place.day);
    const store = join(root, newName());
    await appendEvents(store, all, { root });
    expect(await sameAsMemory(store, all, model, { ...place, root })).toBeGreaterThan(10);
  });
});

describe('a store', () => {
  it('whose oldest runs are joined gives the same, and its files stay known', async () => {
    const files = await cutFiles(toyEvents(40, 64, 34), ['2025-02-25', '2025-02-26', '2025-02-27']);
    const all = configOf(files);
    const model = await modelOf(all, root, place.day);
    const store = await storeOf(files);
    await withStoreLock(store, true, async () => {
      const manifest = (await readManifest(store))!;
      expect(manifest.runs).toHaveLength(4);
      const work = { threads: 2, signal: undefined };
      const joined = await compacted(store, manifest, work, { most: 3, kept: 2 });
      expect(joined.runs).toHaveLength(3);
      await commitManifest(store, joined);
    });
    expect(await sameAsMemory(store, all, model, { ...place, root })).toBeGreaterThan(10);
    expect(await appendEvents(store, all, { root })).toMatchObject({ knownFiles: 4, files: 0, runs: 3 });
  });

  it('takes one of two appends at once and refuses the other, which then finds its place', async () => {
    const files = await cutFiles(toyEvents(40, 64, 35), ['2025-02-25']);
    const store = join(root, newName());
    const append = (file: string) => appendEvents(store, configOf([file]), { root });
    const done = await Promise.allSettled(files.map(append));
    const refused = done.flatMap((one, i) => (one.status === 'rejected' ? [{ one, file: files[i]! }] : []));
    expect(refused).toHaveLength(1);
    expect(refused[0]!.one.reason).toMatchObject({ code: 'LOCKED' });
    await append(refused[0]!.file);
    const all = configOf(files);
    const model = await modelOf(all, root, place.day);
    expect(await sameAsMemory(store, all, model, { ...place, root })).toBeGreaterThan(10);
  });
});
