import type { Coded, NoValues } from '../../base/coded.js';
import { WinbackError } from '../../base/errors.js';
import type { Direction, MetricRole } from '../kinds/kind.js';
import type { MetricKind } from '../kinds/kinds.js';

/** An arm, or a stratum of it. */
export interface ArmPart {
  /** Name of the arm. */
  readonly variant: string;
  /** Name of the stratum; absent for the whole arm. */
  readonly stratum?: string;
}

/** Why a metric has no result in a variant, or a guardrail no verdict. */
export interface NotComputableValues {
  /** No users in an arm or in a stratum of it. */
  readonly 'no-users': ArmPart;
  /** Fewer than the two users that an error needs. */
  readonly 'too-few-users': ArmPart & {
    /** Users there are: 0 or 1. */
    readonly users: number;
  };
  /** A quantile's arm is too small for an interval on both sides. */
  readonly 'too-few-rows': {
    /** Name of the arm. */
    readonly variant: string;
    /** Rows there are. */
    readonly rows: number;
    /** The quantile asked for, in (0, 1). */
    readonly quantile: number;
  };
  /** A quantile without one row per user. */
  readonly 'no-rows': NoValues;
  /** Every user of both arms has the value 0. */
  readonly 'no-events': NoValues;
  /** Every user of an arm has the same value; the two values. */
  readonly constant: {
    /** Value of the control, in the metric's unit. */
    readonly control: number;
    /** Value of the treatment, in the metric's unit. */
    readonly treatment: number;
  };
  /** A term of the OEC is constant, or 0 on average, in the control and cannot be its unit. */
  readonly 'constant-unit': {
    /** Name of the metric. */
    readonly metric: string;
  };
  /** Covariates and strata leave nothing to test. */
  readonly explained: NoValues;
  /** A ratio's denominator is 0 for all users of an arm. */
  readonly 'zero-denominator': {
    /** Name of the arm. */
    readonly variant: string;
  };
  /** So many rows have the quantile's value that clustered rows give no error. */
  readonly 'tied-quantile': {
    /** The value that is tied, in the metric's unit. */
    readonly value: number;
  };
  /** A relative margin of a control value of 0. */
  readonly 'zero-control': NoValues;
  /** Any other input that a method refuses, in the words of its error. */
  readonly failed: {
    /** Message of the error, in English, at most 200 characters. */
    readonly message: string;
  };
}

/** Why a metric has no result. */
export type NotComputableCode = keyof NotComputableValues;

/** Why a metric has no result, with the values that its sentence names. */
export type NotComputableReason = Coded<NotComputableValues>;

/** A metric that has no result in a variant, and why. Everything else of the analysis is reported. */
export interface NotComputableRecord {
  /** Name of the metric. */
  readonly name: string;
  /** What the metric is for. */
  readonly role: MetricRole;
  /** What would be compared. */
  readonly kind: MetricKind;
  /** Whether more or less of it is better. */
  readonly direction: Direction;
  /** The arm that would be compared with the control. */
  readonly variant: string;
  /** Why there is no result. */
  readonly reason: NotComputableReason;
}

/** The reason of one code; `values` may be left out where the code has none. */
export function notComputable<C extends NotComputableCode>(
  code: C,
  ...[values]: NotComputableValues[C] extends NoValues ? [] : [NotComputableValues[C]]
): Coded<NotComputableValues, C> {
  return { code, values: values ?? {} } as Coded<NotComputableValues, C>;
}

/** BAD_INPUT about one metric only: an analysis reports the reason and goes on with the others. */
export class NotComputableError extends WinbackError {
  readonly reason: NotComputableReason;

  constructor(metric: string, reason: NotComputableReason) {
    const facts = Object.entries(reason.values).map(([name, value]) => `${name} ${value}`);
    const shown = facts.length === 0 ? '' : ` (${facts.join(', ')})`;
    super('BAD_INPUT', `metric "${metric}" cannot be computed: ${reason.code}${shown}`);
    this.reason = reason;
  }
}

/** Longest part of a message that a report shows. */
const longest = 200;

/** Why a computation of one metric failed. @throws `error` itself unless it is BAD_INPUT */
export function reasonOf(error: unknown): NotComputableReason {
  if (error instanceof NotComputableError) return error.reason;
  if (error instanceof WinbackError && error.code === 'BAD_INPUT')
    return notComputable('failed', { message: error.message.slice(0, longest) });
  throw error;
}
