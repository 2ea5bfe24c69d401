import type { CostModel } from '../effects/costs.js';
import type { EffectModel } from '../effects/records.js';
import type { FrontierValue } from '../judge/frontier.js';
import type { HeldOutValue } from '../judge/value.js';

/** Names of the candidates: `rates` are measured rates, the model without a learner of effects. */
export type UpliftCandidate = 's' | 'x' | 'dr' | 'ensemble' | 'rates';

/** A candidate on users that it did not see. */
export interface CandidateValue {
  /** Which candidate. */
  readonly name: UpliftCandidate;
  /** What its plan earns over doing nothing, yuan a user. */
  readonly value: HeldOutValue;
  /** What its plan earns over that of `rates`, on the same users. */
  readonly overRates: HeldOutValue;
  /** What its predictions claim, yuan a user. */
  readonly claimed: number;
  /** `claimed` over `value`; null where the value is not above 0. */
  readonly claimedOverHeldOut: number | null;
}

/** An action in the log. */
export interface ActionReport {
  /** Name of the action. */
  readonly name: string;
  /** Users who got it. */
  readonly users: number;
  /** Mean effect on the outcome over all users, by doubly robust scores. */
  readonly effect: HeldOutValue;
  /** Slope of held-out effects on those that the X-learner predicts, with its error: 1 where predictions are right, 0 where they say nothing. */
  readonly slope: number;
  /** Standard error of `slope`; NaN, in JSON null, where predictions do not differ. */
  readonly slopeError: number;
}

/** Whether a model of effects may replace measured rates. */
export interface UpliftGate {
  /** The model of effects that stands for all. */
  readonly model: Exclude<UpliftCandidate, 'rates'>;
  /** Lower bound (one-sided, of the options' level) of what its plan earns over that of the rates, yuan a user. */
  readonly lowerBound: number;
  /** The bound is above 0. */
  readonly passed: boolean;
}

/** What a training of effects found. */
export interface UpliftReport {
  /** Users of the log. */
  readonly rows: number;
  /** The actions but the control. */
  readonly actions: readonly ActionReport[];
  /** Every candidate on users that it did not see. */
  readonly candidates: readonly CandidateValue[];
  /** The candidate that is used. */
  readonly chosen: UpliftCandidate;
  /** Whether a model of effects may replace the rates. */
  readonly gate: UpliftGate;
  /** Yuan a user at which candidates were compared; null without a limit. */
  readonly budget: number | null;
  /** Coverage of the intervals. */
  readonly level: number;
  /** What the chosen candidate claims and what held-out users say, by budget. */
  readonly frontier: readonly FrontierValue[];
}

/** Effects and costs of every action, learnt from a log. */
export interface UpliftModel {
  /** The actions but the control, in the order of all columns. */
  readonly actions: readonly string[];
  /** Columns that are read. */
  readonly features: readonly string[];
  /** Column of what a user who stays is worth. */
  readonly valueColumn: string;
  /** Effects on the outcome. */
  readonly effects: EffectModel;
  /** Expected costs. */
  readonly costs: CostModel;
  /** What the training found. */
  readonly report: UpliftReport;
}
