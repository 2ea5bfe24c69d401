import type { Complete } from '../base/complete.js';
import { between, type Checks, oneOf, optional } from '../base/options.js';

/** When the face value of an action is paid, and what says how many of the users it is paid for. */
export interface PaymentOptions {
  /** When the coupon is paid: with the message, or only by those who redeem it. @default 'sending' */
  readonly paid?: 'sending' | 'redemption' | undefined;
  /** Share of those who would stay anyway and redeem all the same, in [0, 1]; only with `paid: redemption`. @default 0 */
  readonly freeRiders?: number | undefined;
}

/** Shares of the users contacted for whom the face value is paid. */
export interface Payers {
  /** Of those who would leave, one a tier. */
  readonly leaving: Float64Array;
  /** Of those who would stay. */
  readonly staying: number;
}

type Resolved = Complete<PaymentOptions>;

/**
 * The payment kinds: the shares that each pays for, null = everybody, from the action's options and its responses by
 * tier. The planner and the verifier know shares alone, so a new kind is an entry here with its options above.
 */
const payments: Readonly<
  Record<Resolved['paid'], (options: Resolved, response: Float64Array) => Payers | null>
> = {
  sending: () => null,
  redemption: ({ freeRiders }, response) => ({ leaving: response, staying: freeRiders }),
};

export const paymentChecks: Checks<Resolved> = {
  paid: optional(oneOf('sending', 'redemption'), 'sending' as const),
  freeRiders: optional(between(0, 1), 0),
};

/** For whom the face value of an action is paid. @param response share of would-be churners who come back, one a tier */
export function payersOf(action: Resolved, response: Float64Array): Payers | null {
  return payments[action.paid](action, response);
}
