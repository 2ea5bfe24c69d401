import { existsSync } from 'node:fs';

import type { Table } from 'apache-arrow';

import { addDays } from '../../base/days.js';
import { eachStrictText } from '../../data/read/texts.js';
import { readTable } from '../../data/tables/read.js';
import { buildSnapshot } from '../../features/build.js';
import { type Day, stepFile } from './day.js';
import { outcomesFile } from './outcomes-of-day.js';

type ByUser = ReadonlyMap<string, number>;

/** What is known of the users of a day's plan. A user who is in none of the lists has 0. */
export interface KnownOfDay {
  /** 1 for users who left within the horizon. */
  readonly left: ByUser;
  /** Paid in the window before, fen. */
  readonly before: ByUser;
  /** Paid in as many days after, fen. */
  readonly after: ByUser;
}

/** What it needs to know of the day that asks. */
export type AskingDay = Pick<Day, 'config' | 'out' | 'log' | 'signal'>;

/** What became of some users of a day; null where the day on which their labels became final has not written them. */
export async function knownOfDay(
  day: AskingDay,
  date: string,
  users: ReadonlySet<string>,
): Promise<KnownOfDay | null> {
  const { config, out } = day;
  const paid = `pay_amt_${config.windows.observationDays}`;
  const written = addDays(date, config.windows.horizonDays + config.daily.latenessDays);
  const outcomes = stepFile(out, written, 'monitor', outcomesFile);
  if (!existsSync(outcomes)) return null;
  const paidBy = async (end: string): Promise<ByUser> =>
    byUser(await paidTo(day, end, paid), { user: 'user_id', column: paid, factor: 100 }, users);
  return {
    left: byUser(
      await tableOf(day, outcomes, 'user', ['left']),
      { user: 'user', column: 'left', factor: 1 },
      users,
    ),
    before: await paidBy(date),
    after: await paidBy(addDays(date, config.windows.observationDays)),
  };
}

/** What users paid in the window that ends with a day. */
async function paidTo({ config, log, signal }: AskingDay, end: string, paid: string): Promise<Table> {
  const { table } = await buildSnapshot(await log.open(), config, { day: end }, [], {
    features: [paid],
    signal,
  });
  return table;
}

const tableOf = (day: AskingDay, file: string, user: string, columns: readonly string[]): Promise<Table> =>
  readTable(file, { columns: [user, ...columns], text: [user], utf8: [user], signal: day.signal });

/** Values of the users that are asked for: of a million rows a few thousand are kept. */
function byUser(
  table: Table,
  { user, column, factor }: { readonly user: string; readonly column: string; readonly factor: number },
  asked: ReadonlySet<string>,
): ByUser {
  const values = table.getChild(column);
  const found = new Map<string, number>();
  eachStrictText(table, user, (id, row) => {
    if (asked.has(id)) found.set(id, Math.round(Number(values?.get(row) ?? 0) * factor));
  });
  return found;
}
