import { binomial } from '../../src/stats/distributions.js';

/** P(X = k) for k = 0..n. */
function masses(n: number, p: number): Float64Array {
  const points = Float64Array.from({ length: n + 1 }, (_, k) => k);
  const cdf = binomial.each('cdf', points, n, p);
  const survival = binomial.each('survival', points, n, p);
  return points.map((k) =>
    k === 0 ? cdf[0]! : cdf[k]! < 0.5 ? cdf[k]! - cdf[k - 1]! : survival[k - 1]! - survival[k]!,
  );
}

/** The exact chance that a test of two proportions rejects when both rates are p: a sum over all tables. */
export function exactSize(
  n1: number,
  n2: number,
  p: number,
  rejects: (x1: number, x2: number) => boolean,
): number {
  const [first, second] = [masses(n1, p), masses(n2, p)];
  let total = 0;
  for (let x1 = 0; x1 <= n1; x1++) {
    for (let x2 = 0; x2 <= n2; x2++) {
      const mass = first[x1]! * second[x2]!;
      if (mass > 0 && rejects(x1, x2)) total += mass;
    }
  }
  return total;
}
