// CUPED over rows: numpy doing the reference script's formula, and the share of a plain read's speed.
// Columns are allocated as our readers allocate them (allocateColumn: pages of 2 MiB, as numpy's own arrays), and as plain
// JavaScript arrays (4 KiB).
import { availableParallelism } from 'node:os';
import { allocateColumn } from '../../src/base/large-arrays.js';
import { addon } from '../../src/native/load.js';
import { kernelColumn } from '../../src/stats/column-input.js';
import { covariance, type Moments, moments } from '../../src/stats/moments.js';
import { type BenchRow, duel, type Trial } from '../harness.js';
import { duelWithPeer, type MissingPeer, openPeer, type Peer } from '../peers/peer.js';

interface Sample {
  readonly y: Float64Array;
  readonly x: Float64Array;
  readonly group: Uint8Array;
}

/** bench/peers/cuped.py makes the same numbers: integer arithmetic modulo 2^32, exact in both. */
function fill({ y, x, group }: Sample): Sample {
  const rows = y.length;
  for (let i = 0; i < rows; i++) {
    const a = (Math.imul(i, 2654435761) >>> 0) / 4294967296;
    const b = (Math.imul(i ^ 0x5bd1e995, 2246822519) >>> 0) / 4294967296;
    group[i] = (Math.imul(i, 3266489917) >>> 31) & 1;
    x[i] = 36 * a * a;
    y[i] = 0.6 * x[i]! + 28 * b + 0.3 * group[i]!;
  }
  return { y, x, group };
}

const pages = {
  huge: (rows: number): Sample => ({
    y: allocateColumn(Float64Array, rows),
    x: allocateColumn(Float64Array, rows),
    group: allocateColumn(Uint8Array, rows),
  }),
  plain: (rows: number): Sample => ({
    y: new Float64Array(rows),
    x: new Float64Array(rows),
    group: new Uint8Array(rows),
  }),
} as const;

interface Adjusted {
  readonly theta: number;
  readonly t: number;
}

/** The reference script's CUPED: theta over all rows, then Welch's t of the adjusted metric. */
function adjusted({ groups }: Moments): Adjusted {
  const [a, b] = groups as [Moments['groups'][number], Moments['groups'][number]];
  const n = a.rows + b.rows;
  const dy = b.means[0]! - a.means[0]!;
  const dx = b.means[1]! - a.means[1]!;
  const between = (a.rows * b.rows) / n;
  const theta =
    (a.comoments[1]! + b.comoments[1]! + between * dx * dy) /
    (a.comoments[3]! + b.comoments[3]! + between * dx * dx);
  const variance = (g: typeof a): number =>
    (covariance(g, 0, 0) - 2 * theta * covariance(g, 0, 1) + theta * theta * covariance(g, 1, 1)) / g.rows;
  return { theta, t: (dy - theta * dx) / Math.sqrt(variance(a) + variance(b)) };
}

async function bandwidth(given: Sample, label: string, threads: number): Promise<BenchRow> {
  const columns = [given.y, given.x, given.group].map((column, i) => kernelColumn(column, `c${i}`));
  return duel({
    name: `share of a plain read, ${label}, ${threads} thread${threads === 1 ? '' : 's'}`,
    unit: 'ms',
    peer: 'a plain read of the same bytes',
    rounds: 25,
    ours: () => moments([given.y, given.x], { group: given.group, groups: 2, threads }),
    theirs: () => addon().momentsReadAll(columns, threads),
    equal: (ours) => ours.groups[0]!.rows + ours.groups[1]!.rows === given.y.length,
  });
}

/** The reference script's lines on arrays, or its function as written with a data frame and the groups' names. */
function against(
  peer: Peer | MissingPeer,
  does: 'cuped' | 'pandas',
  given: Sample,
  { label, threads, rounds }: { label: string; threads: number; rounds: number },
): Promise<BenchRow> {
  return duelWithPeer({
    name: `CUPED ${label}, ${threads} thread${threads === 1 ? '' : 's'}`,
    unit: 'ms',
    peer:
      does === 'cuped'
        ? "numpy and scipy, the reference script's lines"
        : "pandas, the reference script's function",
    rounds,
    connection: peer,
    request: { do: does },
    ours: async () => adjusted(await moments([given.y, given.x], { group: given.group, groups: 2, threads })),
    equal: (ours, theirs) =>
      Math.abs(ours.theta / Number(theirs['theta']) - 1) < 1e-9 &&
      Math.abs(ours.t / Number(theirs['t']) - 1) < 1e-8,
  });
}

export const trial: Trial = {
  about: 'CUPED moments of y, x and group in one pass, against numpy and against reading the bytes alone',
  async run({ quick }) {
    const rows = quick ? 4_000_000 : 10_000_000;
    const peer = await openPeer('cuped.py', { threads: availableParallelism() });
    try {
      if (peer.missing === null) await peer.ask({ do: 'load', rows });
      const table: BenchRow[] = [];
      for (const [kind, name] of [
        ['huge', 'allocateColumn'],
        ['plain', 'plain JavaScript arrays'],
      ] as const) {
        const given = fill(pages[kind](rows));
        const label = `${rows / 1e6}M rows, ${name}`;
        for (const threads of new Set([1, availableParallelism()])) {
          table.push(await bandwidth(given, label, threads));
          table.push(await against(peer, 'cuped', given, { label, threads, rounds: quick ? 5 : 15 }));
        }
        if (kind === 'plain') continue;
        const all = { label, threads: availableParallelism(), rounds: quick ? 2 : 3 };
        table.push(await against(peer, 'pandas', given, all));
      }
      return table;
    } finally {
      peer.close();
    }
  },
};
