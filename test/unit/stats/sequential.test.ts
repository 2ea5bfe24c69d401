import { describe, expect, test } from 'vitest';

import {
  alwaysValidP,
  mixtureInterval,
  mixtureRatio,
  sequenceHalfWidth,
  sequenceRho,
} from '../../../src/stats/sequential/always-valid.js';
import { boundaries, exitProbabilities } from '../../../src/stats/sequential/boundaries.js';
import { conditionalPower, futilityBound, predictivePower } from '../../../src/stats/sequential/futility.js';
import { planCharacteristics } from '../../../src/stats/sequential/plan.js';
import { sequentialP } from '../../../src/stats/sequential/sequential-p.js';
import { repeatedInterval, sequentialInference } from '../../../src/stats/sequential/stop.js';
import { readGolden } from '../../support/golden.js';

interface Golden {
  readonly plans: readonly {
    readonly times: readonly number[];
    readonly alpha: number;
    readonly spending: 'obrien-fleming' | 'pocock' | 'hwang-shih-decani';
    readonly gamma: number;
    readonly oneSided: boolean;
    readonly z: readonly number[];
  }[];
  readonly exact: readonly { readonly times: readonly number[]; readonly z: readonly string[] }[];
  readonly designs: readonly Record<'times' | 'z' | 'above' | 'below', readonly number[]>[] &
    readonly { readonly drift: number }[];
}
const want = readGolden<Golden>('sequential/golden.json');
const close = (got: readonly number[], expected: readonly number[], tolerance: number): void => {
  expect(got).toHaveLength(expected.length);
  got.forEach((value, k) => {
    expect(Math.abs(value - expected[k]!)).toBeLessThan(tolerance);
  });
};

describe('boundaries', () => {
  // Published tables; rpact 3.3.4 agrees to its own tolerance. K, O'Brien-Fleming C, Pocock C.
  test.each([
    [1, 1.95996398454, 1.95996398454],
    [2, 1.97743095929, 2.17827208873],
    [3, 2.00403557861, 2.28947806102],
    [4, 2.02429549962, 2.36129789106],
    [5, 2.0400731748, 2.41317622006],
    [6, 2.05279308, 2.45321082],
    [8, 2.07220677, 2.51233621],
    [10, 2.08650218, 2.55501277],
  ])('classic, %i looks', (looks, obf, pocock) => {
    const tolerance = looks > 5 ? 6e-9 : 1e-11;
    const flat = boundaries({ looks, family: 'classic', spending: 'pocock' });
    close(flat.z, new Array<number>(looks).fill(pocock), tolerance);
    const steep = boundaries({ looks, family: 'classic' });
    expect(Math.abs(steep.z[looks - 1]! - obf)).toBeLessThan(tolerance);
    expect(steep.z[0]!).toBeCloseTo(steep.z[looks - 1]! * Math.sqrt(looks), 10);
    expect(steep.alphaSpent[looks - 1]).toBeCloseTo(0.05, 12);
  });

  test('Lan-DeMets, 5 looks, both conventions, and uneven times (published)', () => {
    close(
      boundaries({ looks: 5 }).z,
      [4.87688494879, 3.35701192157, 2.68028006454, 2.28981676771, 2.03103204331],
      1e-11,
    );
    close(
      boundaries({ looks: 5 }).nominalP,
      [1.07774e-6, 7.87897e-4, 7.35606e-3, 0.0220319, 0.0422517],
      5e-8,
    );
    close(
      boundaries({ looks: 5, convention: 'total' }).z,
      [4.3826127, 3.0997275, 2.553355, 2.2538479, 2.0635011],
      6e-8,
    );
    close(
      boundaries({ looks: 5, spending: 'pocock' }).z,
      [2.43797668805, 2.42681385815, 2.41019384027, 2.39664540065, 2.38598457162],
      1e-11,
    );
    const times = [0.1, 0.25, 0.5, 0.8, 1];
    close(
      boundaries({ times }).z,
      [6.99135170708, 4.33263366275, 2.9631315977, 2.26621314802, 2.02780020588],
      1e-10,
    );
    close(
      boundaries({ times, spending: 'pocock' }).z,
      [2.65511004797, 2.52475488286, 2.38591874204, 2.33447899594, 2.37483451445],
      1e-10,
    );
  });

  test('the second of 8 looks, where R packages are off in the sixth digit (mpmath)', () => {
    expect(boundaries({ looks: 8 }).z[1]).toBeCloseTo(4.3326363961619, 12);
  });

  test.each(
    want.plans.map(
      (plan) => [`${plan.spending} ${plan.times.length} ${plan.alpha} ${plan.oneSided}`, plan] as const,
    ),
  )('%s equals an independent solver', (_, { z, ...plan }) => {
    close(boundaries(plan).z, z, 1e-9);
  });

  test('two looks equal nested quadrature in mpmath', () => {
    for (const { times, z } of want.exact) close(boundaries({ times }).z, z.map(Number), 1e-13);
  });

  test("the reference script's rule is kept, labelled, with its real level", () => {
    const reference = boundaries({ looks: 5, family: 'reference' });
    close(reference.nominalP, [1.173e-5, 0.001942, 0.011396, 0.02843, 0.05], 6e-7);
    expect(reference.alphaSpent[4]).toBeCloseTo(0.061, 4);
    expect(boundaries({ looks: 10, family: 'reference' }).alphaSpent[9]).toBeCloseTo(0.0686, 4);
  });

  test('a look that spends nothing has no bound, and a later one takes over', () => {
    const plan = boundaries({ times: [0.0001, 0.5, 1] });
    expect(plan.z[0]).toBe(Infinity);
    expect(plan.alphaSpent[2]).toBeCloseTo(0.05, 12);
  });

  test('28 looks take at most 20 ms', () => {
    boundaries({ looks: 28 });
    const times = Array.from({ length: 5 }, () => {
      const start = performance.now();
      boundaries({ looks: 28 });
      return performance.now() - start;
    });
    expect(Math.min(...times)).toBeLessThan(20);
  });

  test('wrong plans are one clear error', () => {
    expect(() => boundaries({})).toThrow(/looks or times/);
    expect(() => boundaries({ times: [0.5, 0.4] })).toThrow(/must increase/);
    expect(() => boundaries({ looks: 3, times: [0.5, 1] })).toThrow(/looks is 3/);
  });
});

