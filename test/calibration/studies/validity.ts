import { sampleRatioTest, shareTest } from '../../../src/experiment/assignment/srm.js';
import { binomialMasses, drawer } from '../draws.js';
import { byRun, type Measure, type Study } from '../study.js';

const exactly = (name: string, nominal: number, within: readonly [number, number]): Measure => ({
  name,
  nominal,
  demand: 'computed',
  within,
});

/** Two arms: the users of the first are binomial, so both tests of the split have a known rate. */
const pair: Study = {
  name: 'sample ratio of two arms, 2000 users, planned 50 : 50',
  measures: [
    exactly('chi-square p < 0.05', 0.05, [0.003, 0.003]),
    exactly('chi-square p < 0.001', 0.001, [0.0002, 0.0002]),
    exactly('exact share p < 0.05', 0.05, [0.01, 0]),
  ],
  prepare() {
    const masses = binomialMasses(2000, 0.5);
    const known = [0, 0, 0];
    const judged = Array.from(masses, (mass, x) => {
      if (mass < 1e-13) return [false, false, false];
      const { p } = sampleRatioTest(arms([x, 2000 - x], [1, 1]), 0.001);
      const outcome = [p < 0.05, p < 0.001, shareTest(x, 2000, 0.5) < 0.05];
      outcome.forEach((value, m) => {
        known[m]! += mass * Number(value);
      });
      return outcome;
    });
    const draw = drawer(masses);
    return byRun((random) => judged[draw(random)]!, known);
  },
};

function arms(users: readonly number[], weights: readonly number[]) {
  return users.map((n, i) => ({ variant: String(i), users: n, weight: weights[i]! }));
}

/** Three arms: the first binomial, the second binomial among the rest. */
function threeArms(total: number, weights: readonly number[], within: readonly [number, number]): Study {
  const shares = weights.map((w) => w / weights.reduce((a, b) => a + b, 0));
  return {
    name: `sample ratio of three arms, ${total} users, planned ${weights.join(' : ')}`,
    measures: [exactly('p < 0.05', 0.05, within)],
    prepare() {
      const first = binomialMasses(total, shares[0]!);
      const rest = Array.from({ length: total + 1 }, (_, left) =>
        binomialMasses(left, shares[1]! / (1 - shares[0]!)),
      );
      let known = 0;
      const judged = Array.from(first, (mass, x1) =>
        Array.from(rest[total - x1]!, (inner, x2) => {
          if (mass * inner < 1e-12) return false;
          const { p } = sampleRatioTest(arms([x1, x2, total - x1 - x2], weights), 0.05);
          if (p < 0.05) known += mass * inner;
          return p < 0.05;
        }),
      );
      const draw = drawer(first);
      const draws = rest.map(drawer);
      return byRun(
        (random) => {
          const x1 = draw(random);
          return [judged[x1]![draws[total - x1]!(random)]!];
        },
        [known],
      );
    },
  };
}

export const validityStudies: readonly Study[] = [
  pair,
  threeArms(300, [2, 1, 1], [0.003, 0.003]),
  threeArms(9, [1, 1, 1], [0.05, 0]),
];
