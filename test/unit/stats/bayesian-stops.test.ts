// False wins and kills of P >= .99 / P <= .05: simulated in numpy by the project's notes (.031 .051 .066 and .129 .192
// .235 at 5, 14 and 28 looks); here also against a simulation of its own and nested quadrature.
import { expect, test } from 'vitest';

import { Random } from '../../../src/base/random.js';
import { normal } from '../../../src/stats/distributions.js';
import { bayesianStops, calibratedWin } from '../../../src/stats/sequential/bayesian-stops.js';

test.each([
  [5, 0.031, 0.129],
  [14, 0.051, 0.192],
  [28, 0.066, 0.235],
])('%d looks without an effect', (looks, wins, kills) => {
  const { won, lost } = bayesianStops({ looks });
  expect(Math.abs(won.at(-1)! - wins)).toBeLessThan(0.0015);
  expect(Math.abs(lost.at(-1)! - kills)).toBeLessThan(0.0015);
});

test('with an effect: the shares of 40,000 simulated plans', () => {
  const [times, drift, runs] = [[0.2, 0.5, 1], 2.5, 40_000];
  const random = new Random(3);
  const expected = bayesianStops({ times, drift, win: 0.95, lose: 0.1 });
  const [won, lost] = [
    [0, 0, 0],
    [0, 0, 0],
  ];
  let information = 0;
  for (let run = 0; run < runs; run++) {
    let [score, before] = [0, 0];
    for (const [k, t] of times.entries()) {
      score += drift * (t - before) + Math.sqrt(t - before) * random.normal();
      before = t;
      const p = normal.cdf(score / Math.sqrt(t));
      const ends = p >= 0.95 || p <= 0.1;
      if (p >= 0.95) won[k]!++;
      if (p <= 0.1) lost[k]!++;
      if (!ends && t < 1) continue;
      information += t;
      break;
    }
  }
  const near = (share: number, want: number): void =>
    expect(Math.abs(share - want)).toBeLessThan(4 * Math.sqrt((want * (1 - want)) / runs));
  let [w, l] = [0, 0];
  times.forEach((_, k) => {
    w += won[k]!;
    l += lost[k]!;
    near(w / runs, expected.won[k]!);
    near(l / runs, expected.lost[k]!);
  });
  expect(Math.abs(information / runs - expected.expectedInformation)).toBeLessThan(0.007);
});

test('one look is the normal tail, and the calibrated threshold has the level asked for', () => {
  const one = bayesianStops({ looks: 1 });
  expect(one.won[0]).toBeCloseTo(0.01, 12);
  expect(one.lost[0]).toBeCloseTo(0.05, 12);
  expect(calibratedWin({ looks: 1 }, 0.025)).toBeCloseTo(0.975, 10);
  const win = calibratedWin({ looks: 14 }, 0.025);
  expect(win).toBeGreaterThan(0.99);
  expect(bayesianStops({ looks: 14, win }).won.at(-1)).toBeCloseTo(0.025, 10);
});

test('wrong rules are one clear error', () => {
  expect(() => bayesianStops({})).toThrow(/either looks or times/);
  expect(() => bayesianStops({ looks: 3, win: 0.4 })).toThrow(/stops.win/);
  expect(() => bayesianStops({ times: [0.5, 0.2] })).toThrow(/times must increase/);
});
