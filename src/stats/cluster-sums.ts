/** A user as the caller names him: rows of one user are not independent. */
type ClusterId = string | number;

/** Sums over users of how far their rows stand from the AUC. */
export interface ClusterSums {
  readonly users: number;
  /** Users with a row of class 1. */
  readonly withPositives: number;
  /** Users with a row of class 0. */
  readonly withNegatives: number;
  /** Sum over users of the square of their deviations in class 1. */
  readonly positive: number;
  /** The same in class 0. */
  readonly negative: number;
  /** Sum over users of the product of both. */
  readonly product: number;
}

interface Deviations {
  a: number;
  b: number;
  positives: number;
  negatives: number;
}

/**
 * Deviations summed within users, then squared and summed.
 * @param deviations weight times (placement - AUC), row by row
 * @param labels 0 or 1, row by row
 * @param users the user of each row; null where every row is a user of its own
 */
export function clusterSums(
  deviations: Float64Array,
  labels: ArrayLike<number>,
  users: readonly ClusterId[] | null,
): ClusterSums {
  const clusters = new Map<ClusterId, Deviations>();
  const sums = {
    ...{ users: 0, withPositives: 0, withNegatives: 0 },
    ...{ positive: 0, negative: 0, product: 0 },
  };
  for (let row = 0; row < deviations.length; row++) {
    const own = users === null ? none() : (clusters.get(users[row]!) ?? none());
    if (users !== null) clusters.set(users[row]!, own);
    if (labels[row] === 1) {
      own.a += deviations[row]!;
      own.positives++;
    } else {
      own.b += deviations[row]!;
      own.negatives++;
    }
    if (users === null) addCluster(sums, own);
  }
  for (const cluster of clusters.values()) addCluster(sums, cluster);
  return sums;
}

const none = (): Deviations => ({ a: 0, b: 0, positives: 0, negatives: 0 });

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function addCluster(sums: Mutable<ClusterSums>, { a, b, positives, negatives }: Deviations): void {
  sums.users++;
  if (positives > 0) sums.withPositives++;
  if (negatives > 0) sums.withNegatives++;
  sums.positive += a * a;
  sums.negative += b * b;
  sums.product += a * b;
}

/**
 * Variance of an AUC with users as clusters (Obuchowski, 1997, Biometrics 53). Where every user has one row of weight 1 this
 * is exactly DeLong, DeLong and Clarke-Pearson (1988). NaN when a class appears for fewer than two users.
 * @param positives weight of class 1
 * @param negatives weight of class 0
 */
export function clusteredVariance(sums: ClusterSums, positives: number, negatives: number): number {
  const { withPositives, withNegatives, users } = sums;
  if (withPositives < 2 || withNegatives < 2) return Number.NaN;
  const s10 = (withPositives / ((withPositives - 1) * positives)) * sums.positive;
  const s01 = (withNegatives / ((withNegatives - 1) * negatives)) * sums.negative;
  const s11 = (users / (users - 1)) * sums.product;
  return s10 / positives + s01 / negatives + (2 * s11) / (positives * negatives);
}
