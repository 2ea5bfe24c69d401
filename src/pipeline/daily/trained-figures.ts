import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { sha256 } from '../../base/node-crypto.js';
import { manifestFile } from '../../registry/manifest.js';
import type { StateRecords } from '../../state/records.js';
import type { ChurnSummary } from '../churn/summary.js';
import type { Day } from './day.js';
import { readJson } from './json-files.js';
import { type DayDecision, decisionFile } from './retrain/decision.js';

type ModelRecord = StateRecords['model'];

/** What a training said of its model: more than the model's own files do. */
export interface TrainedFigures {
  /** SHA-256 of the model's manifest. */
  readonly digest: string;
  readonly metrics: ModelRecord['metrics'];
  readonly gates: ModelRecord['gates'];
}

/** Folder of the training of the very first model, inside that of all days. */
export const firstModelFolder = 'first-model';

/** The trainings whose reports lie there: of the first model, and of the day. */
export async function trainedFigures({
  out,
  date,
}: Pick<Day, 'out' | 'date'>): Promise<readonly TrainedFigures[]> {
  const step = path.join(out, date, 'retrain');
  const decision = await readJson<DayDecision>(path.join(step, decisionFile));
  const promotion = decision?.challenger?.promotion.checks ?? [];
  const conditions = Object.fromEntries(promotion.map(({ code, passed }) => [code, passed]));
  const found = [
    await figuresOf(path.join(out, firstModelFolder), {}),
    await figuresOf(path.join(step, 'training'), conditions),
  ];
  return found.filter((one): one is TrainedFigures => one !== null);
}

async function figuresOf(folder: string, conditions: ModelRecord['gates']): Promise<TrainedFigures | null> {
  const manifest = path.join(folder, 'model', manifestFile);
  const summary = await readJson<ChurnSummary>(path.join(folder, 'summary.json'));
  if (summary === null || !existsSync(manifest)) return null;
  const gates = Object.fromEntries(summary.gates.map(({ name, passed }) => [name, passed]));
  const digest = sha256(await readFile(manifest));
  return { digest, metrics: metricsOf(summary), gates: { ...gates, ...conditions } };
}

function metricsOf({ model: { test } }: ChurnSummary): ModelRecord['metrics'] {
  const { rows: n, auc, aucLow, aucHigh, prAuc, brier, logLoss } = test;
  const plain = Object.entries({ prAuc, brier, logLoss });
  return [
    { name: 'auc', value: auc, low: aucLow, high: aucHigh, n },
    ...plain.map(([name, value]) => ({ name, value, low: null, high: null, n })),
  ];
}
