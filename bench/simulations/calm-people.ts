// Users on whom nothing changes, day after day: most of a day's users are there on the next.
import { Random } from '../../src/base/random.js';
import type { ArrowTable } from '../../src/data/arrow-shape.js';
import { type BuiltColumn, buildTable } from '../../src/data/tables/build.js';
import type { ProfiledColumn } from '../../src/monitor/profile/records.js';

const numbers = 31;
const texts = 6;
/** Of the last three columns of numbers one follows the season, one grows with the calendar, one is a rank. */
const [season, tenure, rank] = [numbers + texts, numbers + texts + 1, numbers + texts + 2];
const year = 365;
/** Share of the users who leave each day; as many come. */
const turnover = 0.01;

export const columns: readonly ProfiledColumn[] = Array.from({ length: rank + 1 }, (_, i) => ({
  name: `c${i}`,
  kind: i >= numbers && i < season ? 'categorical' : 'numeric',
  expected: i === rank ? 'uniform' : i === season || i === tenure ? 'calendar' : null,
}));

const isText = (column: number): boolean => columns[column]!.kind === 'categorical';
/** Categories of a column of texts: few, many, more. */
const categoriesOf = (column: number): number => 5 + 15 * (column - numbers);
/** Share of the users without a value in a column of numbers. */
const missingShare = (column: number): number => (column % 3 === 0 ? 0.04 * (1 + (column % 5)) : 0);

/** Normal numbers drawn ahead. A column of a day is a stretch of them that begins anywhere: drawing each takes most of the time. */
const aheadBits = 20;

/** Users with what stays of them, and the day of their beginning. */
export class CalmPeople {
  readonly users: number;
  readonly #random: Random;
  readonly #ahead: Float64Array;
  /** By column: a number of each user, or the place of a category; NaN where a user has no value. */
  readonly #traits: readonly Float64Array[];
  readonly #joined: Int32Array;

  constructor(users: number, seed: number, ahead: Float64Array) {
    this.users = users;
    this.#random = new Random(seed);
    this.#ahead = ahead;
    this.#joined = new Int32Array(users);
    this.#traits = columns.map((_, column) =>
      Float64Array.from({ length: users }, () => this.#traitOf(column)),
    );
  }

  static ahead(seed: number): Float64Array {
    const random = new Random(seed, 1);
    return Float64Array.from({ length: 1 << aheadBits }, () => random.normal());
  }

  #traitOf(column: number): number {
    const random = this.#random;
    if (isText(column)) return Math.floor(categoriesOf(column) * random.uniform() ** 2);
    return random.chance(missingShare(column)) ? Number.NaN : random.normal();
  }

  /** Some users leave, and others come. */
  renew(day: number): void {
    for (let i = 0; i < this.users * turnover; i++) {
      const user = this.#random.below(this.users);
      this.#joined[user] = day;
      for (const [column, traits] of this.#traits.entries()) traits[user] = this.#traitOf(column);
    }
  }

  /** The rows of some days, one after the other, with the score of each. */
  async rows(
    days: readonly number[],
  ): Promise<{ readonly table: ArrowTable; readonly scores: Float64Array }> {
    const built: BuiltColumn[] = [];
    const scores = new Float64Array(this.users * days.length);
    for (let column = 0; column < columns.length; column++) {
      const values = new Float64Array(this.users * days.length);
      for (const [i, day] of days.entries()) this.#fill(column, day, values.subarray(i * this.users));
      if (column < numbers && column % 6 === 1) addTo(scores, values);
      built.push(columnOf(column, values));
    }
    for (const [row, sum] of scores.entries()) scores[row] = 1 / (1 + Math.exp(1.2 - 0.6 * sum));
    return { table: await buildTable(built), scores };
  }

  #fill(column: number, day: number, into: Float64Array): void {
    const traits = this.#traits[column]!;
    if (column === rank || column === tenure || isText(column)) {
      for (let user = 0; user < this.users; user++)
        into[user] =
          column === rank ? user / this.users : column === tenure ? day - this.#joined[user]! : traits[user]!;
      return;
    }
    const weekend = ((day % 7) + 7) % 7 >= 5 && column % 4 === 0 ? 0.12 : 0;
    const shift = weekend + (column === season ? Math.sin((2 * Math.PI * day) / year) : 0);
    const from = this.#random.below(this.#ahead.length - this.users);
    for (let user = 0; user < this.users; user++)
      into[user] = traits[user]! + 0.3 * this.#ahead[from + user]! + shift;
  }
}

function addTo(sums: Float64Array, values: Float64Array): void {
  for (const [row, value] of values.entries()) if (!Number.isNaN(value)) sums[row]! += value;
}

function columnOf(column: number, values: Float64Array): BuiltColumn {
  const { name } = columns[column]!;
  if (!isText(column)) return { name, kind: 'number', values };
  const categories = Array.from({ length: categoriesOf(column) }, (_, code) => `category ${code}`);
  return { name, kind: 'dictionary', codes: Int32Array.from(values), categories };
}
