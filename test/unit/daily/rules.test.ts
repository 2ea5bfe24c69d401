// What limits a day's plan: the month's money, and contacts that were made, with those of the holdout.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { expect, test } from 'vitest';

import { buildTable } from '../../../src/data/tables/build.js';
import { nameColumn } from '../../../src/data/tables/name-column.js';
import { budgetOf } from '../../../src/pipeline/daily/budget.js';
import { dailyConfig, dailySection } from '../../../src/pipeline/daily/config.js';
import { contactsBefore, refuseContacted, withHistory } from '../../../src/pipeline/daily/contact-history.js';
import { fenOfMinor, minorOfFen } from '../../../src/pipeline/daily/currency.js';
import { readJson } from '../../../src/pipeline/daily/json-files.js';
import type { Contact, DailyMemory } from '../../../src/pipeline/daily/memory.js';
import type { MessageRecord } from '../../../src/state/records/contact.js';

const contact = (user: string, date: string, costFen: number, held = false): Contact => ({
  ...{ user, date, action: 'sms', held, costFen, currency: 'CNY', probability: 0.9 },
});
const contacts = [
  contact('a', '2026-02-27', 500),
  contact('a', '2026-03-01', 250),
  contact('b', '2026-03-02', 250),
  contact('c', '2026-03-03', 0, true),
  contact('a', '2026-03-04', 1000),
];
const memory = {
  contacts: async (from: string, to: string) => contacts.filter(({ date }) => from <= date && date <= to),
} as Partial<DailyMemory> as DailyMemory;

const budget = (date: string, ofPlan: number, monthly: number | null, currency = 'CNY') =>
  budgetOf(memory, date, { ofPlan, monthly, currency });

test('the budget of a day is what the month has left, at most that of the plan', async () => {
  expect(await budget('2026-03-04', 60, null)).toEqual({ budget: 60, spentThisMonth: 5 });
  expect(await budget('2026-03-04', 60, 12.5)).toEqual({ budget: 7.5, spentThisMonth: 5 });
  expect(await budget('2026-03-04', 60, 3)).toEqual({ budget: 0, spentThisMonth: 5 });
  // The day's own contacts are not counted: the day run again has the same budget.
  expect(await budget('2026-03-05', 60, 12.5)).toEqual({ budget: 0, spentThisMonth: 15 });
  expect(await budget('2026-03-01', 60, 12.5)).toEqual({ budget: 12.5, spentThisMonth: 0 });
});

test('users have the days since their last contact, and those of the holdout count as contacted', async () => {
  const rules = { over: 'project', coolDownDays: 14, most: 2, withinDays: 3 } as const;
  const history = await contactsBefore(memory, rules, '2026-03-04');
  const users = ['a', 'b', 'c', 'd'];
  const table = await buildTable([nameColumn('user_id', [0, 1, 2, 3], users)]);
  const known = await withHistory(table, 'user_id', history, { date: '2026-03-04', withinDays: 3 });
  const column = (name: string) => Array.from(users, (_, row) => Number(known.getChild(name)!.get(row)));
  expect(column('days_since_contact')).toEqual([3, 2, 1, Number.NaN]);
  expect(column('contacts_recent')).toEqual([1, 1, 1, 0]);
});

test('the daily section has defaults, and refuses what it does not know', () => {
  expect(dailySection(undefined, 'daily')).toMatchObject({
    ...{ state: 'winback.db', registry: 'registry', out: 'daily', monthlyBudget: null, latenessDays: 2 },
    ...{ onCritical: 'hold', contact: { over: 'state', coolDownDays: 14, most: 2, withinDays: 30 } },
    retrain: { coolDownDays: 7, policy: { everyDays: 30, aucFall: 0.05 } },
  });
  expect(() => dailySection({ monthlyBuget: 3 }, 'daily')).toThrow('did you mean "monthlyBudget"');
  expect(() => dailySection({ retrain: { everyDay: 3 } }, 'daily')).toThrow('everyDay');
  const backwards = [{ from: '2026-02-20', to: '2026-02-10', reason: 'Spring Festival' }];
  expect(() => dailySection({ calendar: backwards }, 'daily')).toThrow(
    'from 2026-02-20 is after to 2026-02-10',
  );
});

