import type { Complete } from '../base/complete.js';
import {
  between,
  type Checks,
  integer,
  listOf,
  oneOf,
  optional,
  positive,
  strictlyBetween,
} from '../base/options.js';
import type { LightGbmParameters } from '../model/lightgbm-parameters.js';
import { resolveParameters } from '../model/lightgbm-parameters.js';
import { type ModelSettings, modelKinds } from './candidates.js';

/** How a run is judged. */
export interface EvaluationOptions {
  /** Precision the list must hold, in (0, 1). @default 0.6 */
  readonly precisionFloor?: number | undefined;
  /** Probability with which the certified precision has to hold, in (0, 1). @default 0.95 */
  readonly confidence?: number | undefined;
  /** Shuffles per column. @default 10 */
  readonly importanceRepeats?: number | undefined;
  /** |Spearman| from which columns are shuffled together. @default 0.7 */
  readonly correlation?: number | undefined;
  /** Gate: test AUC. @default 0.7 */
  readonly minimumAuc?: number | undefined;
  /** Gate on generated data: most AUC below the best possible; null = no such gate. @default null */
  readonly maximumTruthDistance?: number | null | undefined;
}

/** Checks of the `models` section. */
export const modelChecks: Checks<Complete<ModelSettings>> = {
  candidates: optional(listOf(oneOf(...modelKinds)), modelKinds),
  lightgbm: (value): LightGbmParameters => {
    resolveParameters((value ?? undefined) as LightGbmParameters | undefined);
    return (value ?? {}) as LightGbmParameters;
  },
  earlyStoppingRounds: optional(integer(0, 100_000), 50),
  l2: optional(positive, 1),
  trees: optional(integer(1, 100_000), 300),
  leaves: optional(integer(2, 131_072), 63),
};

/** Checks of the `evaluation` section. */
export const evaluationChecks: Checks<Complete<EvaluationOptions>> = {
  precisionFloor: optional(strictlyBetween(0, 1), 0.6),
  confidence: optional(strictlyBetween(0, 1), 0.95),
  importanceRepeats: optional(integer(1, 10_000), 10),
  correlation: optional(between(0, 1), 0.7),
  minimumAuc: optional(between(0, 1), 0.7),
  maximumTruthDistance: optional<number, number | null>(between(0, 1), null),
};