describe('what a plan does', () => {
  test('exit probabilities with drift equal an independent solver', () => {
    for (const design of want.designs) {
      const lower = design.z.map((z) => -z);
      const { above, below } = exitProbabilities(design.times, lower, design.z, design.drift);
      close(above, design.above, 1e-12);
      close(below, design.below, 1e-12);
    }
  });

  test('inflation, expected size and power by look (rpact, one-sided 0.025, power 0.8)', () => {
    const of = (spending: 'obrien-fleming' | 'pocock', family: 'lan-demets' | 'classic') =>
      planCharacteristics(boundaries({ looks: 5, alpha: 0.025, oneSided: true, spending, family }));
    const lanDemets = of('obrien-fleming', 'lan-demets');
    expect(lanDemets.inflation).toBeCloseTo(1.02471988908, 7);
    expect(lanDemets.expectedUnderEffect).toBeCloseTo(0.823662735, 7);
    close(lanDemets.powerByLook, [0.000153934858, 0.058991465, 0.316492426, 0.605396865, 0.8], 1e-7);
    expect(of('obrien-fleming', 'classic').inflation).toBeCloseTo(1.02841097815, 7);
    expect(of('obrien-fleming', 'classic').expectedUnderEffect).toBeCloseTo(0.81757, 5);
    expect(of('pocock', 'classic').inflation).toBeCloseTo(1.22857272, 7);
    expect(of('pocock', 'lan-demets').inflation).toBeCloseTo(1.2126131, 7);
    expect(of('pocock', 'lan-demets').expectedUnderEffect).toBeCloseTo(0.795711, 6);
  });
});

describe('inference at the stop', () => {
  const plan = boundaries({ looks: 5 });
  const information = plan.times.map((t) => 400 * t);
  const at = (looks: number, z: number) =>
    sequentialInference({
      information: information.slice(0, looks),
      z: plan.z.slice(0, looks),
      estimate: z / Math.sqrt(information[looks - 1]!),
    });

  test('on the bound p is the level spent so far', () => {
    for (const looks of [1, 2, 3, 5])
      expect(at(looks, plan.z[looks - 1]!).p).toBeCloseTo(plan.alphaSpent[looks - 1]!, 10);
  });

  test('the interval leaves out 0 exactly when the plan stopped, and is wider and nearer 0 than the plain one', () => {
    for (const [looks, excess] of [
      [2, 0.01],
      [3, 0.3],
      [5, 0.01],
      [5, -0.01],
    ] as const) {
      const z = plan.z[looks - 1]! + excess;
      const { p, low, high, estimate } = at(looks, z);
      expect(p < 0.05).toBe(excess > 0);
      expect(low > 0).toBe(excess > 0);
      const error = 1 / Math.sqrt(information[looks - 1]!);
      expect(high - low).toBeGreaterThan(2 * 1.9599 * error);
      expect(estimate).toBeLessThan(z * error);
      expect(estimate > low && estimate < high).toBe(true);
    }
  });

  test('one look is the plain z test, and signs mirror', () => {
    const { p, low, high, estimate } = sequentialInference({ information: [100], z: [1.96], estimate: 0.2 });
    expect(p).toBeCloseTo(0.04550026389635842, 14); // 2 norm.sf(2)
    expect(low).toBeCloseTo(0.2 - 0.1959963984540054, 12);
    expect(high).toBeCloseTo(0.2 + 0.1959963984540054, 12);
    expect(estimate).toBeCloseTo(0.2, 12);
    const [up, down] = [at(3, 2.9), at(3, -2.9)];
    expect(down.p).toBeCloseTo(up.p, 12);
    expect(down.low).toBeCloseTo(-up.high, 10);
  });

  test('repeated intervals use the bound of their look', () => {
    expect(repeatedInterval(1, 4, 3)).toEqual({ low: -0.5, high: 2.5 });
  });
});

