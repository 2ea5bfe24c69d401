// Features of the user's own (events.features): values against plain loops, both engines, and what is refused.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { buildSnapshot, buildSnapshots } from '../../../src/features/build.js';
import { featuresConfig } from '../../../src/features/config.js';
import { openEventLog } from '../../../src/features/log/event-log.js';
import { featureVersion } from '../../../src/features/version.js';
import { compareSnapshots } from '../../support/same-tables.js';
import { type AgedEvent, agedEvents, dayGaps, isActive, quantileOf, weeklySlope } from './brute-history.js';
import { type ToyEvent, toyConfig, toyEvents, writeToyCsv } from './toy-log.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'winback-own-features-'));
});
afterAll(() => rm(folder, { recursive: true }));

// Two names in one role, so that features can tell them apart.
const roles = { ...toyConfig.roles, payment: ['paid', 'coupon_paid'], activity: ['noise'] };
const amounts = { over: ['event:paid'], column: 'amount', window: 60 };

const features = [
  { name: 'opened', over: 'open_app', aggregate: 'count', window: 20 },
  { name: 'opened_nights', over: 'open_app', aggregate: 'count', window: 'all', when: 'night' },
  { name: 'noise_days', over: 'noise', aggregate: 'days', window: 90 },
  { name: 'noise_share', over: ['noise', 'open_app'], aggregate: 'share', among: 'active', window: 30 },
  { name: 'paid_sum', ...amounts, aggregate: 'sum' },
  { name: 'paid_mean', ...amounts, aggregate: 'mean' },
  { name: 'paid_top', ...amounts, aggregate: 'quantile', level: 1 },
  { name: 'paid_rank', ...amounts, aggregate: 'sum', rank: 'ascending' },
  { name: 'tools', over: 'feature_used', aggregate: 'variety', column: 'feature', window: 45 },
  { name: 'last_task', over: ['task_ok', 'task_bad'], aggregate: 'last', window: 'all' },
  { name: 'first_task', over: 'task_succeeded', aggregate: 'first', window: 'all' },
  { name: 'open_gap', over: 'login', aggregate: 'gap', window: 40 },
  { name: 'rhythm', over: 'active', aggregate: 'dayGap', window: 'all', level: 0.25 },
  { name: 'overdue', over: 'active', aggregate: 'overdue', window: 'all' },
  { name: 'slope_4w', over: 'active', aggregate: 'slope', window: 28 },
  { name: 'paid_back', over: 'paid', aggregate: 'return', among: 'open_app', window: 50 },
];

const configOf = (source: string, engine: 'native' | 'sql', own: readonly object[] = features, more = {}) => {
  // The event that no row has.
  const allow = ['coupon_paid'];
  const events = { source, ...toyConfig, roles, allow, features: own, ...more };
  return featuresConfig({ events, engine: { threads: 2, features: engine } }, 'config');
};

const ratio = (a: number, b: number): number | null => (b === 0 ? null : a / b);
const smallest = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((a, b) => Math.min(a, b));

/** The same features of one user by plain loops. */
function brute(events: readonly ToyEvent[], day: string): Record<string, number | null> {
  const seen = agedEvents(events, day);
  const of = (names: readonly string[], days = Number.POSITIVE_INFINITY): readonly AgedEvent[] =>
    seen.filter(({ event, age }) => names.includes(event) && age < days);
  const active = seen.filter((event) => isActive(event) || event.event === 'noise');
  const paid = of(['paid'], 60).map(({ amount }) => amount!);
  const opened = of(['open_app'], 40).map(({ at }) => at.getTime());
  const openGap = (Math.max(...opened) - Math.min(...opened)) / 36e5 / (opened.length - 1);
  const total = paid.reduce((sum, amount) => sum + Math.round(amount * 1e6), 0) / 1e6;
  const paidDays = [...new Set(of(['paid'], 50).map(({ age }) => age))].filter((age) => age > 0);
  const openDays = new Set(of(['open_app'], 50).map(({ age }) => age));
  const recent = smallest(active.map(({ age }) => age))!;
  const gap = quantileOf(dayGaps(active), 0.5);
  const last30 = active.filter(({ age }) => age < 30);
  const returns = paidDays.filter((age) => openDays.has(age - 1)).length;
  const anyOpen = openDays.size > 0;
  return {
    opened: of(['open_app'], 20).length,
    opened_nights: of(['open_app']).filter(({ at }) => at.getUTCHours() < 6).length,
    noise_days: new Set(of(['noise'], 90).map(({ age }) => age)).size,
    noise_share: ratio(of(['noise', 'open_app'], 30).length, last30.length),
    paid_sum: total,
    paid_mean: paid.length === 0 ? null : total / paid.length,
    paid_top: paid.length === 0 ? null : Math.max(...paid),
    tools: new Set(of(['use_feature'], 45).map(({ feature }) => feature)).size,
    last_task: smallest(of(['task_ok', 'task_bad']).map(({ age }) => age)),
    first_task: -(smallest(of(['task_ok']).map(({ age }) => -age)) ?? Number.NaN),
    open_gap: opened.length < 2 ? null : openGap,
    rhythm: quantileOf(dayGaps(active), 0.25),
    overdue: gap === null ? null : recent / gap,
    slope_4w: weeklySlope(
      active.filter(({ age }) => age < 28),
      4,
    ),
    paid_back: paidDays.length === 0 || !anyOpen ? null : returns / paidDays.length,
  };
}

