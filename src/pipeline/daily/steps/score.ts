import path from 'node:path';

import { readTable } from '../../../data/tables/read.js';
import { riskTiers } from '../../../model/risk-tiers.js';
import { loadModel } from '../../../registry/model-store.js';
import { scoreFile } from '../../score/file.js';
import { type Day, type DayModel, stepFile } from '../day.js';
import { modelFacts } from '../model-facts.js';
import type { Step, StepOutcome } from '../run-steps.js';
import { featuresFile, scoresFile, shadowFile } from '../score-files.js';
import { holdingRecord } from '../state-records.js';
import { folderDigest } from '../step-folder.js';

/** The scores of the day's users, by the model in production and by the one before it. */
export const score = (day: Day): Step => ({
  name: 'score',
  inputs: async () => ({
    model: day.model.digest,
    shadow: day.shadow?.digest ?? null,
    features: await folderDigest(path.join(day.out, day.date, 'features')),
  }),
  run: (folder) => scored(day, folder),
});

async function scored(day: Day, folder: string): Promise<StepOutcome> {
  const rows = await scoredBy(day, day.model, path.join(folder, scoresFile));
  const shadow = day.shadow === null ? null : await shadowScores(day, day.shadow, folder);
  const records = { holding: [holdingRecord(day, 'score', 'scores')] };
  const facts = { users: rows, tiers: await tiersOf(day, folder), shadow };
  return { state: 'done', facts, rows, records };
}

async function scoredBy(day: Day, { folder, digest }: DayModel, output: string): Promise<number> {
  const model = await loadModel(folder, { digest });
  const { threads, signal } = day;
  try {
    const input = stepFile(day.out, day.date, 'features', featuresFile);
    return await scoreFile(model, input, output, { threads, signal });
  } finally {
    model.classifier.close();
  }
}

/** Features that the older model was not trained on leave its scores out. */
async function shadowScores(day: Day, shadow: DayModel, folder: string): Promise<string | null> {
  const [current, former] = await Promise.all([day.model, shadow].map(modelFacts));
  if (current!.manifest.featureVersion !== former!.manifest.featureVersion) return null;
  await scoredBy(day, shadow, path.join(folder, shadowFile));
  return shadow.digest;
}

async function tiersOf(day: Day, folder: string): Promise<Readonly<Record<string, number>>> {
  const table = await readTable(path.join(folder, scoresFile), {
    columns: ['risk_tier'],
    signal: day.signal,
  });
  const tier = table.getChild('risk_tier')!;
  const counts: Record<string, number> = Object.fromEntries(riskTiers.map(({ name }) => [name, 0]));
  for (let row = 0; row < table.numRows; row++) counts[String(tier.get(row))]!++;
  return counts;
}
