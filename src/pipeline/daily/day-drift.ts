import path from 'node:path';

import type { Table } from 'apache-arrow';

import { addDays } from '../../base/days.js';
import { readTable } from '../../data/tables/read.js';
import type { DriftFinding } from '../../monitor/decide/triggers.js';
import { driftOf } from '../../monitor/drift/drift.js';
import type { DriftReport } from '../../monitor/drift/records.js';
import { profileFrom } from '../../monitor/profile/files.js';
import { type DriftEvidence, type EvidenceStep, nextEvidence } from '../../monitor/rule/evidence.js';
import { type Day, stepFile } from './day.js';
import { readJson, writeJson } from './json-files.js';
import { modelFacts } from './model-facts.js';
import { featuresFile } from './score-files.js';

export const driftFile = 'drift.json';
const evidenceFile = 'evidence.json';
/** Name under which the evidence counts the score. */
const scoreSeries = 'score';
/** Days back in which the evidence of an earlier day is looked for: gaps of more than a month begin anew. */
const evidenceDays = 31;

/** What `monitor/drift.json` holds. */
export interface DayDrift {
  readonly report: DriftReport;
  /** Series whose evidence over several updates is at the threshold: columns, and `score`. */
  readonly alarms: readonly string[];
}

/** Today's features and scores against the profile of the model; null for a model without a profile. */
export async function writeDrift(day: Day, folder: string, scores: Float64Array): Promise<DayDrift | null> {
  const profile = await profileOfModel(day);
  if (profile === null) return null;
  const { config, date, out, threads, signal } = day;
  const table: Table = await readTable(stepFile(out, date, 'features', featuresFile), { signal });
  const calendar = config.daily.calendar;
  const report = await driftOf(profile, table, { scores, day: date, calendar, threads, signal });
  const { evidence, alarms } = await evidenceOf(day, report);
  await writeJson(folder, driftFile, { report, alarms });
  await writeJson(folder, evidenceFile, evidence);
  return { report, alarms };
}

async function profileOfModel({ model }: Day) {
  const { profile } = await modelFacts(model);
  return profile === null ? null : profileFrom(profile);
}

async function evidenceOf(day: Day, { columns, score, rows }: DriftReport): Promise<EvidenceStep> {
  const judged = columns.filter(({ state, ks }) => state !== 'excluded' && ks !== null);
  const series = judged.map(({ name, ks, limit }) => ({ name, distance: ks!, rows, limit }));
  if (score?.ks != null) series.push({ name: scoreSeries, distance: score.ks, rows, limit: score.limit });
  return nextEvidence(await evidenceBefore(day), { model: day.model.digest, day: day.date, series });
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
  const found = await readJson<DayDrift>(path.join(out, date, 'monitor', driftFile));
  if (found === null) return [];
  const { columns, score } = found.report;
  const of = (
    { name, state, ks, ksLow, deltaAbove }: DriftReport['columns'][number],
    column: string | null,
  ): DriftFinding => ({
    ...{ column, state, ks: ks ?? 0, ksLow: ksLow ?? 0, deltaAbove },
    alarm: found.alarms.includes(column === null ? scoreSeries : name),
  });
  return [...(score === null ? [] : [of(score, null)]), ...columns.map((column) => of(column, column.name))];
}
