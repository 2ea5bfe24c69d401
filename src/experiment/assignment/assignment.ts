import { WinbackError } from '../../base/errors.js';
import { requireShape } from '../../base/shape.js';
import { bucketRanges, chooseVariation } from './buckets.js';
import { bucketOf } from './hash.js';
import { inNamespace, type Namespace } from './namespace.js';

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
