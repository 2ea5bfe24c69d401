import type { Table } from 'apache-arrow';

import { addDays } from '../../base/days.js';
import { seriesName } from '../../base/drift-series.js';
import { readTable } from '../../data/tables/read.js';
import type { DriftFinding } from '../../monitor/decide/triggers.js';
import { driftOf } from '../../monitor/drift/drift.js';
import { evidenceUpdate } from '../../monitor/drift/evidence-update.js';
import type { DriftReport } from '../../monitor/drift/records.js';
import { profileFrom } from '../../monitor/profile/files.js';
import { nextEvidence } from '../../monitor/rule/evidence.js';
import type { DriftEvidence, EvidenceStep } from '../../monitor/rule/evidence-records.js';
import { type Day, stepFile } from './day.js';
import { readJson, writeJson } from './json-files.js';
import { modelFacts } from './model-facts.js';
import { pastMeans, writeMeans } from './past-means.js';
import { featuresFile } from './score-files.js';

export const driftFile = 'drift.json';
const evidenceFile = 'evidence.json';
/** Days back in which the evidence of an earlier day is looked for: gaps of more than a month begin anew. */
const evidenceDays = 31;

/** What `monitor/drift.json` holds. */
export interface DayDrift {
  readonly report: DriftReport;
  /** Series whose evidence over several updates is at the threshold, by the names of `seriesName`. */
  readonly alarms: readonly string[];
}

/** The drift of a day with the evidence of the days up to it. */
export interface DriftOfDay extends DayDrift {
  readonly evidence: DriftEvidence;
}

/** Today's features and scores against the profile of the model; null for a model without a profile. */
export async function writeDrift(day: Day, folder: string, scores: Float64Array): Promise<DriftOfDay | null> {
  const { profile: files, manifest } = await modelFacts(day.model);
  if (files === null) return null;
  const profile = await profileFrom(files);
  const { config, date, out, threads, signal } = day;
  const table: Table = await readTable(stepFile(out, date, 'features', featuresFile), { signal });
  const version = manifest.featureVersion ?? '';
  const rules = {
    ...{ day: date, calendar: config.daily.calendar },
    history: await pastMeans(
      day,
      version,
      profile.columns.map(({ name }) => name),
    ),
  };
  const report = await driftOf(profile, table, { ...rules, scores, threads, signal });
  const { evidence, alarms } = await evidenceOf(day, report);
  await writeMeans(folder, version, report);
  await writeJson(folder, driftFile, { report, alarms });
  await writeJson(folder, evidenceFile, evidence);
  return { report, alarms, evidence };
}

async function evidenceOf(day: Day, report: DriftReport): Promise<EvidenceStep> {
  const of = { model: day.model.digest, day: day.date };
  return nextEvidence(await evidenceBefore(day), evidenceUpdate(report, of));
}

async function evidenceBefore({ out, date }: Day): Promise<DriftEvidence | null> {
  for (let back = 1; back <= evidenceDays; back++) {
    const file = stepFile(out, addDays(date, -back), 'monitor', evidenceFile);
    const found = await readJson<DriftEvidence>(file);
    if (found !== null) return found;
  }
  return null;
}

/** The drift of a day as the decision about the model takes it; none where the day was not compared. */
export async function driftFindings({ out, date }: Day): Promise<readonly DriftFinding[]> {
  const found = await readJson<DayDrift>(stepFile(out, date, 'monitor', driftFile));
  if (found === null) return [];
  const { columns, score } = found.report;
  const of = (one: DriftReport['columns'][number], column: string | null): DriftFinding => {
    const { states, ks, ksLow, deltaAbove } = one;
    const name = seriesName({ column, about: 'distribution' });
    return {
      ...{ column, state: states.distribution, ks: ks ?? 0, ksLow: ksLow ?? 0, deltaAbove },
      alarm: found.alarms.includes(name),
    };
  };
  return [...(score === null ? [] : [of(score, null)]), ...columns.map((column) => of(column, column.name))];
}

/** Columns whose missing values have certainly become more: a fault of the data. */
export async function missingJumps({ out, date }: Pick<Day, 'out' | 'date'>): Promise<readonly string[]> {
  const found = await readJson<DayDrift>(stepFile(out, date, 'monitor', driftFile));
  if (found === null) return [];
  return found.report.columns.filter((column) => hasJumped(column, found.alarms)).map(({ name }) => name);
}

/** Whether a column certainly has more missing values than in training, by its day or by the evidence of several. */
export function hasJumped(
  { name, states, missing }: DriftReport['columns'][number],
  alarms: readonly string[],
): boolean {
  const alarm = alarms.includes(seriesName({ column: name, about: 'missing' }));
  return missing.difference > 0 && (states.missing === 'certain' || alarm);
}
