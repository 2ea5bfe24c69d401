import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import type { Table } from 'apache-arrow';

import { dayOf } from '../../base/days.js';
import { compareModels, type ModelComparison } from '../../monitor/decide/compare.js';
import type { MaturedRows } from '../../monitor/matured/rows.js';
import { loadModel } from '../../registry/model-store.js';
import { scoreFile } from '../score/file.js';
import { type Day, type DayModel, stepFile } from './day.js';
import { scoresOf, scoresTable } from './outcomes-of-day.js';
import { featuresFile } from './score-files.js';

/** What a model said of the users of a snapshot day; null where it did not score that day. */
type ScoresOfDay = (snapshot: string) => Promise<Table | null>;

/** Fewest users of a class that two models can be compared on. */
const fewest = 2;

/**
 * Another model against the one in use, on the rows that both scored; null where these are too few.
 * @param rows with the scores of the model in use
 */
export async function comparedOn(rows: MaturedRows, other: ScoresOfDay): Promise<ModelComparison | null> {
  const found = new Map<string, number>();
  const days = [...new Set(rows.days)];
  for (const day of days) {
    const table = await other(dayOf(day));
    const user = table?.getChild('user');
    const probability = table?.getChild('probability');
    for (let row = 0; row < (table?.numRows ?? 0); row++)
      found.set(`${day} ${user!.get(row)}`, Number(probability!.get(row)));
  }
  const keyOf = (row: number): string => `${rows.days[row]} ${rows.users[row]}`;
  const both = rows.users.map((_, row) => row).filter((row) => found.has(keyOf(row)));
  const taken = takeRows(rows, both);
  if (!hasBothClasses(taken)) return null;
  const probabilities = Float64Array.from(both, (row) => found.get(keyOf(row))!);
  return compareModels(taken, { scores: probabilities, probabilities });
}

function takeRows(rows: MaturedRows, taken: readonly number[]): MaturedRows {
  const numbers = (values: Float64Array): Float64Array => Float64Array.from(taken, (row) => values[row]!);
  const flags = (values: Uint8Array): Uint8Array => Uint8Array.from(taken, (row) => values[row]!);
  return {
    ...rows,
    users: taken.map((row) => rows.users[row]!),
    days: Int32Array.from(taken, (row) => rows.days[row]!),
    scores: numbers(rows.scores),
    probabilities: numbers(rows.probabilities),
    labels: flags(rows.labels),
    treated: flags(rows.treated),
    untreatedProbability: numbers(rows.untreatedProbability),
    slices: new Map([...rows.slices].map(([name, values]) => [name, taken.map((row) => values[row]!)])),
  };
}

/** Untreated users of both classes. */
function hasBothClasses({ labels, treated, users }: MaturedRows): boolean {
  const ofClass = (label: number): number =>
    new Set(users.filter((_, row) => labels[row] === label && treated[row] === 0)).size;
  return ofClass(0) >= fewest && ofClass(1) >= fewest;
}

/** Scores that a day has in one of its files. */
export const storedScores =
  (day: Day, fileOf: (snapshot: string) => Promise<string | null>): ScoresOfDay =>
  async (snapshot) => {
    const file = await fileOf(snapshot);
    return file === null ? null : scoresOf(day, snapshot, file);
  };

/** Scores of a model that was not there yet, from the features that the days kept. */
export const freshScores =
  (day: Day, { folder, digest }: DayModel): ScoresOfDay =>
  async (snapshot) => {
    const model = await loadModel(folder, { digest });
    const scratch = await mkdtemp(path.join(tmpdir(), 'winback-challenger-'));
    try {
      const output = path.join(scratch, 'scores.parquet');
      const input = stepFile(day.out, snapshot, 'features', featuresFile);
      const { threads, signal } = day;
      await scoreFile(model, input, output, { threads, signal });
      return await scoresTable(output, snapshot, signal);
    } finally {
      model.classifier.close();
      await rm(scratch, { recursive: true, force: true });
    }
  };
