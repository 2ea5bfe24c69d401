/** Distances of two lists of shares over the same bins, as the peers write them. */

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

export const stabilityIndex = (p: readonly number[], q: readonly number[]): number =>
  sum(p.map((share, bin) => (share - q[bin]!) * Math.log(share / q[bin]!)));

/** The root of the divergence. @param unit 1 for nats, Math.LN2 for bits */
export function jensenShannonDistance(p: readonly number[], q: readonly number[], unit: number): number {
  const toMiddle = (share: number, other: number): number =>
    share === 0 ? 0 : share * Math.log((2 * share) / (share + other));
  const nats = sum(p.map((share, bin) => toMiddle(share, q[bin]!) + toMiddle(q[bin]!, share))) / 2;
  return Math.sqrt(Math.max(0, nats) / unit);
}

/** The root of 1 minus the overlap, which loses digits where the shares are nearly equal. */
export function hellingerByOverlap(p: readonly number[], q: readonly number[]): number {
  const overlap = sum(p.map((share, bin) => Math.sqrt(share * q[bin]!)));
  return Math.sqrt(1 - Math.min(1, Math.max(0, overlap)));
}

export const hellinger = (p: readonly number[], q: readonly number[]): number =>
  Math.sqrt(sum(p.map((share, bin) => (Math.sqrt(share) - Math.sqrt(q[bin]!)) ** 2)) / 2);
