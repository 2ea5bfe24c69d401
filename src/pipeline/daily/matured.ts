import { existsSync } from 'node:fs';

import type { Table } from 'apache-arrow';

import { addDays, dayNumber } from '../../base/days.js';
import { buildTable } from '../../data/tables/build.js';
import { nameColumn } from '../../data/tables/name-column.js';
import { readTable } from '../../data/tables/read.js';
import {
  evaluateMatured,
  type MaturedEvaluation,
  type NotEvaluable,
} from '../../monitor/matured/evaluate.js';
import { type MaturedRows, maturedRows } from '../../monitor/matured/rows.js';
import { type Day, stepFile } from './day.js';
import type { Contact, DailyMemory } from './memory.js';
import { evaluatedDays, outcomesFile, scoresOf } from './outcomes-of-day.js';
import { scoresFile, shadowFile } from './score-files.js';
import { slicesOf, withSlices } from './slice-columns.js';

/** What is known of a week of mature snapshots. */
export interface MaturedWeek {
  /** The newest of them. */
  readonly snapshot: string;
  /** Snapshots of the week that were scored and have outcomes. */
  readonly days: readonly string[];
  readonly evaluation: MaturedEvaluation | NotEvaluable;
}

/** Rows of the week up to the newest mature snapshot as one model scored them; null where it scored no day of it. */
export async function weekRows(
  day: Day,
  memory: DailyMemory,
  model: string,
  newest: { readonly folder: string; readonly snapshot: string },
): Promise<{ readonly rows: MaturedRows; readonly days: readonly string[] } | null> {
  const found: { readonly day: string; readonly scores: Table; readonly outcomes: Table }[] = [];
  for (let back = evaluatedDays - 1; back >= 0; back--) {
    const snapshot = addDays(newest.snapshot, -back);
    const file = await fileOf(memory, snapshot, model);
    const table = file === null ? null : await scoresOf(day, snapshot, file);
    const outcomes = await outcomesOf(day, snapshot, newest);
    if (table !== null && outcomes !== null) found.push({ day: snapshot, scores: table, outcomes });
  }
  if (found.length === 0) return null;
  const { horizonDays } = day.config.windows;
  const contacts = await memory.contacts(found[0]!.day, addDays(newest.snapshot, horizonDays));
  const days = found.map((one) => one.day);
  const slices = slicesOf(found.map((one) => one.outcomes));
  const scores = await Promise.all(found.map((one) => withSlices(one.scores, one.outcomes, slices)));
  const tables = {
    scores: joined(scores),
    outcomes: joined(found.map((one) => one.outcomes.select(['user', 'day', 'left']))),
    decisions: contacts.length === 0 ? null : await decisionTable(contacts),
  };
  const maturity = { lastCompleteDay: day.date, horizonDays, latenessDays: day.config.daily.latenessDays };
  return { rows: maturedRows(tables, { ...maturity, slices }), days };
}

/** The file in which a day has the scores of a model: in production then, or beside it. */
export async function fileOf(memory: DailyMemory, date: string, model: string): Promise<string | null> {
  const models = await memory.models(date);
  if (models?.model === model) return scoresFile;
  return models?.shadow === model ? shadowFile : null;
}

/** How good a model's scores of the week were; null where it scored nothing of it. */
export async function maturedWeek(
  day: Day,
  memory: DailyMemory,
  model: string,
  newest: { readonly folder: string; readonly snapshot: string },
  threshold: number,
): Promise<MaturedWeek | null> {
  const week = await weekRows(day, memory, model, newest);
  if (week === null) return null;
  const evaluation = await evaluateMatured(week.rows, { threshold });
  return { snapshot: newest.snapshot, days: week.days, evaluation };
}

/** Outcomes of earlier snapshots were written by the days on which they became final. */
async function outcomesOf(
  day: Day,
  snapshot: string,
  newest: { readonly folder: string; readonly snapshot: string },
): Promise<Table | null> {
  const { horizonDays } = day.config.windows;
  const written = addDays(snapshot, horizonDays + day.config.daily.latenessDays);
  const file =
    snapshot === newest.snapshot
      ? `${newest.folder}/${outcomesFile}`
      : stepFile(day.out, written, 'monitor', outcomesFile);
  return existsSync(file) ? readTable(file, { text: ['user'], utf8: ['user'], signal: day.signal }) : null;
}

const joined = ([first, ...rest]: readonly Table[]): Table =>
  rest.length === 0 ? first! : first!.concat(...rest);

function decisionTable(contacts: readonly Contact[]): Promise<Table> {
  const users = [...new Set(contacts.map(({ user }) => user))];
  const place = new Map(users.map((user, i) => [user, i]));
  const number = (name: string, of: (contact: Contact) => number) =>
    ({ name, kind: 'number', values: Float64Array.from(contacts, of) }) as const;
  return buildTable([
    nameColumn(
      'user',
      contacts.map(({ user }) => place.get(user)!),
      users,
    ),
    { name: 'day', kind: 'date', values: Int32Array.from(contacts, ({ date }) => dayNumber(date)) },
    number('treated', ({ held }) => Number(!held)),
    number('untreated_probability', ({ probability }) => 1 - probability),
  ]);
}
