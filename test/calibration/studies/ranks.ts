import { mannWhitneyTest } from '../../../src/stats/rank.js';
import { normals } from '../draws.js';
import { byRun, type Study } from '../study.js';

/** Number of ways to pick `few` of the ranks 1..n with each sum, by adding one rank after the other. */
function rankSums(few: number, n: number): readonly Float64Array[] {
  const ways = Array.from({ length: few + 1 }, () => new Float64Array((n * (n + 1)) / 2 + 1));
  ways[0]![0] = 1;
  for (let rank = 1; rank <= n; rank++) {
    for (let picked = Math.min(few, rank); picked >= 1; picked--) {
      const [to, from] = [ways[picked]!, ways[picked - 1]!];
      for (let sum = to.length - 1; sum >= rank; sum--) to[sum]! += from[sum - rank]!;
    }
  }
  return ways;
}

/** Values 1..n of which the treatment gets those whose ranks add up to `sum`. */
function split(few: number, n: number, sum: number): readonly [Float64Array, Float64Array] {
  const ranks = Array.from({ length: few }, (_, i) => i + 1);
  let rest = sum - (few * (few + 1)) / 2;
  for (let i = few - 1; i >= 0; i--) {
    const step = Math.min(rest, n - few);
    ranks[i]! += step;
    rest -= step;
  }
  const taken = new Set(ranks);
  const others = Array.from({ length: n }, (_, i) => i + 1).filter((rank) => !taken.has(rank));
  return [Float64Array.from(others), Float64Array.from(ranks)];
}

function rankStudy(
  n1: number,
  n2: number,
  method: 'exact' | 'normal',
  within: readonly [number, number],
): Study {
  return {
    name: `Mann-Whitney, ${method}, ${n1} + ${n2} values`,
    measures: [{ name: 'p < 0.05', nominal: 0.05, demand: 'computed', within }],
    prepare() {
      const ways = rankSums(n2, n1 + n2)[n2]!;
      const all = ways.reduce((a, b) => a + b, 0);
      const rejected = new Map<number, boolean>();
      let known = 0;
      ways.forEach((count, sum) => {
        if (count === 0) return;
        const p = mannWhitneyTest(...split(n2, n1 + n2, sum), { method }).p;
        rejected.set(sum, p < 0.05);
        if (p < 0.05) known += count / all;
      });
      const values = new Float64Array(n1 + n2);
      return byRun(
        (random) => {
          for (let i = 0; i < values.length; i++) values[i] = random.uniform();
          let sum = 0;
          for (let t = n1; t < values.length; t++) {
            for (let i = 0; i < values.length; i++) if (values[i]! <= values[t]!) sum++;
          }
          return [rejected.get(sum)!];
        },
        [known],
      );
    },
  };
}

const ties: Study = {
  name: 'Mann-Whitney, normal, 60 + 60 ratings from 1 to 5',
  measures: [{ name: 'p < 0.05 without continuity correction', nominal: 0.05, demand: 'nominal' }],
  prepare: () =>
    byRun((random) => {
      const ratings = (): Float64Array =>
        normals(random, 60).map((z) => Math.min(5, Math.max(1, Math.round(3 + z))));
      return [mannWhitneyTest(ratings(), ratings(), { method: 'normal', continuity: false }).p < 0.05];
    }),
};

export const rankStudies: readonly Study[] = [
  rankStudy(8, 7, 'exact', [0.05, 0]),
  rankStudy(40, 30, 'normal', [0.003, 0]),
  ties,
];
