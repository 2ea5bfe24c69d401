// Reasons as users get them: a file of scores with the three strongest of every user, and the explanation of one user.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { makeVector, Table } from 'apache-arrow';

import { writeTable } from '../src/data/tables/write.js';
import { type TreeClassifier, trainLightGbm } from '../src/model/tree-classifier.js';
import { explainUser } from '../src/pipeline/explain/user.js';
import { scoreFile } from '../src/pipeline/score/file.js';
import { explainRow } from '../src/pipeline/serve/explain-row.js';
import { ServedModel } from '../src/pipeline/serve/served-model.js';
import { loadModel, type StoredModel, saveModel } from '../src/registry/model-store.js';
import { type BenchRow, median, row } from './harness.js';
import { caseTable, features } from './score-models.js';

export interface ReasonsSize {
  readonly users: number;
  /** Users whose contributions LightGBM computes. */
  readonly theirUsers: number;
  readonly rounds: number;
}

const given = { name: '100x31', iterations: 100, leaves: 31 };

/** Rows of `winback score --reasons 3` and of `winback explain user`. */
export async function reasonsRows(size: ReasonsSize): Promise<readonly BenchRow[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'winback-bench-reasons-'));
  try {
    const file = path.join(folder, 'users.parquet');
    await writeTable(file, usersTable(size.users));
    const model = await storedModel(path.join(folder, 'model'));
    try {
      return [
        await fileRow(model, file, folder, size),
        await oneUserRow(model, file, size),
        await servedRow(model),
      ];
    } finally {
      model.classifier.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function usersTable(users: number): Table {
  const ids = makeVector(Float64Array.from({ length: users }, (_, i) => i + 1));
  return new Table({ user_id: ids }).assign(caseTable(given, users, 2)) as unknown as Table;
}

async function storedModel(folder: string): Promise<StoredModel> {
  const table = caseTable(given, 24_000, 1);
  const parameters = {
    numIterations: given.iterations,
    numLeaves: given.leaves,
    learningRate: 0.05,
    seed: 1,
  };
  const classifier = await trainLightGbm(table, { label: 'churn', features: features(table), parameters });
  await saveModel(folder, {
    ...{ classifier, calibration: { method: 'platt', slope: 0.8, intercept: 0.1 } },
    threshold: { value: 0.4, certified: true, precisionFloor: 0.6, confidence: 0.95, reason: null },
    description: {
      ...{ name: given.name, createdAt: null, gitCommit: null, featureVersion: null, idColumn: 'user_id' },
      ...{ windows: null, training: { from: null, to: null, rows: 24_000 }, versions: {} },
      metrics: { auc: 0.7, prAuc: 0.5, logLoss: 0.5, brier: 0.2 },
    },
  });
  classifier.close();
  return loadModel(folder);
}

async function fileRow(
  model: StoredModel,
  file: string,
  folder: string,
  { users, theirUsers, rounds }: ReasonsSize,
): Promise<BenchRow> {
  const { booster } = model.classifier as TreeClassifier;
  const head = caseTable(given, theirUsers, 2);
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    let start = performance.now();
    await scoreFile(model, file, path.join(folder, 'scores.parquet'), { reasons: 3 });
    ours.push((performance.now() - start) / 1e3 / users);
    start = performance.now();
    await booster.predict(head, { output: 'contributions' });
    theirs.push((performance.now() - start) / 1e3 / theirUsers);
  }
  const name = `${given.name}, ${users / 1000}k users, three reasons, Parquet to Parquet, per user`;
  return row(name, 'us', median(ours), 'LightGBM 4.7.0 C API, contributions alone', median(theirs), null);
}

/** From the file of the features to the sentences. */
async function oneUserRow(model: StoredModel, file: string, { users }: ReasonsSize): Promise<BenchRow> {
  const times: number[] = [];
  for (let round = 0; round < 21; round++) {
    const user = String(1 + Math.floor((users - 1) * (round / 20)));
    const start = performance.now();
    await explainUser(user, { model, modelFlag: '', id: 'user_id', features: file, reasons: 3 });
    times.push((performance.now() - start) / 1e3);
  }
  return row(`explain one user of a file of ${users / 1000}k`, 'ms', median(times), 'none', null, null);
}

/** From values in memory to the sentences, as a server explains. */
async function servedRow(stored: StoredModel): Promise<BenchRow> {
  const model = await ServedModel.of(stored);
  const times: number[] = [];
  for (let round = 0; round < 101; round++) {
    const values = Float64Array.from(model.features, (feature, i) =>
      feature.kind === 'categorical' ? 0 : (round * (i + 1)) % 30,
    );
    const start = performance.now();
    await explainRow(model, { id: String(round), values, file: 'users.parquet', reasons: 3 });
    times.push((performance.now() - start) / 1e3);
  }
  return row('explain one user whose values are in memory', 'ms', median(times), 'none', null, null);
}
