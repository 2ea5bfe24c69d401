import { chiSquare } from '../../stats/distributions.js';

/**
 * Distances of two distributions over the same bins, from counts. `reference` and `current` are rows by bin; neither needs to be
 * positive in every bin.
 */
export interface BinDistances {
  /** Population stability index with half a row added to every bin: finite, and near the plain value for many rows. */
  readonly psi: number;
  /** The index with shares of at least 0.0001, as Evidently computes it for categories. */
  readonly psiFloor1e4: number;
  /** Noise of the index when nothing changed: (bins - 1) (1 / reference rows + 1 / current rows). */
  readonly psiNoise: number;
  /** Jensen-Shannon divergence in bits, in [0, 1]. Its root is the distance that NannyML prints. */
  readonly jsBits: number;
  /** Hellinger distance, in [0, 1]. */
  readonly hellinger: number;
  /** Half the sum of the differences of shares, in [0, 1]. */
  readonly totalVariation: number;
  /** Largest difference of a share, in [0, 1]. */
  readonly lInfinity: number;
  /** Pearson's chi-square of the table of counts; p as a natural logarithm, since it underflows. */
  readonly chi2: { readonly statistic: number; readonly df: number; readonly logP: number };
  /** Cramer's V with Bergsma's correction for bias (2013), in [0, 1]. */
  readonly cramersV: number;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** The distances; null unless both sides have rows. */
export function binDistances(reference: readonly number[], current: readonly number[]): BinDistances | null {
  const [n, m] = [sum(reference), sum(current)];
  if (n === 0 || m === 0) return null;
  const p = reference.map((count) => count / n);
  const q = current.map((count) => count / m);
  const occupied = reference.filter((count, bin) => count + current[bin]! > 0).length;
  const chi2 = chiSquareOf(reference, current, n, m);
  const df = Math.max(0, occupied - 1);
  return {
    psi: stability(halfCounts(reference, n), halfCounts(current, m)),
    psiFloor1e4: stability(floored(p), floored(q)),
    psiNoise: (reference.length - 1) * (1 / n + 1 / m),
    jsBits: jensenShannon(p, q),
    hellinger: Math.sqrt(sum(p.map((share, bin) => (Math.sqrt(share) - Math.sqrt(q[bin]!)) ** 2)) / 2),
    totalVariation: sum(p.map((share, bin) => Math.abs(share - q[bin]!))) / 2,
    lInfinity: Math.max(...p.map((share, bin) => Math.abs(share - q[bin]!))),
    chi2: { statistic: chi2, df, logP: df === 0 ? 0 : chiSquare.logSurvival(chi2, df) },
    cramersV: correctedV(chi2, occupied, n + m),
  };
}

const halfCounts = (counts: readonly number[], rows: number): readonly number[] =>
  counts.map((count) => (count + 0.5) / (rows + 0.5 * counts.length));

const floored = (shares: readonly number[]): readonly number[] =>
  shares.map((share) => Math.max(share, 1e-4));

const stability = (p: readonly number[], q: readonly number[]): number =>
  sum(p.map((share, bin) => (q[bin]! - share) * Math.log(q[bin]! / share)));

function jensenShannon(p: readonly number[], q: readonly number[]): number {
  const toMiddle = (share: number, other: number): number =>
    share === 0 ? 0 : share * Math.log2((2 * share) / (share + other));
  const bits = sum(p.map((share, bin) => toMiddle(share, q[bin]!) + toMiddle(q[bin]!, share))) / 2;
  return Math.max(0, bits);
}

function chiSquareOf(reference: readonly number[], current: readonly number[], n: number, m: number): number {
  return sum(
    reference.map((count, bin) => {
      const both = count + current[bin]!;
      if (both === 0) return 0;
      const [a, b] = [(both * n) / (n + m), (both * m) / (n + m)];
      return (count - a) ** 2 / a + (current[bin]! - b) ** 2 / b;
    }),
  );
}

function correctedV(chi2: number, bins: number, rows: number): number {
  const phi2 = Math.max(0, chi2 / rows - (bins - 1) / (rows - 1));
  const [two, many] = [2 - 1 / (rows - 1), bins - (bins - 1) ** 2 / (rows - 1)];
  const smaller = Math.min(two, many) - 1;
  return smaller > 0 ? Math.sqrt(phi2 / smaller) : 0;
}
