import { ensure, WinbackError } from '../../base/errors.js';
import { shown, suggestion } from '../../base/options.js';
import { requirePart, requireShape, requireShapes } from '../../base/shape.js';
import { bucketOf } from './hash.js';

/** Buckets [low, high) of [0, 1). */
export type BucketRange = readonly [low: number, high: number];

/** A layer shared by experiments that must not meet: each takes its own range of the layer's buckets. */
export interface Namespace {
  /** Name that experiments share to keep apart. */
  readonly name: string;
  /** The part of it that belongs to the experiment. */
  readonly range: BucketRange;
}

/** How users are assigned: seed, arms, shares. */
export interface AssignmentPlan {
  /** Text that makes this experiment's buckets independent of every other's; usually its name. */
  readonly seed: string;
  /** Names of the arms, the control first. */
  readonly variants: readonly string[];
  /** Share of each variant among the included users; any positive scale. @default equal */
  readonly weights?: readonly number[] | undefined;
  /** Share of users included at all, in [0, 1]. @default 1 */
  readonly coverage?: number | undefined;
  /** @default 2 */
  readonly hashVersion?: 1 | 2 | undefined;
  /** Keeps experiments of one namespace apart. @default none */
  readonly namespace?: Namespace | undefined;
  /** Users kept out of every experiment of a programme to measure it as a whole. */
  readonly holdout?:
    | {
        /** Seed of the hash that keeps users out. */
        readonly seed: string;
        /** Share of the users kept out, in [0, 1). */
        readonly share: number;
      }
    | undefined;
}

/** The arm of a user. */
export interface Assignment {
  /** Null: not in the experiment. */
  readonly variant: string | null;
  /** Why the user has an arm, or has none. */
  readonly why: 'assigned' | 'holdout' | 'namespace' | 'coverage';
  /** The user's bucket in this experiment, in [0, 1). */
  readonly bucket: number;
}

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
 * The arm of a user: the same user always has the same.
 * @param user id of the user
 */
export type Assigner = (user: string) => Assignment;

/**
 * A function from user to assignment; deterministic, so exposure can be recomputed anywhere.
 * @param plan seed, arms and shares of the experiment
 * @throws BAD_INPUT
 *
 * @example
 * ```ts
 * import { assigner } from 'winback/experiment';
 *
 * const assign = assigner({ seed: 'coupon', variants: ['off', 'on'], coverage: 0.5 });
 * assign('user-1').variant; // on
 * assign('user-2').why; // assigned
 * ```
 */
export function assigner(plan: AssignmentPlan): Assigner {
  requireShape(plan, 'plan', { seed: 'text', variants: 'list' });
  const version = plan.hashVersion ?? 2;
  const ranges = bucketRanges(plan.variants.length, plan.coverage ?? 1, checkedWeights(plan));
  return (user) => {
    if (user === '') throw new WinbackError('BAD_INPUT', 'a user without an identifier cannot be assigned');
    const bucket = bucketOf(plan.seed, user, version);
    const none = (why: Assignment['why']): Assignment => ({ variant: null, why, bucket });
    if (plan.holdout && bucketOf(plan.holdout.seed, user, 2) < plan.holdout.share) return none('holdout');
    if (plan.namespace && !inNamespace(user, plan.namespace)) return none('namespace');
    const chosen = chooseVariation(bucket, ranges);
    return chosen < 0 ? none('coverage') : { variant: plan.variants[chosen]!, why: 'assigned', bucket };
  };
}

// Unlike an SDK, which must always answer, an experiment's own plan with unusable weights is refused.
function checkedWeights(plan: AssignmentPlan): readonly number[] | null {
  const { variants, weights, coverage, holdout, namespace } = plan;
  const fail = (message: string): never => {
    throw new WinbackError('BAD_INPUT', `assignment of "${plan.seed}": ${message}`);
  };
  if (variants.length < 2 || new Set(variants).size < variants.length)
    fail('needs two or more different variants');
  const share = (value: number, name: string): void => {
    if (!(value >= 0 && value <= 1)) fail(`${name} must be from 0 to 1, got ${value}`);
  };
  if (coverage !== undefined) share(coverage, 'coverage');
  if (holdout) share(holdout.share, 'holdout.share');
  if (namespace)
    namespace.range.forEach((end, i) => {
      share(end, `namespace.range[${i}]`);
    });
  if (weights === undefined) return null;
  if (weights.length !== variants.length) fail(`${variants.length} variants but ${weights.length} weights`);
  const sum = weights.reduce((a, b) => a + b, 0);
  if (!weights.every((w) => w >= 0) || !(sum > 0)) fail('weights must be >= 0 with a sum > 0');
  return weights.map((w) => w / sum);
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

/** How logged arms compare with those of the plan. */
export interface AssignmentAudit {
  /** Users that were looked at. */
  readonly users: number;
  /** Logged as the plan assigns. */
  readonly matched: number;
  /** Logged in another variant than assigned. */
  readonly wrongVariant: number;
  /** Exposed although the plan keeps them out (holdout, namespace, coverage). */
  readonly notIncluded: number;
  /** matched / users. */
  readonly agreement: number;
  /** Up to 10 users that differ. */
  readonly examples: readonly {
    /** Id of the user. */
    readonly user: string;
    /** The arm in the log. */
    readonly logged: string;
    /** The arm by the plan; null for none. */
    readonly assigned: string | null;
    /** Why the plan says so. */
    readonly why: Assignment['why'];
  }[];
}

function requireExposures(exposures: unknown): void {
  const isIterable =
    typeof exposures === 'object' &&
    exposures !== null &&
    typeof Reflect.get(exposures, Symbol.iterator) === 'function';
  ensure(isIterable, `exposures must be a list of users with their variants, got ${shown(exposures)}`);
}

/**
 * Recomputes each logged exposure's variant.
 * @param plan seed, arms and shares of the experiment
 * @param exposures user and logged variant of each
 * @throws BAD_INPUT for a logged variant the plan does not have
 *
 * @example
 * ```ts
 * import { assigner, auditAssignment } from 'winback/experiment';
 *
 * const plan = { seed: 'coupon', variants: ['off', 'on'] };
 * const assign = assigner(plan);
 * const users = ['user-1', 'user-2', 'user-3'];
 * const log = users.map((user) => ({ user, variant: assign(user).variant ?? '' }));
 * auditAssignment(plan, log).agreement; // 1
 * ```
 */
export function auditAssignment(
  plan: AssignmentPlan,
  exposures: Iterable<{ readonly user: string; readonly variant: string }>,
): AssignmentAudit {
  requireExposures(exposures);
  const assign = assigner(plan);
  const examples: AssignmentAudit['examples'][number][] = [];
  const count = { users: 0, matched: 0, wrongVariant: 0, notIncluded: 0 };
  for (const exposure of exposures) {
    requireShape(exposure, 'exposure', { user: 'text', variant: 'text' });
    const { user, variant } = exposure;
    if (!plan.variants.includes(variant)) {
      throw new WinbackError(
        'BAD_INPUT',
        `user "${user}" is logged in an unknown variant "${variant}"${suggestion(variant, plan.variants)}`,
      );
    }
    const assigned = assign(user);
    count.users++;
    if (assigned.variant === variant) count.matched++;
    else if (assigned.variant === null) count.notIncluded++;
    else count.wrongVariant++;
    if (assigned.variant !== variant && examples.length < 10) {
      examples.push({ user, logged: variant, assigned: assigned.variant, why: assigned.why });
    }
  }
  return { ...count, agreement: count.users === 0 ? 1 : count.matched / count.users, examples };
}
