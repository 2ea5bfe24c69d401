// Batch and single-row scoring against everything else that scores LightGBM models and can be installed:
// Python packages and onnxruntime for Node. The same held-out rows, alternating with ours.
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import type { Table } from 'apache-arrow';

import { CompiledForest } from '../../src/model/compiled-forest.js';
import { type BenchRow, median, row, type Trial } from '../harness.js';
import { openOnnxNode } from '../peers/onnx-node.js';
import { openPeer, type PeerAnswer } from '../peers/peer.js';
import { caseModel, caseTable, type ScoreCase } from '../score-models.js';

const cases: readonly ScoreCase[] = [
  { name: '100x31', iterations: 100, leaves: 31 },
  { name: '600x63', iterations: 600, leaves: 63 },
];
const pythonKinds = [
  'lightgbm',
  'lignum',
  'lignum, compiled',
  'lleaves',
  'treelite GTIL',
  'tl2cgen',
  'onnxruntime',
] as const;
const caches = fileURLToPath(new URL('../peers/.cache/', import.meta.url));

interface Size {
  readonly rows: number;
  readonly theirRows: number;
  readonly rounds: number;
}

/** What is scored, in memory and on disk. */
interface Work {
  readonly name: string;
  readonly forest: CompiledForest;
  readonly table: Table;
  readonly size: Size;
  /** model.txt and rows.f64, the peer's rows row-major. */
  readonly folder: string;
  /** Where peers keep what they compiled from this model. */
  readonly cache: string;
}

/** A peer that is ready: `batch` leaves its scores in theirs.f64. */
export interface Contender {
  readonly version: string;
  batch(): Promise<PeerAnswer>;
  single(): Promise<PeerAnswer>;
  close(): void;
}

async function prepare(given: ScoreCase, size: Size): Promise<Work> {
  const booster = await caseModel(given);
  const forest = await CompiledForest.fromBooster(booster);
  const table = caseTable(given, size.rows, 7);
  const folder = mkdtempSync(path.join(tmpdir(), 'winback-scorers-'));
  writeFileSync(path.join(folder, 'model.txt'), booster.text);
  writeFileSync(path.join(folder, 'rows.f64'), rowMajor(table, forest, size.theirRows));
  const digest = createHash('sha256').update(booster.text).digest('hex');
  const cache = path.join(caches, digest.slice(0, 16));
  mkdirSync(cache, { recursive: true });
  booster.close();
  return { name: given.name, forest, table, size, folder, cache };
}

function rowMajor(table: Table, forest: CompiledForest, rows: number): Float64Array {
  const width = forest.features.length;
  const values = new Float64Array(rows * width);
  for (const [i, { name }] of forest.features.entries()) {
    const column = table.getChild(name)!.data[0]!.values as ArrayLike<number>;
    for (let row = 0; row < rows; row++) values[row * width + i] = column[row]!;
  }
  return values;
}

async function openPython(kind: string, work: Work, threads: number): Promise<Contender> {
  const peer = await openPeer('scorers.py', { threads, requirements: 'requirements-scorers.txt' });
  if (peer.missing !== null) throw new Error(peer.missing);
  const { folder, cache, size } = work;
  try {
    const loaded = await peer.ask({ do: 'load', kind, folder, cache, threads, rows: size.theirRows });
    return {
      version: String(loaded['version']),
      batch: () => peer.ask({ do: 'batch' }),
      single: () => peer.ask({ do: 'single' }),
      close: () => peer.close(),
    };
  } catch (error) {
    peer.close();
    throw error;
  }
}

/** Largest distance of the peer's probabilities from ours, in words; null when all bits are the same. */
function distance(ours: Float64Array, folder: string): string | null {
  const bytes = readFileSync(path.join(folder, 'theirs.f64'));
  const theirs = new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8);
  let most = 0;
  let different = 0;
  for (let row = 0; row < theirs.length; row++) {
    if (Object.is(ours[row], theirs[row])) continue;
    different++;
    most = Math.max(most, Math.abs(ours[row]! - theirs[row]!));
  }
  return different === 0
    ? null
    : `${different} of ${theirs.length} rows differ, by up to ${most.toExponential(1)}`;
}

/** Median seconds of one row through scoreRow, each row another. */
function ourSingle({ forest, table }: Work): number {
  const width = forest.features.length;
  const rows = rowMajor(table, forest, 1000);
  const times: number[] = [];
  for (let i = 0; i < 1000; i++) {
    const values = rows.subarray(i * width, (i + 1) * width);
    const start = process.hrtime.bigint();
    forest.scoreRow(values);
    times.push(Number(process.hrtime.bigint() - start) / 1e9);
  }
  return median(times);
}

async function against(
  kind: string,
  open: (work: Work, threads: number) => Promise<Contender>,
  work: Work,
  threads: number,
): Promise<readonly BenchRow[]> {
  const name = `${work.name}, ${threads} thread${threads > 1 ? 's' : ''}, per row`;
  try {
    const peer = await open(work, threads);
    try {
      const label = `${kind} ${peer.version}`;
      const batch = await duelOfBatches(name, label, peer, work, threads);
      if (threads > 1) return [batch];
      const theirs = (await peer.single()).seconds;
      return [batch, row(`${work.name}, one row a call`, 'us', ourSingle(work), label, theirs, null)];
    } finally {
      peer.close();
    }
  } catch (error) {
    const reason = (error as Error).message.trim().split('\n').at(-1);
    const ours = (await ourBatch(work, threads)).seconds;
    return [row(name, 'ns', ours, `${kind} (missing: ${reason})`, null, null)];
  }
}

async function ourBatch(
  { forest, table }: Work,
  threads: number,
): Promise<{ readonly seconds: number; readonly scores: Float64Array }> {
  const start = performance.now();
  const scores = await forest.score(table, { threads });
  return { seconds: (performance.now() - start) / 1e3 / table.numRows, scores };
}

async function duelOfBatches(
  name: string,
  label: string,
  peer: Contender,
  work: Work,
  threads: number,
): Promise<BenchRow> {
  const [ours, theirs]: [number[], number[]] = [[], []];
  await peer.batch();
  let { scores } = await ourBatch(work, threads);
  for (let round = 0; round < work.size.rounds; round++) {
    const mine = await ourBatch(work, threads);
    scores = mine.scores;
    ours.push(mine.seconds);
    theirs.push((await peer.batch()).seconds / work.size.theirRows);
  }
  const differs = distance(scores, work.folder);
  const shown = differs === null ? label : `${label} (${differs})`;
  return row(name, 'ns', median(ours), shown, median(theirs), differs === null ? true : null);
}

export const trial: Trial = {
  about: 'other scorers of LightGBM models; equal = the same bits, else the row says how far they are apart',
  async run({ quick }) {
    const size = quick
      ? { rows: 100_000, theirRows: 10_000, rounds: 3 }
      : { rows: 200_000, theirRows: 10_000, rounds: 3 };
    const results: BenchRow[] = [];
    for (const given of quick ? cases.slice(0, 1) : cases) {
      const work = await prepare(given, size);
      try {
        for (const threads of quick ? [1] : [1, availableParallelism()]) {
          for (const kind of pythonKinds) {
            const open = (w: Work, t: number): Promise<Contender> => openPython(kind, w, t);
            results.push(...(await against(kind, open, work, threads)));
          }
          results.push(...(await against('onnxruntime-node', openOnnxNode, work, threads)));
        }
      } finally {
        work.forest.close();
        rmSync(work.folder, { recursive: true });
      }
    }
    return results;
  },
};