test('a month may cost nothing, parts of a fen are refused, and money of two currencies has no sum', async () => {
  expect(dailySection({ monthlyBudget: 0 }, 'daily').monthlyBudget).toBe(0);
  expect(await budget('2026-03-04', 60, 0)).toEqual({ budget: 0, spentThisMonth: 5 });
  for (const monthlyBudget of [-1, '3', 1.005, Number.NaN])
    expect(() => dailySection({ monthlyBudget }, 'daily')).toThrow('daily.monthlyBudget');
  await expect(budget('2026-03-04', 60, 100, 'USD')).rejects.toThrow(
    'daily.currency is USD, and contacts of 2026-03-01 cost CNY',
  );
  expect(dailySection({ currency: 'JPY' }, 'daily').currency).toBe('JPY');
  for (const currency of ['yen', 'jpy', '', 7])
    expect(() => dailySection({ currency }, 'daily')).toThrow('daily.currency must be the code');
});

test('minor units of a currency never add up to more than the plan', () => {
  const fen = [150, 150, 149, 51, 99];
  expect(minorOfFen(fen, 'CNY')).toEqual(fen);
  expect(minorOfFen(fen, 'KWD')).toEqual(fen.map((one) => one * 10));
  // 5.99 in all: five whole yen, whatever the parts.
  expect(minorOfFen(fen, 'JPY')).toEqual([1, 2, 1, 1, 0]);
  expect([fenOfMinor(7, 'JPY'), fenOfMinor(7, 'CNY'), fenOfMinor(70, 'KWD')]).toEqual([700, 7, 7]);
});

test('contacts of other configurations count unless the configuration says otherwise', async () => {
  const others = [
    contact('d', '2026-03-04', 100),
    contact('e', '2026-03-09', 100),
    contact('f', '2026-01-01', 0),
  ];
  const shared = {
    ...memory,
    contactsOfOthers: async (from: string) => others.filter(({ date }) => date >= from),
  };
  const rules = { over: 'state', coolDownDays: 14, most: 2, withinDays: 3 } as const;
  const users = async (over: 'state' | 'project') =>
    new Set((await contactsBefore(shared, { ...rules, over }, '2026-03-04')).map(({ user }) => user));
  expect(await users('project')).toEqual(new Set(['a', 'b', 'c']));
  // On the day itself and after it too: the other configuration may have run first.
  expect(await users('state')).toEqual(new Set(['a', 'b', 'c', 'd', 'e']));
});

test('who was contacted since the plan was made is refused when the message is claimed', async () => {
  const made = [
    { ...contact('a', '2026-03-04', 1), own: false },
    { ...contact('b', '2026-03-04', 1), own: true },
    { ...contact('c', '2026-03-03', 1), own: true },
  ];
  const shared = {
    ...memory,
    contactsOfUsers: async (users: readonly string[]) => made.filter(({ user }) => users.includes(user)),
  };
  const rules = { over: 'state', coolDownDays: 14, most: 2, withinDays: 30 } as const;
  const refused = async (over: 'state' | 'project', names: string) => {
    const messages = [...names].map((user, seq) => ({ user, seq }) as MessageRecord);
    return [...(await refuseContacted(shared, { ...rules, over }, '2026-03-04')(messages)).keys()];
  };
  // b: an earlier batch of this day. c: what the day before had queued, claimed by now. d twice: two days in one batch.
  expect(await refused('state', 'abcdd')).toEqual([0, 2, 4]);
  expect(await refused('project', 'abcdd')).toEqual([2, 4]);
});

test('what the daily run writes itself, and a plan without any amount, is refused when the file is read', () => {
  const events = {
    source: 'a.csv',
    columns: { user: 'u', time: 't', event: 'e', amount: 'paid' },
    roles: { login: 'login', payment: 'pay' },
  };
  const config = { events, plan: { budget: 10 } };
  expect(dailyConfig(config, 'config').daily.currency).toBe('CNY');
  const { amount: _, ...columns } = events.columns;
  const poor = { ...config, events: { ...events, columns } };
  expect(() => dailyConfig(poor, 'config')).toThrow('events.columns names no amount');
  expect(dailyConfig({ events: poor.events }, 'config').plan).toBe(null);
  const own = { ...config, plan: { budget: 10, eligibility: { frequencyCap: { column: 'n', most: 1 } } } };
  expect(() => dailyConfig(own, 'config')).toThrow('plan.eligibility.frequencyCap: a daily run knows');
  expect(() => dailyConfig({ ...config, alerts: {} }, 'config')).toThrow('as daily.alerts');
});

test('only a file that is not there is missing', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'wb-json-'));
  expect(await readJson(path.join(folder, 'none.json'))).toBe(null);
  mkdirSync(path.join(folder, 'facts.json'));
  await expect(readJson(path.join(folder, 'facts.json'))).rejects.toMatchObject({ code: 'IO' });
  await expect(readJson(path.join(folder, 'facts.json'))).rejects.toThrow('cannot read');
  rmSync(folder, { recursive: true });
});
