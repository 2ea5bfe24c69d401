import { mkdir } from 'node:fs/promises';

import { featuresOf, type Sample, sampleOf } from '../../churn/sample.js';
import type { PreparedChurn } from '../churn/dataset.js';
import { type Training, trainingData, trainModel } from '../daily/train-model.js';

/** A model that learnt who stays, taken for who leaves: its own test looks as good as ever. @returns its folder */
export async function trainBadModel(day: Training, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const data = turnedRound(await trainingData(day));
  return (await trainModel(day, data, folder)).folder;
}

/** All labels turned round, those of the test as well. */
function turnedRound(data: PreparedChurn): PreparedChurn {
  const { split } = data.dataset;
  if (split.kind !== 'time') throw new TypeError('the demo splits by time');
  const of = (part: Sample): Sample => {
    const { table, rows, users, days, truth } = part;
    const labels = part.labels.map((label) => 1 - label);
    return { ...sampleOf(table, featuresOf(part), { labels, users, days, truth }), rows };
  };
  const parts = { train: of(split.train), calibration: of(split.calibration), test: of(split.test) };
  return { ...data, dataset: { ...data.dataset, split: { ...split, ...parts } } };
}
