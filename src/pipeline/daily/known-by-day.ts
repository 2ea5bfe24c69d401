import type { Table } from 'apache-arrow';

import { addDays } from '../../base/days.js';
import { readTable } from '../../data/tables/read.js';
import { buildSnapshot } from '../../features/build.js';
import { type Day, stepFile } from './day.js';
import { outcomesFile } from './outcomes-of-day.js';
import { featuresFile } from './score-files.js';

type ByUser = ReadonlyMap<string, number>;

/** What is known of the users of each day's plan: read once a day of plans. */
export class KnownByDay {
  readonly #day: Day;
  readonly #tables = new Map<string, Promise<ByUser>>();

  constructor(day: Day) {
    this.#day = day;
  }

  /** 1 for users who left within the horizon. */
  left(date: string): Promise<ByUser> {
    const { config, out } = this.#day;
    const written = addDays(date, config.windows.horizonDays + config.daily.latenessDays);
    const file = stepFile(out, written, 'monitor', outcomesFile);
    return this.#once(`left ${date}`, async () => byUser(await this.#read(file, 'user'), 'user', 'left', 1));
  }

  /** Paid in the window before, fen. */
  before(date: string): Promise<ByUser> {
    const file = stepFile(this.#day.out, date, 'features', featuresFile);
    return this.#once(`before ${date}`, async () => fenByUser(await this.#read(file, 'user_id'), this.#paid));
  }

  /** Paid in as many days after, fen. */
  after(date: string): Promise<ByUser> {
    const { config, log, signal } = this.#day;
    const end = addDays(date, config.windows.observationDays);
    return this.#once(`after ${date}`, async () => {
      const opened = await log.open();
      const { table } = await buildSnapshot(opened, config, { day: end }, [], {
        features: [this.#paid],
        signal,
      });
      return fenByUser(table, this.#paid);
    });
  }

  get #paid(): string {
    return `pay_amt_${this.#day.config.windows.observationDays}`;
  }

  #read(file: string, user: string): Promise<Table> {
    return readTable(file, { text: [user], utf8: [user], signal: this.#day.signal });
  }

  #once(key: string, make: () => Promise<ByUser>): Promise<ByUser> {
    const known = this.#tables.get(key) ?? make();
    this.#tables.set(key, known);
    return known;
  }
}

const fenByUser = (table: Table, paid: string): ByUser => byUser(table, 'user_id', paid, 100);

function byUser(table: Table, user: string, column: string, factor: number): ByUser {
  const [ids, values] = [table.getChild(user)!, table.getChild(column)];
  const found = new Map<string, number>();
  for (let row = 0; row < table.numRows; row++)
    found.set(String(ids.get(row)), Math.round(Number(values?.get(row) ?? 0) * factor));
  return found;
}
