import { ensure } from '../../base/errors.js';
import {
  type Check,
  integer,
  type Keys,
  listOf,
  nonNegative,
  object,
  optional,
  positive,
  recordOf,
  requireKeys,
  resolveOptions,
  strictlyBetween,
  text,
} from '../../base/options.js';
import { type OnProgress, progressOf } from '../../base/progress.js';
import type { ActionCost } from '../effects/costs.js';

/** Columns of a log of randomised actions. */
export interface UpliftColumns {
  /** Who: each user once. @default 'user_id' */
  readonly user?: string | undefined;
  /** Name of the action that was taken. @default 'action' */
  readonly action?: string | undefined;
  /** What the action is to change: 1 for users who stayed, 0 for others; or a share. @default 'stayed' */
  readonly outcome?: string | undefined;
  /** What a user who stays is worth, in yuan, known before the action. @default 'value' */
  readonly value?: string | undefined;
  /** 1 for users who redeemed their coupon. Needed where an action has a face value. @default 'redeemed' */
  readonly redeemed?: string | undefined;
  /** What stands before the name of an action in the columns of the logged probabilities. @default 'probability_' */
  readonly probability?: string | undefined;
}

/** Costs of one action. */
export interface UpliftActionOptions {
  /** Yuan for every user contacted. @default 0 */
  readonly contact?: number | undefined;
  /** Yuan of the coupon, paid where it is redeemed. @default 0 */
  readonly face?: number | undefined;
}

/** How effects are learnt from a log. */
export interface UpliftOptions {
  /** Every action but the control, by its name in the log. */
  readonly actions: Readonly<Record<string, UpliftActionOptions>>;
  /** Name of doing nothing in the log. @default 'none' */
  readonly control?: string | undefined;
  /** Names of the columns. */
  readonly columns?: UpliftColumns | undefined;
  /** Columns to learn from. @default every number or category beside the columns above and the probabilities */
  readonly features?: readonly string[] | undefined;
  /** Yuan a user that a plan may spend, at which models are compared. @default no limit */
  readonly budget?: number | undefined;
  /** Folds of the users by which models are judged, 2..10. @default 3 */
  readonly folds?: number | undefined;
  /** Coverage of intervals, and of the one-sided bound that the gate asks to be above 0. @default 0.9 */
  readonly level?: number | undefined;
  /** Seed of folds and trees. @default 42 */
  readonly seed?: number | undefined;
}

/** Progress and stop signal of the training. */
export interface UpliftWork {
  /** Takes the progress, a fold at a time. */
  readonly onProgress?: OnProgress | undefined;
  /** Stops within one iteration of a training, which then rejects with `ABORTED`. */
  readonly signal?: AbortSignal | undefined;
}

export interface ResolvedUpliftOptions {
  readonly actions: Readonly<Record<string, ActionCost>>;
  readonly control: string;
  readonly columns: Readonly<Record<keyof UpliftColumns, string>>;
  readonly features: readonly string[] | undefined;
  readonly budget: number;
  readonly folds: number;
  readonly level: number;
  readonly seed: number;
}

const oneAction: Check<ActionCost> = object<ActionCost>({
  contact: optional(nonNegative, 0),
  face: optional(nonNegative, 0),
});

const columns = object<ResolvedUpliftOptions['columns']>({
  user: optional(text, 'user_id'),
  action: optional(text, 'action'),
  outcome: optional(text, 'stayed'),
  value: optional(text, 'value'),
  redeemed: optional(text, 'redeemed'),
  probability: optional(text, 'probability_'),
});

/** @throws WinbackError BAD_INPUT naming the option */
export function resolveUpliftOptions(given: UpliftOptions): ResolvedUpliftOptions {
  const options = resolveOptions<ResolvedUpliftOptions>('uplift', given, {
    actions: recordOf(oneAction),
    control: optional(text, 'none'),
    columns: (value, name) => columns(value ?? {}, name),
    features: optional(listOf(text), undefined),
    budget: optional(positive, Infinity),
    folds: optional(integer(2, 10), 3),
    level: optional(strictlyBetween(0, 1), 0.9),
    seed: optional(integer(0, 2 ** 31 - 1), 42),
  });
  const names = Object.keys(options.actions);
  ensure(names.length > 0 && names.length < 250, 'uplift.actions must name from 1 to 249 actions');
  ensure(!names.includes(options.control), `uplift.actions: "${options.control}" is the control`);
  return options;
}

const workKeys: Keys<UpliftWork> = { onProgress: true, signal: true };

export function checkedWork(work: UpliftWork): UpliftWork {
  progressOf('trainUplift', work);
  requireKeys(work, 'work', workKeys);
  return work;
}
