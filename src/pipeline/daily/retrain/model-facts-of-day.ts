import path from 'node:path';

import { dayNumber } from '../../../base/days.js';
import type { ModelFacts } from '../../../monitor/decide/decide.js';
import { type Day, stepFile } from '../day.js';
import { driftFindings, missingJumps } from '../day-drift.js';
import { readJson } from '../json-files.js';
import { fileOf, weekRows } from '../matured.js';
import type { DailyMemory } from '../memory.js';
import { modelFacts } from '../model-facts.js';
import { comparedOn, storedScores } from '../paired-rows.js';
import { type DataCheck, dataFile } from '../steps/check-data.js';
import { type DayMetrics, metricsFile } from '../steps/monitor.js';

/** What the decision about the model in production rests on: its age, its figures, the day's data and drift. */
export async function factsOfDay(day: Day, memory: DailyMemory): Promise<ModelFacts> {
  const { out, date, model } = day;
  const [data, metrics] = await Promise.all([
    readJson<DataCheck>(stepFile(out, date, 'check-data', dataFile)),
    metricsOfDay(day),
  ]);
  const { manifest: stored } = await modelFacts(model);
  const trainedAt = stored.recalibrated?.trainedAt ?? stored.createdAt;
  const faults = [data!.total, ...data!.series].filter(({ severity }) => severity === 'critical');
  return {
    ageDays: Math.max(0, dayNumber(date) - dayNumber((trainedAt ?? date).slice(0, 10))),
    storedAuc: stored.metrics.auc,
    featureVersion: stored.featureVersion ?? '',
    dataFaults: [
      ...faults.map(({ fault, name }) => ({ kind: fault ?? 'data-gap', object: name })),
      ...(await missingJumps(day)).map((object) => ({ kind: 'missing-jump', object })),
    ],
    drift: await driftFindings(day),
    matured: metrics!.matured?.evaluation ?? noMatured,
    previous: await previousOf(day, memory, metrics!),
  };
}

/** What the step `monitor` of the day found; null where it has not run. */
export const metricsOfDay = ({ out, date }: Day): Promise<DayMetrics | null> =>
  readJson<DayMetrics>(stepFile(out, date, 'monitor', metricsFile));

/** The week up to a mature snapshot as the model in production scored it; null where it scored no day of it. */
export const weekOf = (day: Day, memory: DailyMemory, snapshot: string) =>
  weekRows(day, memory, day.model.digest, {
    folder: path.join(day.out, day.date, 'monitor'),
    snapshot,
  });

const noMatured: ModelFacts['matured'] = {
  state: 'not-evaluable',
  reason: { code: 'immature', values: { rows: 0 } },
  counts: { scored: 0, immature: 0, withoutOutcome: 0, treated: 0, uncovered: 0, outcomesWithoutScore: 0 },
};

async function previousOf(
  day: Day,
  memory: DailyMemory,
  { matured }: DayMetrics,
): Promise<ModelFacts['previous']> {
  const { shadow } = day;
  if (shadow === null) return null;
  const featureVersion = (await modelFacts(shadow)).manifest.featureVersion ?? '';
  if (matured === null) return { comparison: null, featureVersion };
  const week = await weekOf(day, memory, matured.snapshot);
  const others = storedScores(day, (snapshot) => fileOf(memory, snapshot, shadow.digest));
  const compared = week === null ? null : await comparedOn(week.rows, others);
  return { comparison: compared?.auc ?? null, featureVersion };
}
