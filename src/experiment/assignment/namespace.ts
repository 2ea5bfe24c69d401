import { requirePart, requireShape, requireShapes } from '../../base/shape.js';
import type { BucketRange } from './buckets.js';
import { bucketOf } from './hash.js';

/** A layer shared by experiments that must not meet: each takes its own range of the layer's buckets. */
export interface Namespace {
  /** Name that experiments share to keep apart. */
  readonly name: string;
  /** The part of it that belongs to the experiment. */
  readonly range: BucketRange;
}

/**
 * Whether `user` belongs to `range` of the namespace.
 * @param user id of the user
 * @param namespace the layer and the experiment's part of it
 *
 * @example
 * ```ts
 * import { inNamespace } from 'winback/experiment';
 *
 * const range = [0, 0.5] as const;
 * ['a', 'b', 'c', 'd'].filter((user) => inNamespace(user, { name: 'checkout', range })); // [b, c, d]
 * ```
 */
export function inNamespace(user: string, namespace: Namespace): boolean {
  requirePart(user, 'user', 'text');
  requireShape(namespace, 'namespace', { name: 'text', range: 'numbers' });
  const bucket = bucketOf(`__${namespace.name}`, user, 1);
  return bucket >= namespace.range[0] && bucket < namespace.range[1];
}

/**
 * Two experiments of one layer whose ranges meet would share users. Returns the colliding pairs.
 * @param members experiments with their part of a layer
 *
 * @example
 * ```ts
 * import { collidingRanges } from 'winback/experiment';
 *
 * const first = { experiment: 'coupon', namespace: { name: 'checkout', range: [0, 0.6] as const } };
 * const second = { experiment: 'price', namespace: { name: 'checkout', range: [0.5, 1] as const } };
 * collidingRanges([first, second])[0]; // [coupon, price]
 * ```
 */
export function collidingRanges(
  members: readonly { readonly experiment: string; readonly namespace: Namespace }[],
): readonly (readonly [string, string])[] {
  requireShapes(members, 'members', { experiment: 'text', namespace: 'object' });
  for (const { namespace } of members)
    requireShape(namespace, 'namespace', { name: 'text', range: 'numbers' });
  const pairs: [string, string][] = [];
  for (const [i, a] of members.entries()) {
    for (const b of members.slice(i + 1)) {
      const apart =
        a.namespace.range[1] <= b.namespace.range[0] || b.namespace.range[1] <= a.namespace.range[0];
      if (a.namespace.name === b.namespace.name && !apart) pairs.push([a.experiment, b.experiment]);
    }
  }
  return pairs;
}
