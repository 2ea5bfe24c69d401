// False positive rates and coverage on simulated A/A experiments, within 3.3 standard errors of the nominal 5 %.
// Normal data make CUPED's and the strata's reference t nearly exact at this size; the ratio is asymptotic.
import { expect, test } from 'vitest';

import { comparePair } from '../../../src/experiment/adjusted.js';
import { kolmogorovP } from '../../../src/experiment/calibration.js';
import { combineColumns, type JointMoments } from '../../../src/experiment/moments.js';
import { studentT } from '../../../src/stats/distributions.js';

const runs = 200_000;
const band = 3.3 * Math.sqrt((0.05 * 0.95) / runs);

/** mulberry32: 32 bits of state, enough for a simulation that only needs even coverage. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Moments of `n` users with two values each. */
function drawn(n: number, user: (out: [number, number]) => void): JointMoments {
  const out: [number, number] = [0, 0];
  let [a, b, aa, ab, bb] = [0, 0, 0, 0, 0];
  for (let i = 0; i < n; i++) {
    user(out);
    a += out[0];
    b += out[1];
    aa += out[0] * out[0];
    ab += out[0] * out[1];
    bb += out[1] * out[1];
  }
  return { n, mean: [a / n, b / n], cross: [aa - (a * a) / n, ab - (a * b) / n, bb - (b * b) / n] };
}

function gaussPair(uniform: () => number): readonly [number, number] {
  const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
  const angle = 2 * Math.PI * uniform();
  return [radius * Math.cos(angle), radius * Math.sin(angle)];
}

/** Share of runs whose interval leaves out the true difference 0; also 1 - coverage. */
function rejections(experiment: () => ReturnType<typeof comparePair>): number {
  let rejected = 0;
  // The critical value moves slowly with df: a table by whole and tenth df is exact to 1e-4.
  const critical = new Map<number, number>();
  for (let run = 0; run < runs; run++) {
    const { control, treatment, errors } = experiment();
    const key = Math.round(errors.df * 10);
    let bound = critical.get(key);
    if (bound === undefined) {
      bound = studentT.inverseSurvival(0.025, key / 10);
      critical.set(key, bound);
    }
    if (Math.abs(treatment - control) > bound * Math.sqrt(errors.control + errors.treatment)) rejected++;
  }
  return rejected / runs;
}

test('CUPED within arms', () => {
  const uniform = generator(11);
  const user = (out: [number, number]): void => {
    const [x, e] = gaussPair(uniform);
    out[0] = x + 0.7 * e;
    out[1] = x;
  };
  const rate = rejections(() => comparePair([drawn(40, user)], [drawn(60, user)], 'within'));
  expect(Math.abs(rate - 0.05)).toBeLessThan(band);
});

test('ratio by the delta method', () => {
  const uniform = generator(12);
  const user = (out: [number, number]): void => {
    out[1] = 1 + Math.floor(8 * uniform());
    out[0] = out[1] * (0.2 + 0.2 * uniform());
  };
  const line = (m: JointMoments): JointMoments => {
    const ratio = m.mean[0]! / m.mean[1]!;
    const moments = combineColumns(m, [[1 / m.mean[1]!, -ratio / m.mean[1]!]]);
    return { ...moments, mean: [ratio] };
  };
  const rate = rejections(() => comparePair([line(drawn(150, user))], [line(drawn(150, user))], 'pooled'));
  expect(Math.abs(rate - 0.05)).toBeLessThan(band);
});

test('post-stratification', () => {
  const uniform = generator(13);
  const user =
    (shift: number) =>
    (out: [number, number]): void => {
      const [e] = gaussPair(uniform);
      out[0] = shift + e;
      out[1] = e;
    };
  const only = ({ n, mean, cross }: JointMoments): JointMoments => ({
    n,
    mean: [mean[0]!],
    cross: [cross[0]!],
  });
  const strata = (sizes: readonly number[]) => sizes.map((n, s) => only(drawn(n, user(5 * s))));
  const rate = rejections(() => comparePair(strata([30, 25, 40]), strata([35, 30, 25]), 'within'));
  expect(Math.abs(rate - 0.05)).toBeLessThan(band);
});

test('the uniformity test of the A/A calibration', () => {
  const uniform = generator(14);
  const sample = (f: (u: number) => number) => Float64Array.from({ length: 2000 }, () => f(uniform()));
  expect(kolmogorovP(sample((u) => u))).toBeGreaterThan(0.01);
  expect(kolmogorovP(sample((u) => u ** 1.2))).toBeLessThan(0.001);
});
