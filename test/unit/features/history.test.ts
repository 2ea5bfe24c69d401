import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { buildSnapshot } from '../../../src/features/build.js';
import { featuresConfig } from '../../../src/features/config.js';
import { openEventLog } from '../../../src/features/log/event-log.js';
import { bruteForce } from './brute-force.js';
import { bruteHistory } from './brute-history.js';
import { type ToyEvent, toyConfig, toyEvents, writeToyCsv } from './toy-log.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'winback-history-'));
});
afterAll(() => rm(folder, { recursive: true }));

let written = 0;

async function rowsOf(
  events: readonly ToyEvent[],
  windows: object,
  day: string,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const path = join(folder, `log-${written++}.csv`);
  await writeToyCsv(path, events);
  const config = featuresConfig({ events: { source: path, ...toyConfig }, windows }, 'config');
  const log = await openEventLog(config.events, config.engine);
  const { table } = await buildSnapshot(log, config, { day }, []);
  log.close();
  return table.toArray().map((row) => row.toJSON());
}

const close = (got: unknown, want: number | null, what: string): void => {
  if (want === null) expect(got, what).toBeNull();
  else expect(Number(got), what).toBeCloseTo(want, 9);
};

it('computes history and trends as plain loops over random logs do', async () => {
  let compared = 0;
  const lengths = fc.record({ seed: fc.nat(9999), days: fc.integer({ min: 2, max: 150 }) });
  const history = fc.constantFrom<number | 'all'>('all', 1, 30, 100);
  await fc.assert(
    fc.asyncProperty(lengths, history, async ({ seed, days }, historyDays) => {
      const events = toyEvents(6, days, seed);
      const day = new Date(Date.UTC(2025, 0, days - 1)).toISOString().slice(0, 10);
      fc.pre(events.some(({ at }) => at < new Date(`${day}T00:00:00Z`)));
      for (const row of await rowsOf(events, { historyDays, trends: true }, day)) {
        const own = events.filter(({ user }) => user === row['user_id']);
        const want = bruteHistory(own, day, historyDays === 'all' ? null : historyDays);
        for (const [name, value] of Object.entries(want)) {
          if (name in row) close(row[name], value, name);
          compared += name in row ? 1 : 0;
        }
      }
    }),
    { numRuns: 25, seed: 5 },
  );
  expect(compared).toBeGreaterThan(500);
});

it('computes counts and sums over further windows as over the observation window', async () => {
  const events = toyEvents(20, 120, 8);
  const day = '2025-04-28';
  const rows = await rowsOf(events, { furtherDays: [3, 90, 365] }, day);
  expect(rows.length).toBeGreaterThan(8);
  for (const row of rows) {
    const own = events.filter(({ user }) => user === row['user_id']);
    for (const days of [3, 30, 90, 365]) {
      const want = bruteForce(own, day, { observation: days, value: 90 });
      const active = Number(row[`active_days_${days}`]);
      expect(active).toBe(want?.[`active_days_${days}`] ?? 0);
      if (want === null) continue;
      for (const name of ['login_cnt', 'pay_amt', 'coupon_amt', 'frequency', 'quota_exhausted_days'])
        close(row[`${name}_${days}`], want[`${name}_${days}`]!, `${name}_${days}`);
    }
  }
});

it('has nothing to say of gaps where a user has one active day', async () => {
  const [first] = toyEvents(1, 30, 2).filter(({ event }) => event === 'open_app');
  const once = { ...first!, at: new Date('2025-03-01T10:00:00Z') };
  const other = { ...once, id: 'x', user: 'other', at: new Date('2025-03-04T10:00:00Z') };
  const rows = await rowsOf(
    [once, { ...once, id: 'y' }, other],
    { historyDays: 'all', trends: true },
    '2025-03-03',
  );
  expect(rows).toHaveLength(1);
  expect(rows[0]).toMatchObject({
    history_tenure_days: 2n,
    history_active_days: 1n,
    history_gap_days: null,
    history_recency_ratio: null,
    activity_ratio_7_30: null,
  });
});

it('leaves the columns of a configuration without them as they were', async () => {
  const [row] = await rowsOf(toyEvents(10, 60, 3), {}, '2025-02-20');
  const names = Object.keys(row!).filter((name) => /history|ratio_7|slope/.test(name));
  expect(names).toEqual([]);
  expect(Object.keys(row!)).toHaveLength(31);
});
