// One analysis of a mean metric over 10 million rows (CUPED, split test, Welch) and exact tests, against
// numpy and scipy doing the same.
import { Dictionary, Float64, Int8, makeData, makeVector, Table, Utf8, vectorFromArray } from 'apache-arrow';

import { allocateColumn } from '../../src/base/large-arrays.js';
import { analyzeExperiment } from '../../src/experiment/analyze.js';
import { experimentConfig } from '../../src/experiment/config/config.js';
import { dataFromArrow } from '../../src/experiment/sources/arrow-data.js';
import { barnardTest } from '../../src/stats/proportions/exact.js';
import { bootstrap, replicateInterval } from '../../src/stats/resampling/bootstrap.js';
import { boundaries } from '../../src/stats/sequential/boundaries.js';
import { type BenchRow, row, type Trial } from '../harness.js';
import { duelWithPeer, type MissingPeer, openPeer, type Peer, secondsOf } from '../peers/peer.js';

/**
 * bench/peers/experiment.py makes the same numbers: integer arithmetic modulo 2^32, exact in both. Columns are allocated
 * as our readers allocate them.
 */
function sample(rows: number): Table {
  const y = allocateColumn(Float64Array, rows);
  const x = allocateColumn(Float64Array, rows);
  const group = allocateColumn(Int8Array, rows);
  for (let i = 0; i < rows; i++) {
    const a = (Math.imul(i, 2654435761) >>> 0) / 4294967296;
    const b = (Math.imul(i ^ 0x5bd1e995, 2246822519) >>> 0) / 4294967296;
    group[i] = (Math.imul(i, 3266489917) >>> 31) & 1;
    x[i] = 36 * a * a;
    y[i] = 0.6 * x[i]! + 28 * b + 0.3 * group[i]!;
  }
  const numbers = (data: Float64Array) => makeVector(makeData({ type: new Float64(), data }));
  const variant = makeVector(
    makeData({
      type: new Dictionary(new Utf8(), new Int8()),
      data: group,
      dictionary: vectorFromArray(['control', 'treatment'], new Utf8()),
    }),
  );
  return new Table({ y: numbers(y), x: numbers(x), variant });
}

// Pooled theta, as the peer; the default differs by theta's own uncertainty only.
const config = experimentConfig({
  name: 'bench',
  data: { variant: 'variant' },
  control: 'control',
  treatments: ['treatment'],
  cuped: 'pooled',
  metrics: [{ name: 'y', kind: 'mean', role: 'primary', column: 'y', covariates: ['x'] }],
});

async function analysis(connection: Peer | MissingPeer, quick: boolean): Promise<BenchRow> {
  const rows = quick ? 4_000_000 : 10_000_000;
  const table = sample(rows);
  if (connection.missing === null) await connection.ask({ do: 'load', rows });
  const close = (a: number, b: unknown, relative: number): boolean =>
    Math.abs(a - Number(b)) <= relative * Math.abs(Number(b)) + 1e-300;
  return duelWithPeer({
    name: `one mean metric, CUPED, SRM, Welch, ${rows / 1e6}M rows`,
    unit: 'ms',
    peer: "numpy and scipy, the reference script's formula",
    rounds: quick ? 3 : 7,
    connection,
    request: { do: 'analysis' },
    ours: async () => analyzeExperiment((await dataFromArrow(table, config))!, config),
    equal: ({ metrics: [m], srm }, theirs) =>
      close(m!.cuped!.theta[0]!, theirs['theta'], 1e-9) &&
      close(m!.difference, theirs['difference'], 1e-7) &&
      close(m!.p, theirs['p'], 1e-6) &&
      close(srm.p ?? Number.NaN, theirs['srm'], 1e-9),
  });
}

async function resampled(connection: Peer | MissingPeer, quick: boolean): Promise<BenchRow> {
  const rows = 100_000;
  const replicates = quick ? 199 : 999;
  const y = sample(2 * rows).getChild('y')!.data[0]!.values as Float64Array;
  const group = Uint8Array.from({ length: 2 * rows }, (_, i) => (i < rows ? 0 : 1));
  return duelWithPeer({
    name: `bootstrap ${replicates} x (1e5 + 1e5)`,
    unit: 'ms',
    peer: 'numpy, resampling by index',
    rounds: quick ? 2 : 3,
    connection,
    request: { do: 'bootstrap', rows, replicates },
    ours: async () => {
      const [a, b] = await bootstrap(y, { group, groups: 2, replicates });
      return replicateInterval(b!.replicates.map((value, r) => value - a!.replicates[r]!));
    },
    // Both are random: the ends agree within a fifth of the interval's width.
    equal: ({ low, high }, theirs) => {
      const width = high - low;
      return (
        Math.max(Math.abs(low - Number(theirs['low'])), Math.abs(high - Number(theirs['high']))) < width / 5
      );
    },
  });
}

async function looks(quick: boolean): Promise<BenchRow> {
  const seconds = await secondsOf(() => boundaries({ looks: 28 }), quick ? 5 : 15);
  return row('boundaries of 28 looks', 'ms', seconds, 'none in the environment (target 20 ms)', null, null);
}

async function barnard(connection: Peer | MissingPeer, quick: boolean, interval: boolean): Promise<BenchRow> {
  // scipy's columns are the groups; its search over the nuisance parameter is a grid, ours is not.
  const [a, b] = [
    { successes: 40, trials: 200 },
    { successes: 57, trials: 200 },
  ];
  const table = [
    [a.successes, b.successes],
    [a.trials - a.successes, b.trials - b.successes],
  ];
  return duelWithPeer({
    name: `Barnard, 400 users, ${interval ? 'p and exact interval' : 'p'}`,
    unit: 'ms',
    peer: 'scipy.stats.barnard_exact, p',
    rounds: quick ? 5 : 15,
    connection,
    request: { do: 'barnard', table },
    ours: () => barnardTest(a, b, { interval }),
    // Scipy's two-sided p is by |z| on either side.
    equal: (ours, theirs) => Math.abs(ours.statisticTwoSided / Number(theirs['p']) - 1) < 1e-3,
  });
}

export const trial: Trial = {
  about: 'analysis of an experiment, against numpy and scipy',
  async run({ quick }) {
    const peer = await openPeer('experiment.py', { threads: 2 });
    try {
      return [
        await analysis(peer, quick),
        await resampled(peer, quick),
        await barnard(peer, quick, false),
        await barnard(peer, quick, true),
        await looks(quick),
      ];
    } finally {
      peer.close();
    }
  },
};