async function rowsOf(source: string, day: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const config = configOf(source, 'native');
  const log = await openEventLog(config.events, config.engine);
  const { table } = await buildSnapshot(log, config, { day }, []);
  log.close();
  return table.toArray().map((row) => row.toJSON());
}

it('computes every aggregate as plain loops over random logs do', async () => {
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(fc.nat(9999), fc.integer({ min: 65, max: 120 }), async (seed, days) => {
      const path = join(folder, `random-${seed}-${days}.csv`);
      const events = toyEvents(6, days, seed);
      await writeToyCsv(path, events);
      const day = new Date(Date.UTC(2025, 0, days - 20)).toISOString().slice(0, 10);
      for (const row of await rowsOf(path, day)) {
        const want = brute(
          events.filter(({ user }) => user === row['user_id']),
          day,
        );
        for (const [name, value] of Object.entries(want)) {
          // A feature whose role never occurs is left out.
          if (!(name in row)) continue;
          if (value === null || Number.isNaN(value)) expect(row[name], name).toBeNull();
          else expect(Number(row[name]), `${name} of ${row['user_id']}`).toBeCloseTo(value, 6);
          compared += 1;
        }
      }
    }),
    { numRuns: 12, seed: 3 },
  );
  expect(compared).toBeGreaterThan(300);
});

async function compareEngines(source: string, own: readonly object[], more = {}): Promise<number> {
  const native = await buildSnapshots(configOf(source, 'native', own, more), { root: folder });
  const sql = await buildSnapshots(configOf(source, 'sql', own, more), { root: folder });
  expect(native.report).toEqual(sql.report);
  return compareSnapshots(native.snapshots, sql.snapshots);
}

describe('both engines', () => {
  it('give the same bits', async () => {
    await writeToyCsv(join(folder, 'toy.csv'), toyEvents(60, 130, 4));
    expect(await compareEngines('toy.csv', features)).toBeGreaterThan(5000);
  });

  it('give the same bits where rows of an order are one event, and numbers are written for people', async () => {
    const lines = toyEvents(40, 130, 6).map((e, i) => {
      const items = i % 50 === 7 ? 'many' : `"${1 + (i % 4)}.${100 + (i % 800)},5"`;
      return `${e.user},${e.at.toISOString()},${e.event},${e.amount ?? ''},o${i % 9 === 0 ? i - 1 : i},${items}`;
    });
    await writeFile(join(folder, 'orders.csv'), `who,when,what,amount,bill,items\n${lines.join('\n')}\n`);
    const columns = { user: 'who', time: 'when', event: 'what', amount: 'amount', order: 'bill' };
    const own = [
      { name: 'items_90', over: 'payment', aggregate: 'sum', column: 'items', window: 90 },
      { name: 'items_kinds', over: 'active', aggregate: 'variety', column: 'items', window: 30 },
      { name: 'open_cnt', over: 'event:open_app', aggregate: 'count', window: 90 },
    ];
    const ownRoles = { payment: ['paid'], login: ['open_app'], activity: ['noise'] };
    const more = { columns, roles: ownRoles, allow: [] };
    expect(await compareEngines('orders.csv', own, more)).toBeGreaterThan(2000);
  });
});

