import { ensure, WinbackError } from '../../base/errors.js';
import { shown, suggestion } from '../../base/options.js';
import { requireShape } from '../../base/shape.js';
import { type Assignment, type AssignmentPlan, assigner } from './assignment.js';

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

function requireExposures(exposures: unknown): void {
  const isIterable =
    typeof exposures === 'object' &&
    exposures !== null &&
    typeof Reflect.get(exposures, Symbol.iterator) === 'function';
  ensure(isIterable, `exposures must be a list of users with their variants, got ${shown(exposures)}`);
}
