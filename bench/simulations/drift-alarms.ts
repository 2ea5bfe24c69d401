// How often the rule of drift cries when nothing changed, and how soon when something did. Most users of a day are there on the next,
// weekdays differ, tenure grows, and a column follows the calendar. npm run simulate:drift -- [--days 10000] [--runs 200]

import { dayOf } from '../../src/base/days.js';
import { Random } from '../../src/base/random.js';
import { buildTable } from '../../src/data/tables/build.js';
import { driftOf } from '../../src/monitor/drift/drift.js';
import { evidenceUpdate } from '../../src/monitor/drift/evidence-update.js';
import { profileOf } from '../../src/monitor/profile/profile.js';
import type { Profile, ProfiledColumn } from '../../src/monitor/profile/records.js';
import { type DriftEvidence, nextEvidence } from '../../src/monitor/rule/evidence.js';

const columns = 40;
/** Days after which a model is trained anew. */
const year = 365;
const firstDay = 20_454;

/** The last three columns move by themselves. */
const described: readonly ProfiledColumn[] = Array.from({ length: columns }, (_, i) => ({
  name: `c${i}`,
  kind: 'numeric',
  expected: i === columns - 1 ? 'uniform' : i >= columns - 3 ? 'calendar' : null,
}));

/** Normal numbers drawn ahead: drawing each anew would take most of the time. */
function normals(seed: number): Float64Array {
  const random = new Random(seed, 1);
  return Float64Array.from({ length: 1 << 16 }, () => random.normal());
}

/** Users with what stays of them, and the day of their beginning. */
interface Population {
  readonly users: number;
  readonly traits: Float64Array;
  readonly joined: Int32Array;
  readonly random: Random;
  readonly noise: Float64Array;
}

function population(users: number, seed: number): Population {
  const random = new Random(seed);
  const traits = new Float64Array(users * columns).map(() => random.normal());
  return { users, traits, joined: new Int32Array(users), random, noise: normals(seed) };
}

/** One user in a hundred leaves each day, and another comes. */
function renew({ users, traits, joined, random }: Population, day: number): void {
  for (let i = 0; i < users / 100; i++) {
    const user = random.below(users);
    joined[user] = day;
    for (let column = 0; column < columns; column++) traits[user * columns + column] = random.normal();
  }
}

/** The value of a column: a trait with a little of the day, a weekday's shift, and what moves by itself. */
function cellOf(people: Population, user: number, column: number, day: number): number {
  const { traits, noise, random, joined } = people;
  if (column === columns - 1) return user / people.users;
  if (column === columns - 2) return day - joined[user]!;
  const own = traits[user * columns + column]! + 0.3 * noise[random.below(noise.length)]!;
  const weekend = day % 7 >= 5 && column % 4 === 0 ? 0.12 : 0;
  const season = column === columns - 3 ? Math.sin((2 * Math.PI * day) / year) : 0;
  return own + weekend + season;
}

function valuesOf(people: Population, column: number, days: readonly number[]): Float64Array {
  const { users } = people;
  return Float64Array.from({ length: users * days.length }, (_, row) =>
    cellOf(people, row % users, column, days[Math.floor(row / users)]!),
  );
}

const tableOf = (people: Population, days: readonly number[]) =>
  buildTable(
    described.map(({ name }, column) => ({ name, kind: 'number', values: valuesOf(people, column, days) })),
  );

/** What a simulation of calm days counted. */
export interface CalmDays {
  readonly days: number;
  readonly modelYears: number;
  /** Days that began a verdict `certain`, by the bound of the day or by the evidence. */
  readonly falseAlarms: number;
  /** Days with a column above the limit, which a rule without bounds would have called. */
  readonly daysAboveLimit: number;
}

/** Days on which nothing changes; a new model, with new users, every year. */
export async function calmDays(options: {
  readonly days: number;
  readonly users: number;
  readonly seed: number;
}): Promise<CalmDays> {
  let [falseAlarms, daysAboveLimit] = [0, 0];
  let model: { profile: Profile; people: Population; evidence: DriftEvidence | null; loud: boolean } | null =
    null;
  for (let day = 0; day < options.days; day++) {
    if (model === null || day % year === 0) {
      const people = population(options.users, options.seed + day);
      const week = Array.from({ length: 7 }, (_, i) => day + i);
      const profile = await profileOf(await tableOf(people, week), { columns: described });
      model = { profile, people, evidence: null, loud: false };
    }
    renew(model.people, day);
    const report = await driftOf(model.profile, await tableOf(model.people, [day]), { threads: 1 });
    const digest = `model of day ${day - (day % year)}`;
    const update = evidenceUpdate(report, { model: digest, day: dayOf(firstDay + day) });
    const step = nextEvidence(model.evidence, update);
    model.evidence = step.evidence;
    const loud = report.state === 'certain' || step.alarms.length > 0;
    if (loud && !model.loud) falseAlarms++;
    model.loud = loud;
    if (report.columns.some(({ ks, expected, limit }) => expected === null && ks! > limit)) daysAboveLimit++;
  }
  return { days: options.days, modelYears: options.days / year, falseAlarms, daysAboveLimit };
}

/** A column of 5,000 rows moves by 0.32 standard deviations (a distance of 0.127): updates until the verdict is certain. */
export async function updatesUntilCertain(seed: number, rows = 5000, most = 10): Promise<number> {
  const random = new Random(seed);
  const names = described.slice(0, columns - 3);
  const draw = (count: number, shift: number) =>
    buildTable(
      names.map(({ name }, i) => ({
        ...{ name, kind: 'number' as const },
        values: new Float64Array(count).map(() => random.normal() + (i === 0 ? shift : 0)),
      })),
    );
  const profile = await profileOf(await draw(100_000, 0), { columns: names });
  let evidence: DriftEvidence | null = null;
  for (let update = 1; update <= most; update++) {
    const report = await driftOf(profile, await draw(rows, 0.32), { threads: 1 });
    const day = dayOf(firstDay + 7 * update);
    const step = nextEvidence(evidence, evidenceUpdate(report, { model: 'm', day }));
    if (report.state === 'certain' || step.alarms.length > 0) return update;
    evidence = step.evidence;
  }
  return most + 1;
}
