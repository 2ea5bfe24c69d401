// The rules of a dictionary against brute force over the same events in TypeScript.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { Random } from '../../../src/base/random.js';
import { analyzeExperiment } from '../../../src/experiment/analyze.js';
import { experimentConfig } from '../../../src/experiment/config/config.js';
import type { ExperimentData } from '../../../src/experiment/data/data.js';
import type { ExperimentResult } from '../../../src/experiment/records/records.js';
import { loadExperiment } from '../../../src/experiment/sources/load.js';
import { metricDictionary } from '../../../src/metrics/dictionary.js';
import { experimentTexts, renderExperimentReport } from '../../../src/report/index.js';

interface Event {
  readonly user: string;
  readonly event: string;
  readonly minute: number;
  readonly variant: string;
  readonly order: string;
  readonly amount: number | null;
}

const users = 240;
const start = Date.parse('2026-03-01T00:00:00Z');
const isBot = (u: number): boolean => u % 20 === 7;

function makeEvents(): Event[] {
  const random = new Random(11);
  const out: Event[] = [];
  for (let u = 0; u < users; u++) {
    const [user, variant] = [`u${u}`, u % 2 === 0 ? 'off' : 'on'];
    const first = Math.floor(random.uniform() * 10 * 1440);
    out.push({ user, event: 'seen', minute: first, variant, order: '', amount: null });
    const pay = (k: number, order: string): void => {
      const amount = 10 + Math.round(random.uniform() * 90);
      const minute = first + 60 + k * 30;
      out.push({ user, event: 'pay', minute, variant: '', order, amount });
      // Every third order is logged twice, every fourth is taken back in part, every seventh as a whole.
      if (k % 3 === 0)
        out.push({ user, event: 'pay', minute: minute + 5, variant: '', order, amount: amount + 1 });
      if (k % 4 === 1)
        out.push({ user, event: 'refund', minute: minute + 90, variant: '', order, amount: 4 });
      if (u % 7 === 3) out.push({ user, event: 'refund', minute: minute + 99, variant: '', order, amount });
    };
    const orders = Math.floor(random.uniform() * 5) + (isBot(u) ? 60 : 0);
    for (let k = 0; k < orders; k++) pay(k, `${u}-${k}`);
    // Payments without an order are never the same.
    for (let k = 0; k < u % 3; k++)
      out.push({ user, event: 'pay', minute: first + 10, variant: '', order: '', amount: 5 });
  }
  return out;
}

const events = makeEvents();

/** Revenue of one user by the definition, one event after the other. */
function revenueOf(user: string): number {
  const own = events.filter((event) => event.user === user);
  const seen = new Set<string>();
  let sum = 0;
  for (const { event, order, amount } of [...own].sort((a, b) => a.minute - b.minute)) {
    if (event !== 'pay' || (order !== '' && seen.has(order))) continue;
    if (order !== '') seen.add(order);
    const back = own
      .filter((other) => other.event === 'refund' && order !== '' && other.order === order)
      .reduce((all, other) => all + other.amount!, 0);
    sum += Math.max(0, amount! - back);
  }
  return sum;
}

const rules = { version: 1, owner: 'growth', direction: 'increase', bots: 'exclude', outliers: 'none' };
const dictionary = metricDictionary({
  bots: { eventsPerDay: 40 },
  metrics: {
    revenue: {
      meaning: { zh: '七天收入', en: 'Revenue of seven days' },
      ...{ ...rules, level: 'user', kind: 'mean', unit: 'yuan' },
      numerator: { event: 'pay', count: 'sum', value: 'amount' },
      ...{ deduplication: { by: ['order_id'] }, refunds: { event: 'refund', value: 'amount' } },
    },
    orders: {
      meaning: { zh: '七天内未撤回的订单数', en: 'Orders of seven days that nothing was taken back of' },
      ...{
        ...rules,
        level: 'user',
        kind: 'mean',
        unit: 'orders',
        numerator: { event: 'pay', count: 'count' },
      },
      ...{ deduplication: { by: ['order_id'] }, refunds: { event: 'refund' } },
    },
  },
});

let folder = '';
/** Data by file, and the analysis of the plain one: reading takes longest. */
const loaded = new Map<string, ExperimentData>();
let result: ExperimentResult;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'winback-dictionary-'));
  const time = (minute: number): string => new Date(start + minute * 60_000).toISOString();
  const lines = events.map(({ user, event, minute, variant, order, amount }) =>
    [user, event, time(minute), variant, order, amount ?? ''].join(','),
  );
  await writeFile(path.join(folder, 'log.csv'), ['user,event,time,arm,order_id,amount', ...lines].join('\n'));
  const json = events.map(({ user, event, minute, variant, order, amount }) => {
    const properties = {
      ...(variant === '' ? {} : { arm: variant }),
      order_id: order === '' ? undefined : order,
      amount,
    };
    return [user, event, time(minute), `"${JSON.stringify(properties).replaceAll('"', '""')}"`].join(',');
  });
  await writeFile(path.join(folder, 'json.csv'), ['user,event,time,props', ...json].join('\n'));
  for (const file of ['log.csv', 'json.csv'])
    loaded.set(file, await loadExperiment(experimentConfig(given(file), dictionary), { resolvePath }));
  result = await analyzeExperiment(loaded.get('log.csv')!, experimentConfig(given('log.csv'), dictionary));
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

