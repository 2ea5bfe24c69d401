import type { Random } from '../../../src/base/random.js';
import { normalPosterior } from '../../../src/experiment/posterior/normal-posterior.js';
import {
  type BetaComparison,
  type BetaSimulation,
  compareBetas,
  posteriorShape,
  simulateBetas,
} from '../../../src/stats/posterior/beta-posterior.js';
import { byRun, type Study } from '../study.js';
import { misses } from '../tables.js';

const nominal = (name: string, rate = 0) => ({ name, nominal: rate, demand: 'nominal' }) as const;

const users = [9, 12] as const;
const prior = { a: 2, b: 3 };

interface Judged {
  readonly exact: BetaComparison;
  readonly drawn: BetaSimulation;
}

async function judgedTables(): Promise<readonly (readonly Judged[])[]> {
  const shape = (x: number, n: number) => posteriorShape(x, n, prior);
  return Promise.all(
    Array.from({ length: users[0] + 1 }, (_, x1) =>
      Promise.all(
        Array.from({ length: users[1] + 1 }, async (__, x2) => {
          const [a, b] = [shape(x1, users[0]), shape(x2, users[1])];
          return { exact: await compareBetas(a, b), drawn: await simulateBetas(a, b, { threads: 1 }) };
        }),
      ),
    ),
  );
}

/** With rates from the prior a posterior keeps its word on average: no asymptotics, any sample size. */
const rates: Study = {
  name: `Beta posteriors, rates from the Beta(2, 3) prior, ${users[0]} + ${users[1]} users`,
  measures: [
    nominal('95 % interval of the difference misses it', 0.05),
    nominal('95 % interval of the lift misses it', 0.05),
    nominal('B is better, minus P(B > A)'),
    nominal('loss of choosing A, minus its expectation'),
    nominal('loss of choosing B, minus its expectation'),
    nominal('B is better, minus P(B > A) of 200,000 draws'),
    nominal('95 % interval of 200,000 draws misses the difference', 0.05),
  ],
  async prepare() {
    const tables = await judgedTables();
    const trial = (random: Random): readonly (number | boolean)[] => {
      const [a, b] = [random.beta(prior.a, prior.b), random.beta(prior.a, prior.b)];
      const judged = tables[random.binomial(users[0], a)]![random.binomial(users[1], b)]!;
      const { exact, drawn } = judged;
      const better = Number(b > a);
      return [
        misses(exact.difference, b - a),
        misses(exact.lift, b / a - 1),
        better - exact.probability,
        Math.max(b - a, 0) - exact.lossA,
        Math.max(a - b, 0) - exact.lossB,
        better - drawn.probability.value,
        b - a < drawn.low.value || b - a > drawn.high.value,
      ];
    };
    return byRun(trial);
  },
};

const means: Study = {
  name: 'normal posteriors with a flat prior, known errors 1 and 2',
  measures: [
    nominal('95 % interval of the difference misses it', 0.05),
    nominal('the variant is better, minus P(better)'),
    nominal('loss of the variant, minus its expectation'),
  ],
  prepare: () =>
    byRun((random) => {
      // Under a flat prior the truth is as far from the estimate as the estimate is from the truth.
      const [c, v] = [random.normal(), 2 * random.normal()];
      const posterior = normalPosterior(
        { mean: 3, squaredError: 1 },
        { mean: 4, squaredError: 4 },
        { value: null, low: null, high: null },
        'increase',
      );
      const truth = 4 + v - (3 + c);
      const { low, high } = posterior.difference;
      return [
        low! > truth || high! < truth,
        Number(truth > 0) - posterior.probabilityBetter,
        Math.max(0, -truth) - posterior.lossOfVariant,
      ];
    }),
};

export const bayesStudies: readonly Study[] = [rates, means];
