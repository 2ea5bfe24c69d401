// How often the rule of drift cries when nothing changed, and how soon when something did. Most users of a day are there on the next,
// weekdays differ, tenure grows, a column follows the season, values are missing and users belong to categories.
// npm run simulate:drift -- [--days 10000] [--runs 200]

import { dayOf } from '../../src/base/days.js';
import { Random } from '../../src/base/random.js';
import { buildTable } from '../../src/data/tables/build.js';
import { driftOf } from '../../src/monitor/drift/drift.js';
import { evidenceUpdate } from '../../src/monitor/drift/evidence-update.js';
import type { DriftReport } from '../../src/monitor/drift/records.js';
import { profileOf } from '../../src/monitor/profile/profile.js';
import type { Profile } from '../../src/monitor/profile/records.js';
import { nextEvidence } from '../../src/monitor/rule/evidence.js';
import type { DriftEvidence, EvidenceStep } from '../../src/monitor/rule/evidence-records.js';
import { CalmPeople, columns } from './calm-people.js';

/** Days after which a model is trained anew. */
const year = 365;
const firstDay = 20_454;
/** Columns of the change: one of them moves. */
const movedColumns = 37;

/** What a simulation of calm days counted. */
export interface CalmDays {
  readonly days: number;
  readonly modelYears: number;
  /** Days that began a verdict `certain`, by the bounds of the day or by the evidence. */
  readonly falseAlarms: number;
  /** Of these, days on which a share of missing values or new categories was among the reasons. */
  readonly falseAlarmsOfShares: number;
  /** Days with a column above the limit, which a rule without bounds would have called. */
  readonly daysAboveLimit: number;
}

interface Model {
  readonly digest: string;
  readonly profile: Profile;
  readonly people: CalmPeople;
  evidence: DriftEvidence | null;
  loud: boolean;
}

async function trained(day: number, users: number, seed: number, ahead: Float64Array): Promise<Model> {
  const people = new CalmPeople(users, seed + day, ahead);
  const week = Array.from({ length: 7 }, (_, i) => day - 7 + i);
  const { table, scores } = await people.rows(week);
  const labels = Uint8Array.from(scores, (score, row) => Number(score > (row % 97) / 97));
  const scored = { table, scores, labels, threshold: 0.5 };
  const of = Array.from(scores, (_, row) => row % users);
  const profile = await profileOf(table, { columns, scored, users: of });
  return { digest: `model of day ${day}`, profile, people, evidence: null, loud: false };
}

/** Compares one day, and updates the evidence. */
async function compared(
  model: Model,
  day: number,
): Promise<{ readonly report: DriftReport; readonly step: EvidenceStep }> {
  const { table, scores } = await model.people.rows([day]);
  const report = await driftOf(model.profile, table, { scores, threads: 1 });
  const update = evidenceUpdate(report, { model: model.digest, day: dayOf(firstDay + day) });
  const step = nextEvidence(model.evidence, update);
  model.evidence = step.evidence;
  return { report, step };
}

const isOfShares = ({ columns: all }: DriftReport, { alarms }: EvidenceStep): boolean =>
  alarms.some((name) => /^\((missing|unseen)\)/.test(name)) ||
  all.some(({ states }) => states.missing === 'certain' || states.unseen === 'certain');

/** Days on which nothing changes; a new model, with new users, every year. */
export async function calmDays(options: {
  readonly days: number;
  readonly users: number;
  readonly seed: number;
}): Promise<CalmDays> {
  let [falseAlarms, falseAlarmsOfShares, daysAboveLimit] = [0, 0, 0];
  const ahead = CalmPeople.ahead(options.seed);
  let model: Model | null = null;
  for (let day = 0; day < options.days; day++) {
    if (model === null || day % year === 0) model = await trained(day, options.users, options.seed, ahead);
    model.people.renew(day);
    const { report, step } = await compared(model, day);
    const loud = report.state === 'certain' || step.alarms.length > 0;
    if (loud && !model.loud) {
      falseAlarms++;
      if (isOfShares(report, step)) falseAlarmsOfShares++;
    }
    model.loud = loud;
    if (report.columns.some(({ ks, expected, limit }) => expected === null && ks! > limit)) daysAboveLimit++;
  }
  const { days } = options;
  return { days, modelYears: days / year, falseAlarms, falseAlarmsOfShares, daysAboveLimit };
}

/**
 * A column of 5,000 rows moves by 0.32 standard deviations (a distance of 0.127): updates until the verdict is certain.
 * @param ahead normal numbers, of which every column is a stretch that begins anywhere
 */
export async function updatesUntilCertain(
  seed: number,
  ahead: Float64Array,
  rows = 5000,
  most = 10,
): Promise<number> {
  const random = new Random(seed);
  const names = Array.from({ length: movedColumns }, (_, i) => ({ name: `c${i}`, kind: 'numeric' as const }));
  const draw = (count: number, shift: number) =>
    buildTable(
      names.map(({ name }, i) => {
        const from = random.below(ahead.length - count);
        const own = ahead.slice(from, from + count);
        return { name, kind: 'number', values: i === 0 ? own.map((value) => value + shift) : own };
      }),
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