const given = (file: string, more: object = {}) => ({
  ...{ name: 'coupon', control: 'off', treatments: ['on'], windowDays: 7, asOf: '2026-04-01' },
  metrics: [{ use: 'revenue', role: 'primary' }, { use: 'orders' }],
  data: {
    events: {
      ...{ file, user: 'user', event: 'event', time: 'time', variant: 'arm', exposure: 'seen', outcomes: [] },
      ...(file === 'json.csv' ? { properties: 'props' } : {}),
    },
  },
  ...more,
});
const resolvePath = (file: string): string => path.join(folder, file);

describe.each(['log.csv', 'json.csv'])('rules act in the computation: %s', (file) => {
  test('revenue and orders of every user are those of brute force', async () => {
    const data = loaded.get(file)!;
    const { arm, columns, users: names } = data.rows!;
    const people = Array.from({ length: users }, (_, u) => u).filter((u) => !isBot(u));
    const expected = new Map(people.map((u) => [`u${u}`, revenueOf(`u${u}`)]));
    const seen = new Map<string, number>();
    arm.forEach((own, row) => {
      if (own >= 0) seen.set(names!.labels[names!.codes[row]!]!, columns.get('revenue')![row]!);
    });
    expect(seen.size).toBe(people.length);
    for (const [user, value] of expected) expect(seen.get(user), user).toBeCloseTo(value, 9);
    expect(data.closure).toMatchObject({ recomputed: 100, mismatches: 0 });
  });

  test('what the rules did is counted', async () => {
    const { ledger } = loaded.get(file)!;
    const counted = ledger.filter(({ code }) => code === 'metric-rules').map(({ values }) => values);
    const pays = events.filter(({ event }) => event === 'pay');
    const withOrder = pays.filter(({ order }) => order !== '');
    const repeated = withOrder.length - new Set(withOrder.map(({ order }) => order)).size;
    expect(counted[0]).toMatchObject({ name: '@revenue', event: 'pay', of: pays.length, repeated });
    const back = new Set(events.filter(({ event }) => event === 'refund').map(({ order }) => order));
    expect(counted[1]).toMatchObject({ name: '@orders', refunded: back.size, reduced: 0 });
  });
});

describe('programs', () => {
  test('are left out, counted by arm, and their effect is shown', async () => {
    const found = Array.from({ length: users }, (_, u) => u).filter(isBot).length;
    expect(result.bots).toMatchObject({ users: found, share: found / users });
    expect(result.bots!.arms.reduce((sum, arm) => sum + arm.users, 0)).toBe(found);
    const [revenue] = result.bots!.effects;
    expect(revenue!.without.difference).toBeCloseTo(result.metrics[0]!.difference, 12);
    expect(revenue!.with.difference).not.toBeCloseTo(revenue!.without.difference, 1);
    // Every program of this log is in one arm: the arms are unlike in them.
    expect(result.checks.find(({ code }) => code === 'bots')).toMatchObject({ status: 'failed' });
  });

  test('a column may say who they are', async () => {
    const config = experimentConfig(
      { ...given('log.csv', { bots: { column: 'amount', above: 1e6 } }) },
      dictionary,
    );
    const data = await loadExperiment(config, { resolvePath });
    expect(data.counts.excluded).toEqual([{ reason: 'bots', users: 0 }]);
  });
});

test('the report prints every definition in both languages', async () => {
  expect(result.definitions!.map(({ name }) => name)).toEqual(['revenue', 'orders']);
  await experimentTexts(result);
  for (const [language, words] of [
    ['en', ['Definitions of the metrics', 'Revenue of seven days', 'the first counts', 'What bots change']],
    ['zh', ['指标定义', '七天收入', '只计最早一次', '机器人的影响']],
  ] as const) {
    const files = await renderExperimentReport({ result, sampleSize: null }, { language });
    const text = String(files.get('experiment_report.md'));
    for (const word of [...words, result.definitions![0]!.digest.slice(0, 12)]) expect(text).toContain(word);
  }
}, 60_000);

describe('what cannot be kept is refused', () => {
  const of =
    (more: object, known: typeof dictionary | undefined = dictionary) =>
    () =>
      experimentConfig(given('log.csv', more), known);

  test.each([
    ['no dictionary', () => experimentConfig(given('log.csv')), /needs a dictionary/],
    [
      'an unknown metric',
      of({ metrics: [{ use: 'revenu', role: 'primary' }] }),
      /no metric "revenu".*revenue/,
    ],
    [
      'a file of users',
      of({ data: { file: 'users.csv', variant: 'arm' } }),
      /counts events, so data needs events/,
    ],
    [
      'a definition written over',
      of({ metrics: [{ use: 'revenue', role: 'primary', kind: 'ratio' }] }),
      /unknown option "kind"/,
    ],
    [
      'a metric that names a definition itself',
      of({ metrics: [{ name: 'x', kind: 'mean', role: 'primary', column: 'x', definition: {} }] }),
      /unknown option "definition"/,
    ],
  ])('%s', (_, act, message) => {
    expect(act).toThrow(message);
  });

  test('an experiment has one set of users', () => {
    const mixed = metricDictionary({
      bots: { eventsPerDay: 40 },
      metrics: Object.fromEntries(
        [...dictionary.metrics].map(([name, { digest: _, name: __, ...definition }], i) => [
          name,
          { ...definition, bots: i === 0 ? 'exclude' : 'include' },
        ]),
      ),
    });
    expect(of({}, mixed)).toThrow(/one experiment has one set of users/);
  });

  test('push-down', async () => {
    const config = experimentConfig(
      given('log.csv', { data: { events: { ...given('log.csv').data.events, pushDown: true } } }),
      dictionary,
    );
    await expect(loadExperiment(config, { resolvePath })).rejects.toThrow(/leave pushDown out/);
  });
});
