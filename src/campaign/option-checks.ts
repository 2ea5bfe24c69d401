import type { Complete } from '../base/complete.js';
import { WinbackError } from '../base/errors.js';
import {
  between,
  type Check,
  finite,
  integer,
  listOf,
  nonNegative,
  object,
  oneOf,
  optional,
  recordOf,
  resolveOptions,
  shown,
  text,
} from '../base/options.js';

import { riskTiers } from '../model/risk-tiers.js';
import type {
  ActionOptions,
  EligibilityOptions,
  ResolvedAction,
  ResolvedLimit,
  ResolvedPlanOptions,
  TierOptions,
} from './options.js';
import { paymentChecks } from './payments.js';

const column = optional(text, null);

const response: Check<number | Readonly<Record<string, number>>> = (value, name) =>
  typeof value === 'object' ? recordOf(between(0, 1))(value, name) : between(0, 1)(value, name);

const action = object<ResolvedAction>({
  contact: optional(finite, 0),
  face: optional(nonNegative, 0),
  ...paymentChecks,
  response: optional(response, 0),
  responseSd: optional(response, 0),
  uplift: column,
  gain: column,
  cost: column,
  consent: column,
});

const limit = object<ResolvedLimit>({
  name: text,
  measure: oneOf('spend', 'count'),
  actions: optional(listOf(text), null),
  segment: optional(object<{ column: string; equals: string }>({ column: text, equals: scalarText }), null),
  max: optional(nonNegative, null),
  min: optional(nonNegative, null),
});

const eligibility = object<Complete<EligibilityOptions>>({
  optOut: column,
  blacklist: column,
  blacklistedUsers: optional(listOf(idText), []),
  consent: column,
  coolDown: optional(object<{ column: string; days: number }>({ column: text, days: nonNegative }), null),
  frequencyCap: optional(object<{ column: string; most: number }>({ column: text, most: nonNegative }), null),
  windows: optional(
    listOf(
      object<{ column: string; from: number | null; to: number | null }>({
        column: text,
        from: optional(finite, null),
        to: optional(finite, null),
      }),
    ),
    [],
  ),
  noProfiling: optional(
    object<{ column: string; action: string | null }>({ column: text, action: optional(text, null) }),
    null,
  ),
});

/** The reference script's actions, costs and response rates; the response belongs to the action. */
export const defaultActions = {
  push: { contact: 0, response: 0.03 },
  sms: { contact: 0.05, response: 0.1 },
  coupon: { face: 5, response: 0.3 },
} as const satisfies Readonly<Record<string, ActionOptions>>;

/**
 * The complete options of a plan. @throws WinbackError BAD_INPUT naming the option
 */
export function resolvePlanOptions(given: unknown): ResolvedPlanOptions {
  const options = resolveOptions<ResolvedPlanOptions>('plan', given, {
    budget: nonNegative,
    policy: optional(oneOf('optimal', 'greedy'), 'optimal' as const),
    columns: withDefaults({
      user: optional(text, 'user_id'),
      probability: optional(text, 'churn_prob'),
      revenue: optional(text, 'pay_amt_30'),
    }),
    alpha: optional(between(0, 1000), 0.6),
    zeroRevenue: optional(medianOrYuan, 'median' as const),
    tiers: optional(listOf(object<TierOptions>({ name: text, from: between(0, 1) })), riskTiers),
    actions: (value, name) => recordOf(action)(value ?? defaultActions, name),
    limits: optional(listOf(limit), []),
    eligibility: (value, name) => eligibility(value ?? {}, name),
    holdout: withDefaults({
      share: optional(between(0, 0.999999), 0),
      seed: optional(integer(0, 0xffff_ffff), 0),
    }),
    frontier: withDefaults({
      points: optional(integer(0, 100_000), 100),
      upTo: optional(between(1, 1e6), 3),
    }),
  });
  checkTiers(options);
  if (options.policy === 'greedy' && options.limits.length > 0) {
    throw new WinbackError('BAD_INPUT', 'plan: policy greedy knows only the total budget, not limits');
  }
  checkNames(options);
  return options;
}

function withDefaults<T extends object>(
  checks: { readonly [K in keyof T]-?: Check<T[K]> },
): Check<Readonly<T>> {
  const check = object<T>(checks);
  return (value, name) => check(value ?? {}, name);
}

function medianOrYuan(value: unknown, name: string): 'median' | number {
  return value === 'median' ? value : nonNegative(value, name);
}

// Segment values may be written as numbers or booleans in YAML. A number that YAML has already rounded is refused.
function scalarText(value: unknown, name: string): string {
  if (typeof value === 'boolean') return String(value);
  if (typeof value !== 'number') return text(value, name);
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
    throw new WinbackError('BAD_INPUT', `${name} must be quoted: YAML rounds ${shown(value)}`);
  }
  return String(value);
}

// YAML drops leading zeros and digits beyond 2^53 of an unquoted id: it would name another user, or nobody.
function idText(value: unknown, name: string): string {
  if (typeof value !== 'number') return text(value, name);
  throw new WinbackError('BAD_INPUT', `${name} must be a quoted id, got the number ${shown(value)}`);
}

function checkTiers({ tiers, actions }: ResolvedPlanOptions): void {
  tiers.forEach(({ from }, i) => {
    if (i === 0 ? from !== 0 : from <= tiers[i - 1]!.from) {
      throw new WinbackError('BAD_INPUT', `plan.tiers[${i}].from must ascend from 0, got ${shown(from)}`);
    }
  });
  if (tiers.length === 0) throw new WinbackError('BAD_INPUT', 'plan.tiers must name at least one tier');
  const names = tiers.map(({ name }) => name);
  for (const [name, given] of Object.entries(actions)) {
    for (const key of ['response', 'responseSd'] as const) {
      const shares = given[key];
      if (typeof shares === 'number') continue;
      const unknown = Object.keys(shares).find((tier) => !names.includes(tier));
      oneOf(...names)(unknown ?? names[0], `plan.actions.${name}.${key}`);
    }
  }
}

function checkNames({ actions, limits, eligibility: rules }: ResolvedPlanOptions): void {
  const names = Object.keys(actions);
  if (names.length === 0 || names.length > 32) {
    throw new WinbackError('BAD_INPUT', `plan.actions must name 1 to 32 actions, got ${names.length}`);
  }
  for (const [i, { actions: counted, max, min }] of limits.entries()) {
    for (const name of counted ?? []) oneOf(...names)(name, `plan.limits[${i}].actions`);
    if ((max === null) === (min === null)) {
      throw new WinbackError('BAD_INPUT', `plan.limits[${i}] needs either max or min`);
    }
  }
  const fixed = rules.noProfiling?.action ?? null;
  if (fixed === null) return;
  const { contact, face, cost } = actions[oneOf(...names)(fixed, 'plan.eligibility.noProfiling.action')]!;
  if (contact !== 0 || face !== 0 || cost !== null) {
    throw new WinbackError(
      'BAD_INPUT',
      `plan.eligibility.noProfiling.action must be free: ${shown(fixed)} costs money`,
    );
  }
}
