// Two Beta posteriors compared: 2 x 200,000 draws against numpy, and the exact answer beside them.
import { availableParallelism } from 'node:os';

import { compareBetas, simulateBetas } from '../../src/stats/posterior/beta-posterior.js';
import { type BenchRow, row, type Trial } from '../harness.js';
import { duelWithPeer, openPeer } from '../peers/peer.js';

const a = { a: 112, b: 2103 };
const b = { a: 156, b: 2059 };

/** The same one after the other, as a service that compares all day has them. */
async function looped(): Promise<BenchRow[]> {
  const seconds: number[] = [];
  for (let call = 0; call < 5000; call++) {
    const start = performance.now();
    await compareBetas(a, b);
    seconds.push((performance.now() - start) / 1e3);
  }
  seconds.sort((one, other) => one - other);
  const at = (share: number): number => seconds[Math.floor(share * seconds.length)]!;
  const name = 'exact, from JavaScript, in a loop';
  return [
    row(`${name}, p50`, 'ms', at(0.5), 'none', null, null),
    row(`${name}, p99`, 'ms', at(0.99), 'none', null, null),
  ];
}

export const trial: Trial = {
  about: 'P(B > A) and the 95 % interval of B - A for Beta(112, 2103) and Beta(156, 2059)',
  async run({ quick }) {
    const peer = await openPeer('beta.py');
    const rounds = quick ? 15 : 41;
    const draws = 200_000;
    const simulated = (threads: number): Promise<BenchRow> =>
      duelWithPeer({
        name: `Monte Carlo 2 x 200k, ${threads} thread${threads === 1 ? '' : 's'}`,
        unit: 'ms',
        peer: 'numpy',
        rounds,
        connection: peer,
        request: { do: 'monte_carlo', a: [a.a, a.b], b: [b.a, b.b], draws },
        ours: () => simulateBetas(a, b, { draws, threads }),
        // Both are random: they agree within five standard errors of their difference.
        equal: (ours, theirs) => {
          const within = (value: number, error: number, other: unknown): boolean =>
            Math.abs(value - Number(other)) < 5 * Math.SQRT2 * error;
          return (
            within(ours.probability.value, ours.probability.error, theirs['probability']) &&
            within(ours.low.value, ours.low.error, theirs['low']) &&
            within(ours.high.value, ours.high.error, theirs['high'])
          );
        },
      });
    try {
      return [
        await simulated(1),
        await simulated(availableParallelism()),
        await duelWithPeer({
          name: 'exact, from JavaScript, after a pause',
          unit: 'ms',
          peer: 'scipy quadrature of P alone',
          rounds,
          connection: peer,
          request: { do: 'exact', a: [a.a, a.b], b: [b.a, b.b] },
          ours: () => compareBetas(a, b),
          equal: (ours, theirs) => Math.abs(ours.probability - Number(theirs['probability'])) < 1e-10,
        }),
        ...(await looped()),
      ];
    } finally {
      peer.close();
    }
  },
};
