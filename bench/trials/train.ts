// Training from an Arrow table against the official Python package from a pandas frame.
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { tableToIPC } from 'apache-arrow';

import { Booster } from '../../src/model/booster.js';
import type { BenchOptions, BenchRow, Trial } from '../harness.js';
import { duelWithPeer, type MissingPeer, openPeer, type Peer } from '../peers/peer.js';
import { referenceFeatures, referenceTable } from '../reference-table.js';

const cases = [
  { rows: 24_000, threads: 1, iterations: 100, rounds: 5 },
  { rows: 240_000, threads: 2, iterations: 100, rounds: 3 },
  { rows: 2_400_000, threads: 2, iterations: 100, rounds: 3 },
] as const;

async function one(
  given: (typeof cases)[number],
  folder: string,
  connection: Peer | MissingPeer,
): Promise<BenchRow> {
  const table = referenceTable(given.rows, 7);
  const file = path.join(folder, `${given.rows}.arrow`);
  writeFileSync(file, tableToIPC(table, 'file'));
  if (connection.missing === null) await connection.ask({ do: 'load', file });
  return duelWithPeer({
    name: `${given.rows} rows x ${referenceFeatures.length}, ${given.iterations} x 63 leaves, ${given.threads} threads`,
    unit: 's',
    peer: 'lightgbm 4.7.0 (Python, pandas)',
    rounds: given.rounds,
    connection,
    request: { do: 'train', threads: given.threads, iterations: given.iterations },
    ours: async () => {
      const booster = await Booster.train(table, {
        label: 'churn',
        features: referenceFeatures,
        threads: given.threads,
        parameters: { numIterations: given.iterations, numLeaves: 63, learningRate: 0.05, seed: 42 },
      });
      booster.close();
      return booster.text;
    },
    equal: (text, answer) => treeDigest(text) === answer['trees'],
  });
}

function treeDigest(text: string): string {
  return createHash('sha256')
    .update(text.slice(text.indexOf('\nTree=0'), text.indexOf('end of trees')))
    .digest('hex');
}

export const trial: Trial = {
  about: 'wall time of one training, binning included; equal = the same trees to the last digit',
  async run({ quick }: BenchOptions) {
    const connection = await openPeer('train_peer.py', { threads: 2 });
    const folder = mkdtempSync(path.join(tmpdir(), 'winback-train-'));
    try {
      const rows: BenchRow[] = [];
      for (const given of quick ? cases.slice(0, 2) : cases) rows.push(await one(given, folder, connection));
      return rows;
    } finally {
      connection.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
