import { requirePart } from '../../base/shape.js';

/** Buckets [low, high) of [0, 1). */
export type BucketRange = readonly [low: number, high: number];

/**
 * The bucket range of each of `count` variants. Bad weights (wrong number, or a sum off 1 by more than
 * 0.01) fall back to equal ones and coverage is cut to [0, 1], as in GrowthBook's vectors: a range is
 * the variant's weight, of which the first `coverage` part is used, so that raising the coverage never
 * moves a user from one variant to another.
 * @param count number of variants, >= 1
 * @param coverage share of users included, in [0, 1]
 * @param weights share of each variant, adding up to 1; null = equal
 *
 * @example
 * ```ts
 * import { bucketRanges } from 'winback/experiment';
 *
 * bucketRanges(2, 0.5, null)[1]; // [0.5, 0.75]
 * ```
 */
export function bucketRanges(
  count: number,
  coverage: number,
  weights: readonly number[] | null,
): readonly BucketRange[] {
  requirePart(count, 'count', 'number');
  requirePart(coverage, 'coverage', 'number');
  if (weights !== null) requirePart(weights, 'weights', 'numbers');
  const share = Math.min(1, Math.max(0, coverage));
  const sum = weights?.reduce((a, b) => a + b, 0) ?? 0;
  const usable = weights !== null && weights.length === count && sum >= 0.99 && sum <= 1.01;
  let start = 0;
  return Array.from({ length: count }, (_, i) => {
    const weight = usable ? weights[i]! : 1 / count;
    const range: BucketRange = [start, start + share * weight];
    start += weight;
    return range;
  });
}

/**
 * Index of the range that holds `bucket`, or -1.
 * @param bucket of bucketOf, in [0, 1)
 * @param ranges of bucketRanges
 *
 * @example
 * ```ts
 * import { bucketOf, bucketRanges, chooseVariation } from 'winback/experiment';
 *
 * const ranges = bucketRanges(2, 1, [0.9, 0.1]);
 * chooseVariation(0.95, ranges); // 1
 * chooseVariation(bucketOf('coupon', 'user-1', 2), ranges); // 0
 * ```
 */
export function chooseVariation(bucket: number, ranges: readonly BucketRange[]): number {
  requirePart(bucket, 'bucket', 'number');
  requireRanges(ranges);
  return ranges.findIndex(([low, high]) => bucket >= low && bucket < high);
}

function requireRanges(ranges: readonly BucketRange[]): void {
  requirePart(ranges, 'ranges', 'list');
  ranges.forEach((range, i) => {
    requirePart(range, `ranges[${i}]`, 'numbers');
  });
}