it('counts events once, whatever features look at them', async () => {
  const path = join(folder, 'counted.csv');
  await writeToyCsv(path, toyEvents(20, 70, 9));
  const [plain, own] = await Promise.all(
    [[], features].map(async (list) => {
      const config = configOf(path, 'native', list);
      const log = await openEventLog(config.events, config.engine);
      log.close();
      return log.record;
    }),
  );
  const { columns: _, ...reading } = own!.reading;
  expect(reading).toEqual({ ...plain!.reading, columns: undefined });
  expect({ ...own, reading: null }).toEqual({ ...plain, reading: null });
});

it('makes another feature version, and names what a text column lacks', async () => {
  const path = join(folder, 'texts.csv');
  await writeToyCsv(path, toyEvents(20, 130, 9));
  const plain = configOf(path, 'native', []);
  const version = featureVersion(plain, []);
  expect(featureVersion({ ...plain, events: { ...plain.events, features: undefined } }, [])).not.toBe(
    version,
  );
  expect(featureVersion(configOf(path, 'native'), [])).not.toBe(version);
  const text = { name: 'wrong', over: 'feature_used', aggregate: 'sum', column: 'feature', window: 30 };
  await expect(buildSnapshots(configOf(path, 'native', [text]))).rejects.toThrow(
    /features\.wrong: \d+ of \d+ values of column "feature" \(100\.0 %\) cannot be read as numbers.*allow: \[features\.wrong\]/,
  );
  const long = { name: 'long', over: 'login', aggregate: 'count', window: 365 };
  await expect(buildSnapshots(configOf(path, 'native', [long]))).rejects.toThrow(
    /features\.long\.window is 365 days, the log has 130.*take fewer days, or all/,
  );
  const none = { ...text, name: 'none', column: 'featre' };
  await expect(buildSnapshots(configOf(path, 'native', [none]))).rejects.toThrow(
    'features.none.column: the event log has no column "featre" (did you mean "feature"?)',
  );
});

const one = { name: 'x', over: 'login', aggregate: 'count', window: 30 };

it.each([
  [
    [{ ...one, over: 'opn_app' }],
    /over: "opn_app" is neither a role nor an event .*give the event a role there \(did you mean "open_app"/,
  ],
  [[{ ...one, over: 'payment' }], null],
  [[{ ...one, name: 'login_cnt_30' }], /"login_cnt_30" is the name of another column/],
  [[{ ...one, name: 'User_ID' }], /"User_ID" is the name of another column/],
  [[{ ...one, name: 'my feature' }], /name must be letters, digits and _/],
  [[one, one], /two features are called "x"/],
  [[{ ...one, aggregate: 'sum' }], /sum needs column/],
  [[{ ...one, column: 'amount' }], /count takes no column, only sum, mean, quantile, variety do/],
  [[{ ...one, aggregate: 'share' }], /share needs among/],
  [[{ ...one, aggregate: 'median' }], /aggregate must be one of count, days/],
  [[{ ...one, aggregate: 'slope' }], /a slope is over whole weeks/],
  [[{ ...one, aggregate: 'return', among: 'login', window: 63 }], /return takes at most 62 days/],
  [[{ ...one, window: 0 }], /window must be a whole number from 1 to 3650/],
  [[{ ...one, window: 'always' }], /window must be one of all/],
  [[{ ...one, over: [] }], /over names no event/],
  [[{ ...one, levle: 1 }], /unknown option "levle" \(did you mean "level"\?\)/],
  [
    Array.from({ length: 13 }, (_, i) => ({
      ...{ ...one, name: `x${i}`, aggregate: 'sum', column: `c${i}` },
    })),
    /13 different pairs of events and column are asked for, 12 are possible/,
  ],
])('refuses what it cannot compute: %j', (own, message) => {
  const make = (): unknown => configOf('x.csv', 'native', own);
  if (message === null) expect(make).not.toThrow();
  else expect(make).toThrow(message);
});

it('asks which is meant where a role has the name of an event of another or of several', () => {
  const own = (over: string) => [{ ...one, over }];
  const more = { roles: { payment: ['payment', 'renewal'], login: ['refund'] }, allow: [] };
  const make = (over: string) => (): unknown => configOf('x.csv', 'native', own(over), more);
  expect(make('payment')).toThrow('"payment" is a role and an event: write role:payment or event:payment');
  expect(make('refund')).toThrow('"refund" is a role and an event');
  for (const over of ['role:payment', 'event:payment', 'event:refund', 'renewal'])
    expect(make(over)).not.toThrow();
});
