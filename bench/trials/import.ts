// Models of XGBoost and CatBoost against their own predictors and treelite, on the same rows; equal = the same raw bits.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';

import { Float32, makeVector, Table } from 'apache-arrow';

import { CompiledForest } from '../../src/model/compiled-forest.js';
import { type BenchRow, duel, median, row, type Trial } from '../harness.js';
import { openPeer, type Peer } from '../peers/peer.js';

const depth = 6;

interface Contest {
  readonly library: 'xgboost' | 'catboost';
  readonly kind: string;
  readonly rows: number;
}

/** A model of the library in a folder of its own. */
async function madeModel(peer: Peer, library: string, trees: number): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'winback-import-'));
  await peer.ask({ do: 'make', folder, library, trees, depth });
  return folder;
}

function opened(folder: string, library: string): Promise<CompiledForest> {
  if (library === 'xgboost') return CompiledForest.fromXgboost(readFileSync(path.join(folder, 'model.ubj')));
  return CompiledForest.fromCatboost(readFileSync(path.join(folder, 'model.json')));
}

function tableOf(folder: string, forest: CompiledForest): Table {
  const bytes = readFileSync(path.join(folder, 'columns.f32'));
  const values = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  const rows = values.length / forest.features.length;
  const column = (i: number) =>
    makeVector({ type: new Float32(), data: values.subarray(i * rows, (i + 1) * rows) });
  return new Table(Object.fromEntries(forest.features.map(({ name }, i) => [name, column(i)])));
}

/** treelite sums in double: it promises no equality with XGBoost. */
function isSame(scores: Float64Array, folder: string): boolean {
  const bytes = readFileSync(path.join(folder, 'theirs.f64'));
  const theirs = new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8);
  return scores.length === theirs.length && scores.every((score, i) => score === theirs[i]);
}

async function batches(
  peer: Peer,
  folder: string,
  { library, kind, rows }: Contest,
  rounds: number,
): Promise<readonly BenchRow[]> {
  const forest = await opened(folder, library);
  const results: BenchRow[] = [];
  try {
    for (const threads of [1, availableParallelism()]) {
      const { version } = await peer.ask({ do: 'load', folder, kind, rows, threads });
      const table = tableOf(folder, forest);
      const result = await duel({
        name: `${library} ${forest.iterations} trees of depth ${depth}, ${rows} rows, threads ${threads}`,
        unit: 'ms',
        peer: `${kind} ${String(version)}`,
        rounds,
        ours: () => forest.score(table, { raw: true, threads }),
        theirs: () => peer.ask({ do: 'batch' }),
        theirSeconds: ({ seconds }) => seconds,
        equal: (scores) => isSame(scores, folder),
      });
      results.push(kind.startsWith('treelite') ? { ...result, equal: null } : result);
    }
  } finally {
    forest.close();
  }
  return results;
}

/** One row a call in JavaScript, without a peer: nothing else scores such a model in Node. */
async function singleRow(folder: string, library: string): Promise<BenchRow> {
  const forest = await opened(folder, library);
  await forest.prepareRows();
  const scorer = forest.row({ raw: true });
  const calls = 2000;
  const times: number[] = [];
  for (let round = 0; round < 50; round++) {
    const start = performance.now();
    for (let call = 0; call < calls; call++) {
      scorer.values[call % scorer.values.length] = (call % 37) / 18 - 1;
      scorer.score();
    }
    times.push((performance.now() - start) / 1e3 / calls);
  }
  const name = `${library} ${forest.iterations} trees of depth ${depth}, one row a call`;
  forest.close();
  return row(name, 'us', median(times), 'none', null, null);
}

export const trial: Trial = {
  about: 'models of XGBoost and CatBoost against their own predictors; equal = the same raw bits',
  async run({ quick }) {
    const peer = await openPeer('import_peer.py', {
      threads: availableParallelism(),
      requirements: 'requirements-import.txt',
    });
    if (peer.missing !== null) throw new Error(peer.missing);
    const trees = quick ? 100 : 600;
    const rows = quick ? 100_000 : 1_000_000;
    const results: BenchRow[] = [];
    const folders: string[] = [];
    try {
      for (const library of ['xgboost', 'catboost'] as const) {
        const folder = await madeModel(peer, library, trees);
        folders.push(folder);
        results.push(...(await batches(peer, folder, { library, kind: library, rows }, quick ? 3 : 5)));
        if (library === 'xgboost') {
          const few = { library, kind: 'treelite GTIL', rows: rows / 10 };
          results.push(...(await batches(peer, folder, few, 3)));
        }
        const small = await madeModel(peer, library, 100);
        folders.push(small);
        results.push(await singleRow(small, library));
      }
    } finally {
      peer.close();
      for (const folder of folders) rmSync(folder, { recursive: true });
    }
    return results;
  },
};
