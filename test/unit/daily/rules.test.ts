// What limits a day's plan: the month's money, and contacts that were made, with those of the holdout.
import { expect, test } from 'vitest';

import { buildTable } from '../../../src/data/tables/build.js';
import { nameColumn } from '../../../src/data/tables/name-column.js';
import { budgetOf } from '../../../src/pipeline/daily/budget.js';
import { dailySection } from '../../../src/pipeline/daily/config.js';
import { contactsBefore, withHistory } from '../../../src/pipeline/daily/contact-history.js';
import type { Contact, DailyMemory } from '../../../src/pipeline/daily/memory.js';

const contact = (user: string, date: string, costFen: number, held = false): Contact => ({
  ...{ user, date, action: 'sms', held, costFen, probability: 0.9 },
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

test('the budget of a day is what the month has left, at most that of the plan', async () => {
  expect(await budgetOf(memory, '2026-03-04', 60, null)).toEqual({ budget: 60, spentThisMonth: 5 });
  expect(await budgetOf(memory, '2026-03-04', 60, 12.5)).toEqual({ budget: 7.5, spentThisMonth: 5 });
  expect(await budgetOf(memory, '2026-03-04', 60, 3)).toEqual({ budget: 0, spentThisMonth: 5 });
  // The day's own contacts are not counted: the day run again has the same budget.
  expect(await budgetOf(memory, '2026-03-05', 60, 12.5)).toEqual({ budget: 0, spentThisMonth: 15 });
  expect(await budgetOf(memory, '2026-03-01', 60, 12.5)).toEqual({ budget: 12.5, spentThisMonth: 0 });
});

test('users have the days since their last contact, and those of the holdout count as contacted', async () => {
  const rules = { coolDownDays: 14, most: 2, withinDays: 3 };
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
    ...{ onCritical: 'hold', contact: { coolDownDays: 14, most: 2, withinDays: 30 } },
    retrain: { coolDownDays: 7, policy: { everyDays: 30, aucFall: 0.05 } },
  });
  expect(() => dailySection({ monthlyBuget: 3 }, 'daily')).toThrow('did you mean "monthlyBudget"');
  expect(() => dailySection({ retrain: { everyDay: 3 } }, 'daily')).toThrow('everyDay');
  const backwards = [{ from: '2026-02-20', to: '2026-02-10', reason: 'Spring Festival' }];
  expect(() => dailySection({ calendar: backwards }, 'daily')).toThrow(
    'from 2026-02-20 is after to 2026-02-10',
  );
});
