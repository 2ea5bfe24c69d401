import {
  between,
  type Check,
  integer,
  object,
  oneOf,
  optional,
  strictlyBetween,
} from '../../base/options.js';

/** When a running test is looked at, and how its error is spent. */
export interface SequentialConfig {
  /** Number of looks that are planned, the last one included. */
  readonly looks: number;
  /** How fast alpha is spent. @default obrien-fleming */
  readonly spending: 'obrien-fleming' | 'pocock' | 'hwang-shih-decani';
  /** Users in the two compared arms at the end of the plan. */
  readonly plannedUsers: number;
  /** Posterior thresholds to stop at, told beside the boundaries with what they do on average; they decide nothing. */
  readonly bayesian:
    | {
        /** Probability of being better from which the test stops as won. */
        readonly win: number;
        /** Probability of being better below which the test stops as lost. */
        readonly lose: number;
      }
    | undefined;
  /** Conditional power under the planned effect below which it is called futile; not binding. @default 0.1 */
  readonly futility: number;
}

export const sequentialCheck: Check<Readonly<SequentialConfig>> = object<SequentialConfig>({
  looks: integer(1, 1000),
  spending: optional(oneOf('obrien-fleming', 'pocock', 'hwang-shih-decani'), 'obrien-fleming'),
  plannedUsers: integer(4),
  futility: optional(between(0, 1), 0.1),
  bayesian: optional(
    object({
      win: optional(strictlyBetween(0.5, 1), 0.99),
      lose: optional(strictlyBetween(0, 0.5), 0.05),
    }),
    undefined,
  ),
});
