// The nightly feature file of many users: how soon it is open, and what processor time a look-up of a random user takes.
import path from 'node:path';

import { tableFromArrays } from 'apache-arrow';

import { FeatureFile, writeFeatureFile } from '../../src/pipeline/serve/feature-file.js';
import { ServedModel } from '../../src/pipeline/serve/served-model.js';
import { loadModel } from '../../src/registry/model-store.js';
import { type BenchRow, median, row } from '../harness.js';
import { tableOf } from './model.js';

/** @param users of the file */
export async function featureFileRows(folder: string, users: number): Promise<readonly BenchRow[]> {
  const stored = await loadModel(path.join(folder, 'model'));
  const model = await ServedModel.of(stored);
  const file = path.join(folder, 'users.wbf');
  const user_id = Array.from({ length: users }, (_, i) => `user-${i}`);
  const table = tableFromArrays({ user_id, ...tableOf(users, 3).features });
  await writeFeatureFile(file, stored, { table, id: 'user_id', asOf: '2026-03-31' });
  const opened: number[] = [];
  const looked: number[] = [];
  const order = Array.from({ length: 100_000 }, (_, i) => user_id[(i * 7_368_787) % users]!);
  for (let round = 0; round < 5; round++) {
    const start = performance.now();
    const one = await FeatureFile.open(file);
    opened.push((performance.now() - start) / 1e3);
    one.read(model, order[0]!);
    const from = process.cpuUsage();
    let known = 0;
    for (const id of order) if (one.read(model, id)) known++;
    const { user, system } = process.cpuUsage(from);
    looked.push((user + system) / 1e6 / order.length);
    if (known !== order.length) throw new Error('a look-up missed a user');
    one.close();
  }
  model.retire();
  const size = `feature file of ${users.toLocaleString('en')} users x 32`;
  return [
    row(`${size}: open and checked`, 'ms', median(opened), 'none', null, null),
    row(`${size}: CPU of one look-up`, 'us', median(looked), 'none', null, null),
  ];
}
