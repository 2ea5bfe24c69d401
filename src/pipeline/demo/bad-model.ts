import { mkdir } from 'node:fs/promises';

import { Random } from '../../base/random.js';
import type { PreparedChurn } from '../churn/dataset.js';
import { type Training, trainingData, trainModel } from '../daily/train-model.js';

/** A model that learnt from shuffled labels: what a broken join of the training data makes. @returns its folder */
export async function trainBadModel(day: Training, folder: string, seed: number): Promise<string> {
  await mkdir(folder, { recursive: true });
  const data = shuffled(await trainingData(day), seed);
  return (await trainModel(day, data, folder)).folder;
}

/** The rows of training and calibration with the labels of other rows; the test rows keep theirs. */
function shuffled(data: PreparedChurn, seed: number): PreparedChurn {
  const { split } = data.dataset;
  if (split.kind !== 'time') throw new TypeError('the demo splits by time');
  const random = new Random(seed, 1);
  const train = { ...split.train, labels: permuted(split.train.labels, random) };
  const calibration = { ...split.calibration, labels: permuted(split.calibration.labels, random) };
  return { ...data, dataset: { ...data.dataset, split: { ...split, train, calibration } } };
}

function permuted(labels: Uint8Array, random: Random): Uint8Array {
  const mixed = labels.slice();
  for (let i = mixed.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [mixed[i], mixed[j]] = [mixed[j]!, mixed[i]!];
  }
  return mixed;
}
