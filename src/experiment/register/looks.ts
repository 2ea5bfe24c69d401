import { type Check, integer, nonNegative, object, oneOf, optional, text } from '../../base/options.js';
import { requireShape, requireShapes } from '../../base/shape.js';
import type { Verdict } from '../records/result.js';
import type { Registration } from './registration.js';

/** A look that was taken, as it is kept. */
export interface TakenLook {
  /** Number of the look in the plan, from 1. */
  readonly look: number;
  /** When it was taken, ISO 8601 in UTC. */
  readonly takenAt: string;
  /** Day up to which the data reached, YYYY-MM-DD; null where that is not known. */
  readonly lastDay: string | null;
  /** Users in the two compared arms; with several variants, of the largest pair. */
  readonly users: number;
  /** What followed. */
  readonly decision: Verdict;
}

export const takenLookCheck: Check<TakenLook> = object<TakenLook>({
  ...{ look: integer(1, 1000), takenAt: text, lastDay: optional(text, null), users: nonNegative },
  decision: oneOf('ship', 'hold', 'stop', 'continue'),
});

/** Whether today's run is a look of the plan. */
export interface LookDue {
  /** Whether a look is to be taken. */
  readonly due: boolean;
  /** Number of the look, from 1; the last one taken where none is due. */
  readonly look: number;
  /** Share of the planned users that are there, in [0, 1]. */
  readonly information: number;
  /** Why a look is due or not. */
  readonly why: 'no-plan' | 'stopped' | 'all-taken' | 'not-enough-users' | 'due';
}

/**
 * Whether a daily run of a registered experiment is a look of its plan: the first run with k / K of the planned users is look
 * k. A run that passes several of them is one look. Runs between two looks may be read, but decide nothing.
 * @param registration the experiment as registered
 * @param taken looks that were taken
 * @param users in the two compared arms, now
 *
 * @example
 * ```ts
 * import { lookDue, type Registration } from 'winback/experiment';
 *
 * const registration = { looks: { looks: 4, spending: 'pocock', plannedUsers: 4000 } } as Registration;
 * lookDue(registration, [], 2500).look; // 2
 * ```
 */
export function lookDue(
  registration: Pick<Registration, 'looks'>,
  taken: readonly TakenLook[],
  users: number,
): LookDue {
  requireShape(registration, 'registration', {});
  requireShapes(taken, 'taken', { look: 'number', decision: 'text' });
  nonNegative(users, 'users');
  const { looks: plan } = registration;
  const last = taken.reduce((most, { look }) => Math.max(most, look), 0);
  if (plan === null) return { due: false, look: last, information: 0, why: 'no-plan' };
  const information = Math.min(1, users / plan.plannedUsers);
  const no = (why: LookDue['why']): LookDue => ({ due: false, look: last, information, why });
  if (taken.some(({ decision }) => decision === 'ship' || decision === 'stop')) return no('stopped');
  if (last >= plan.looks) return no('all-taken');
  const reached = Math.min(plan.looks, Math.floor((users * plan.looks) / plan.plannedUsers));
  return reached > last ? { due: true, look: reached, information, why: 'due' } : no('not-enough-users');
}
