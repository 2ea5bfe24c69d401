import path from 'node:path';

import { readTable } from '../../../data/tables/read.js';
import { estimatePerformance } from '../../../monitor/estimate/estimate.js';
import { type Day, stepFile } from '../day.js';
import { writeDrift } from '../day-drift.js';
import { writeJson } from '../json-files.js';
import { type MaturedWeek, maturedWeek } from '../matured.js';
import type { DailyMemory } from '../memory.js';
import { modelFacts } from '../model-facts.js';
import { writeOutcomes } from '../outcomes-of-day.js';
import type { Step, StepOutcome } from '../run-steps.js';
import { scoresFile } from '../score-files.js';
import { driftRecords, holdingRecord, metricRecords } from '../state-records.js';
import { folderDigest } from '../step-folder.js';

/** What `monitor/metrics.json` holds. */
export interface DayMetrics {
  /** The model that scored the day. */
  readonly model: string;
  /** What is expected of today's scores while their labels are open. */
  readonly estimated: Awaited<ReturnType<typeof estimatePerformance>>;
  /** The newest week whose labels are final; null before there is one. */
  readonly matured: MaturedWeek | null;
}

export const metricsFile = 'metrics.json';

/** Whether the model is still right: what its older predictions came to, and what is expected of today's. */
export const monitor = (day: Day, memory: DailyMemory): Step => ({
  name: 'monitor',
  inputs: async () =>
    day.sources && {
      sources: day.sources,
      model: day.model.digest,
      scores: await folderDigest(path.join(day.out, day.date, 'score')),
    },
  run: (folder) => monitored(day, memory, folder),
});

async function monitored(day: Day, memory: DailyMemory, folder: string): Promise<StepOutcome> {
  const threshold = (await modelFacts(day.model)).threshold.value;
  const probabilities = await todaysProbabilities(day);
  const drift = await writeDrift(day, folder, probabilities);
  const snapshot = await writeOutcomes(day, folder);
  const metrics: DayMetrics = {
    model: day.model.digest,
    estimated: await estimatePerformance(probabilities, { threshold }),
    matured:
      snapshot === null
        ? null
        : await maturedWeek(day, memory, day.model.digest, { folder, snapshot }, threshold),
  };
  await writeJson(folder, metricsFile, metrics);
  const facts = {
    ...factsOf(metrics),
    drift: drift?.report.state ?? 'no-profile',
    alarms: drift?.alarms ?? [],
  };
  const records = {
    metric: metricRecords(day, metrics),
    drift: driftRecords(day, drift),
    holding: [holdingRecord(day, 'monitor', 'scores')],
  };
  return { state: 'done', facts, records };
}

function factsOf({ estimated, matured }: DayMetrics): Readonly<Record<string, unknown>> {
  const evaluation = matured?.evaluation ?? null;
  return {
    estimatedAuc: estimated.auc,
    matured: matured?.snapshot ?? null,
    auc: evaluation?.state === 'evaluated' ? evaluation.auc : null,
    notEvaluable: evaluation?.state === 'not-evaluable' ? evaluation.reason.code : null,
  };
}

async function todaysProbabilities({ out, date, signal }: Day): Promise<Float64Array> {
  const file = stepFile(out, date, 'score', scoresFile);
  const table = await readTable(file, { columns: ['churn_prob'], signal });
  const column = table.getChild('churn_prob')!;
  return Float64Array.from({ length: table.numRows }, (_, row) => Number(column.get(row)));
}
