import type { Random } from '../../../src/base/random.js';
import { normal } from '../../../src/stats/distributions.js';
import {
  mixtureInterval,
  mixtureRatio,
  sequenceHalfWidth,
  sequenceRho,
} from '../../../src/stats/sequential/always-valid.js';
import {
  type BoundaryOptions,
  boundaries,
  exitProbabilities,
} from '../../../src/stats/sequential/boundaries.js';
import { normalSample } from '../draws.js';
import { byRun, type Study } from '../study.js';
import { threshold } from '../thresholds.js';
import { walk } from '../walk.js';

const nominal = (name: string, rate = 0.05) => ({ name, nominal: rate, demand: 'nominal' }) as const;
const atMost = (name: string) => ({ name, nominal: 0.05, demand: 'at-most' }) as const;

const equally = (looks: number): readonly number[] =>
  Array.from({ length: looks }, (_, k) => (k + 1) / looks);

function planStudy(name: string, options: BoundaryOptions): Study {
  return {
    name: `sequential plan: ${name}`,
    measures: [nominal('stops without an effect')],
    prepare() {
      const { z, times, oneSided } = boundaries(options);
      return byRun((random) => {
        let stopped = false;
        walk(random, times, 0, (seen, look) => {
          stopped = (oneSided ? seen : Math.abs(seen)) >= z[look]!;
          return stopped;
        });
        return [stopped];
      });
    },
  };
}

const plans: readonly Study[] = [
  planStudy("O'Brien-Fleming spending, 5 looks", { looks: 5 }),
  planStudy("O'Brien-Fleming spending, 28 looks", { looks: 28 }),
  planStudy('Pocock spending, 14 looks', { looks: 14, spending: 'pocock' }),
  planStudy('Hwang-Shih-DeCani spending, uneven looks', {
    times: [0.1, 0.15, 0.4, 0.9, 1],
    spending: 'hwang-shih-decani',
  }),
  planStudy("O'Brien-Fleming spending, both sides together, uneven looks", {
    times: [0.3, 0.5, 0.55, 1],
    convention: 'total',
  }),
  planStudy('Pocock spending, one-sided, 7 looks', { looks: 7, spending: 'pocock', oneSided: true }),
  planStudy("O'Brien and Fleming (classic), 10 looks", { looks: 10, family: 'classic' }),
  planStudy('Pocock (classic), 5 looks', { looks: 5, family: 'classic', spending: 'pocock' }),
];

/** Repeated tests at 5 % without a plan, and the reference script's rule: how wrong they are is known exactly. */
function peekingStudy(name: string, z: readonly number[]): Study {
  return {
    name: `without a plan: ${name}`,
    measures: [{ name: 'called significant', nominal: 0.05, demand: 'computed', within: [0, 1] }],
    prepare() {
      const times = equally(z.length);
      const { above, below } = exitProbabilities(
        times,
        z.map((v) => -v),
        z,
        0,
      );
      const known = [...above, ...below].reduce((a, b) => a + b, 0);
      return byRun(
        (random) => {
          let stopped = false;
          walk(random, times, 0, (seen, look) => {
            stopped = Math.abs(seen) >= z[look]!;
            return stopped;
          });
          return [stopped];
        },
        [known],
      );
    },
  };
}

const peeking: readonly Study[] = [5, 14, 28].map((looks) =>
  peekingStudy(`p < 0.05 at any of ${looks} looks`, new Array(looks).fill(normal.inverseSurvival(0.025))),
);

/** z from means whose spread is estimated at each look, as an experiment does it. */
const estimated: Study = {
  name: "sequential plan: O'Brien-Fleming spending, 5 looks of 200 + 200 normal users, spread estimated",
  measures: [nominal('stops without an effect')],
  prepare() {
    const { z } = boundaries({ looks: 5 });
    const merge = (sum: { n: number; total: number; squares: number }, random: Random): void => {
      const { n, mean, variance } = normalSample(random, 200);
      sum.n += n;
      sum.total += n * mean;
      sum.squares += (n - 1) * variance + n * mean * mean;
    };
    return byRun((random) => {
      const arms = [0, 1].map(() => ({ n: 0, total: 0, squares: 0 }));
      for (let look = 0; look < 5; look++) {
        let [difference, square] = [0, 0];
        for (const [i, arm] of arms.entries()) {
          merge(arm, random);
          const mean = arm.total / arm.n;
          difference += i === 0 ? -mean : mean;
          square += (arm.squares - arm.n * mean * mean) / (arm.n - 1) / arm.n;
        }
        if (Math.abs(difference) >= z[look]! * Math.sqrt(square)) return [true];
      }
      return [false];
    });
  },
};

const alwaysValid: Study = {
  name: 'always valid: 100 looks, one pair of users each',
  measures: [
    atMost('mixture ratio reaches 20'),
    atMost('a mixture interval misses the effect at any look'),
    atMost('the asymptotic confidence sequence misses it at any look'),
  ],
  prepare() {
    const times = Array.from({ length: 100 }, (_, k) => k + 1);
    const rho = sequenceRho(0.05, 50);
    const widths = times.map((n) => sequenceHalfWidth({ variance: 1, n }, rho));
    const reaches = times.map((n) => mixtureInterval({ estimate: 0, variance: 1, n }, 0.1).high);
    const ratio = (n: number, z: number): number =>
      mixtureRatio({ estimate: z / Math.sqrt(n), variance: 1, n }, 0.1);
    const crossings = times.map((n) => threshold((z) => ratio(n, z) - 20, 0, 20));
    return byRun((random) => {
      const seen = [false, false, false];
      walk(random, times, 0, (z, look) => {
        const estimate = Math.abs(z) / Math.sqrt(times[look]!);
        seen[0] ||= Math.abs(z) >= crossings[look]!;
        seen[1] ||= estimate > reaches[look]!;
        seen[2] ||= estimate > widths[look]!;
        return false;
      });
      return seen;
    });
  },
};

export const sequentialStudies: readonly Study[] = [...plans, estimated, alwaysValid, ...peeking];
