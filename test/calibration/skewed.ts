// node --import tsx test/calibration/skewed.ts [--runs 20000]: how often Welch's test and the bootstrap intervals find a
// difference where there is none, for few users with skewed values. Prints the table of docs/explanation/calibration.md.
import { parseArgs } from 'node:util';

import { Random } from '../../src/base/random.js';
import { meanSample, welchTest } from '../../src/stats/means.js';
import { bootstrap, replicateInterval } from '../../src/stats/resampling/bootstrap.js';
import { bcaInterval } from '../../src/stats/resampling/resampling.js';
import { misses } from './tables.js';

const { values: options } = parseArgs({ options: { runs: { type: 'string', default: '20000' } } });
const runs = Number(options.runs);
const replicates = 399;
const batch = 250;

const shapes: Readonly<Record<string, (random: Random) => number>> = {
  exponential: (random) => random.exponential(),
  'lognormal (sigma 1)': (random) => Math.exp(random.normal()),
};
const designs = [
  [20, 20],
  [50, 50],
  [200, 200],
  [20, 80],
  [50, 200],
] as const;

/** The difference of means without each user in turn, in units of all users, so that arms of unlike size count alike. */
function influence(control: Float64Array, treatment: Float64Array): Float64Array {
  const of = (values: Float64Array, sign: number): Float64Array => {
    const { mean } = meanSample(values);
    return values.map((value) => (sign * (mean - value)) / values.length);
  };
  return Float64Array.from([...of(control, -1), ...of(treatment, 1)]);
}

async function rates(draw: (random: Random) => number, n1: number, n2: number): Promise<readonly number[]> {
  const hits = [0, 0, 0];
  const group = Int32Array.from({ length: batch * (n1 + n2) }, (_, row) => {
    const pair = Math.floor(row / (n1 + n2));
    return 2 * pair + (row % (n1 + n2) < n1 ? 0 : 1);
  });
  for (let start = 0; start < runs; start += batch) {
    const random = new Random(7, start * 1000 + n1 + n2);
    const values = Float64Array.from(group, () => draw(random));
    const all = await bootstrap(values, { group, groups: 2 * batch, replicates, seed: start, threads: 1 });
    for (let i = 0; i < batch; i++) {
      const at = i * (n1 + n2);
      const [control, treatment] = [values.subarray(at, at + n1), values.subarray(at + n1, at + n1 + n2)];
      const test = welchTest(meanSample(control), meanSample(treatment));
      const [a, b] = [all[2 * i]!.replicates, all[2 * i + 1]!.replicates];
      const differences = b.map((value, r) => value - a[r]!).filter((value) => !Number.isNaN(value));
      const seen = [
        test.p < 0.05,
        misses(replicateInterval(differences), 0),
        misses(bcaInterval(test.estimate, differences, influence(control, treatment)), 0),
      ];
      seen.forEach((hit, k) => {
        hits[k]! += Number(hit);
      });
    }
  }
  return hits.map((count) => count / runs);
}

process.stdout.write(
  '| values | users | Welch | bootstrap percentile | bootstrap BCa |\n|---|---|---|---|---|\n',
);
for (const [shape, draw] of Object.entries(shapes)) {
  for (const [n1, n2] of designs) {
    const row = await rates(draw, n1, n2);
    process.stdout.write(`| ${shape} | ${n1} + ${n2} | ${row.map((r) => r.toFixed(3)).join(' | ')} |\n`);
  }
}