describe('futility', () => {
  // R: conditional power at a final critical value of 1.959964 under trend, none, and the design's drift.
  test.each([
    [1, 0.5, 0.220114180461, 0.038213246237, 0.582858727818],
    [0.5, 0.5, 0.038213246237, 0.011549065344, 0.385606830111],
    [0, 0.5, 0.00278729834, 0.00278729834, 0.214533931842],
    [1.5, 0.4, 0.702484458287, 0.095851497662, 0.806354568498],
    [2, 0.6, 0.83732119686, 0.25801233412, 0.869152236098],
  ])('conditional power at z %d, t %d', (z, time, trend, none, design) => {
    const critical = 1.959963984540054;
    const drift = critical + 0.8416212335729143;
    expect(conditionalPower({ z, time, critical }, 'trend')).toBeCloseTo(trend, 11);
    expect(conditionalPower({ z, time, critical }, 'null')).toBeCloseTo(none, 11);
    expect(conditionalPower({ z, time, critical }, drift)).toBeCloseTo(design, 11);
    for (const assumption of ['trend', 'null', drift] as const) {
      const bound = futilityBound({ time, critical }, assumption, 0.2);
      expect(conditionalPower({ z: bound, time, critical }, assumption)).toBeCloseTo(0.2, 12);
    }
  });

  test('predictive power averages conditional power over the flat posterior', () => {
    const interim = { z: 1.2, time: 0.4, critical: 1.959963984540054 };
    const root = Math.sqrt(interim.time);
    let [sum, total] = [0, 0];
    for (let u = -8; u <= 8; u += 0.001) {
      const weight = Math.exp(-0.5 * u * u);
      sum += weight * conditionalPower(interim, interim.z / root + u / root);
      total += weight;
    }
    expect(predictivePower(interim)).toBeCloseTo(sum / total, 9);
  });
});

describe('always valid', () => {
  test('mixture ratio and sequences equal the published values', () => {
    expect(mixtureRatio({ estimate: 0.1, variance: 2, n: 1000 }, 0.01)).toBeCloseTo(3.27872162752639, 12);
    expect(mixtureRatio({ estimate: 0.05, variance: 2, n: 10000 }, 1e-4)).toBeCloseTo(6.55744325505278, 12);
    expect(mixtureRatio({ estimate: 0.3, variance: 2, n: 100 }, 1)).toBeCloseTo(1.27121042431323, 12);
    const rho = sequenceRho(0.05, 5000);
    expect(rho).toBeCloseTo(0.03984006677137368, 15);
    expect(sequenceHalfWidth({ variance: 1, n: 5000 }, rho)).toBeCloseTo(0.0429243371882685, 14);
    expect(sequenceHalfWidth({ variance: 4, n: 10000 }, rho)).toBeCloseTo(0.0612295443773483, 14);
  });

  test('the interval leaves out 0 exactly when p < alpha, and p never rises', () => {
    for (const estimate of [0.01, 0.05, 0.08, 0.1, 0.2]) {
      const running = { estimate, variance: 2, n: 2000 };
      const [p] = alwaysValidP([running], 0.01);
      expect(p! < 0.05).toBe(mixtureInterval(running, 0.01).low > 0);
    }
    const looks = [0.2, 0.02, 0.01].map((estimate, k) => ({ estimate, variance: 2, n: 1000 * (k + 1) }));
    const p = alwaysValidP(looks, 0.01);
    expect(p[1]).toBe(p[0]);
  });
});

interface SequentialPGolden {
  readonly cases: readonly {
    readonly spending: 'obrien-fleming' | 'pocock';
    readonly times: readonly number[];
    readonly z: readonly number[];
    readonly oneSided: boolean;
    readonly p: number;
  }[];
}

// numpy and scipy (test/golden/sequential/make_sequential_p.py).
test.each(readGolden<SequentialPGolden>('sequential/sequential-p.json').cases)(
  'sequential p of $spending at $times',
  ({ p, ...looks }) => {
    expect(Math.abs(sequentialP(looks) / p - 1)).toBeLessThan(1e-8);
  },
);

test('sequential p is below a level exactly when its boundary was crossed', () => {
  const times = [0.2, 0.5, 0.8];
  for (const alpha of [1e-9, 0.001, 0.05, 0.3]) {
    const { z } = boundaries({ times, alpha });
    for (const k of [0, 1, 2])
      for (const nudge of [-1e-6, 1e-6]) {
        const seen = z.map((bound, i) => (i === k ? -(bound + nudge) : 0.1));
        expect(sequentialP({ times, z: seen }) < alpha).toBe(nudge > 0);
      }
  }
  expect(sequentialP({ times: [1], z: [1.96] })).toBeCloseTo(0.04999579029644087, 14); // scipy 2 * norm.sf(1.96)
  expect(sequentialP({ times, z: [0, 0, 0] })).toBe(1);
  expect(sequentialP({ times, z: [0, 0, 60] })).toBeCloseTo(1e-200, 210);
});
