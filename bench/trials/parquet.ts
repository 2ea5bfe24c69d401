// A Parquet file of users to a Parquet file of scores (id, probability, tier, contact), as `winback score` does
// it, against pandas, LightGBM's Python package and pandas again. The peer gets fewer rows of the same
// layout: ten million would take it minutes.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';

import { DuckDb } from '../../src/data/sources/duckdb.js';
import { readTable } from '../../src/data/tables/read.js';
import { writeTable } from '../../src/data/tables/write.js';
import { TreeClassifier } from '../../src/model/tree-classifier.js';
import { scoreFile } from '../../src/pipeline/score/file.js';
import { loadModel, type StoredModel, saveModel } from '../../src/registry/model-store.js';
import { type BenchRow, median, row, type Trial } from '../harness.js';
import { openPeer } from '../peers/peer.js';
import { caseModel, caseTable } from '../score-models.js';

const given = { name: '600x63', iterations: 600, leaves: 63 } as const;
const distinctRows = 100_000;

interface Size {
  readonly rows: number;
  readonly theirRows: number;
  readonly rounds: number;
}

/** The distinct rows over and over, each under an id of its own; the peer's file is the first of them. */
async function makeInputs(folder: string, { rows, theirRows }: Size): Promise<void> {
  const file = (name: string): string => `'${path.join(folder, name)}'`;
  await writeTable(path.join(folder, 'part.parquet'), caseTable(given, distinctRows, 7));
  const engine = await DuckDb.open();
  const copy = (select: string, name: string): Promise<void> =>
    engine.run(`COPY (${select}) TO ${file(name)} (FORMAT parquet, COMPRESSION zstd)`);
  const times = Math.ceil(rows / distinctRows);
  await copy(
    `SELECT (row_number() OVER ())::BIGINT AS user_id, part.* EXCLUDE (churn)
     FROM range(${times}), read_parquet(${file('part.parquet')}) part`,
    'ours-input.parquet',
  );
  await copy(
    `SELECT * FROM read_parquet(${file('ours-input.parquet')}) LIMIT ${theirRows}`,
    'theirs-input.parquet',
  );
  engine.close();
}

async function storedModel(folder: string): Promise<StoredModel> {
  const booster = await caseModel(given);
  writeFileSync(path.join(folder, 'model.txt'), booster.text);
  const classifier = new TreeClassifier('lightgbm', booster);
  await saveModel(path.join(folder, 'model'), {
    classifier,
    calibration: { method: 'none' },
    threshold: { value: 0.5, certified: false, precisionFloor: 0.5, confidence: 0.95, reason: null },
    description: {
      name: given.name,
      createdAt: null,
      gitCommit: null,
      featureVersion: null,
      idColumn: 'user_id',
      windows: null,
      training: { from: null, to: null, rows: 24_000 },
      metrics: { auc: 0.5, prAuc: 0.5, logLoss: 0.5, brier: 0.5 },
      versions: {},
    },
  });
  classifier.close();
  return loadModel(path.join(folder, 'model'));
}

async function equalScores(folder: string): Promise<boolean> {
  const columns = ['user_id', 'churn_prob', 'risk_tier', 'contact'];
  const read = async (file: string) => readTable(path.join(folder, file), { columns });
  const [mine, other] = [await read('ours.parquet'), await read('theirs.parquet')];
  return columns.every((name) => {
    const [a, b] = [mine.getChild(name)!, other.getChild(name)!];
    for (let row = 0; row < other.numRows; row++) if (!Object.is(a.get(row), b.get(row))) return false;
    return true;
  });
}

async function measured(folder: string, size: Size): Promise<BenchRow> {
  const model = await storedModel(folder);
  await makeInputs(folder, size);
  const threads = availableParallelism();
  const peer = await openPeer('parquet.py', { threads });
  const { features } = model.classifier;
  const request = {
    do: 'score',
    folder,
    file: 'theirs-input.parquet',
    features: features.map(({ name }) => name),
    categories: Object.fromEntries(
      features.flatMap((f) => (f.kind === 'categorical' ? [[f.name, f.categories]] : [])),
    ),
    threads,
  };
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < size.rounds; round++) {
    const start = performance.now();
    await scoreFile(model, path.join(folder, 'ours-input.parquet'), path.join(folder, 'ours.parquet'));
    ours.push((performance.now() - start) / 1e3 / size.rows);
    if (peer.missing === null) theirs.push((await peer.ask(request)).seconds / size.theirRows);
  }
  peer.close();
  model.classifier.close();
  const name = `${size.rows / 1e6}M rows, 600x63, ${threads} threads, per row`;
  const against = `pandas + LightGBM (Python), ${size.theirRows / 1e3}k rows`;
  if (peer.missing !== null) {
    return row(name, 'ns', median(ours), `${against} (missing: ${peer.missing})`, null, null);
  }
  return row(name, 'ns', median(ours), against, median(theirs), await equalScores(folder));
}

export const trial: Trial = {
  about: 'a Parquet file to scores on disk; equal = the same bits as LightGBM',
  async run({ quick }) {
    const folder = mkdtempSync(path.join(tmpdir(), 'winback-parquet-'));
    try {
      const size = quick
        ? { rows: 1_000_000, theirRows: 50_000, rounds: 3 }
        : { rows: 10_000_000, theirRows: 400_000, rounds: 2 };
      return [await measured(folder, size)];
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};
