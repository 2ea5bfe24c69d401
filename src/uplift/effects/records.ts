/** What one forest adds to an effect: its score, with the action column at `action` where it reads one. */
export interface EffectTerm {
  /** Place in the model's list of forests. */
  readonly forest: number;
  /** Code of the action that the forest is asked about; null where it is trained for one action. */
  readonly action: number | null;
  /** Times the score. */
  readonly weight: number;
}

/** An effect as a constant and a sum of forests' scores. */
export interface LinearEffect {
  /** The constant. */
  readonly intercept: number;
  /** The forests that add to it. */
  readonly terms: readonly EffectTerm[];
}

/** Effects of every action but the control, in their order, as sums of forests. */
export interface LinearEffects {
  /** Which form it is. */
  readonly kind: 'linear';
  /** LightGBM's model texts. */
  readonly forests: readonly string[];
  /** One an action. */
  readonly effects: readonly LinearEffect[];
}

/** Effects as measured rates: a rate of the action and the tier of risk, times the risk without an action. */
export interface RateEffects {
  /** Which form it is. */
  readonly kind: 'rates';
  /** LightGBM's text of the model of staying without an action. */
  readonly forests: readonly [string];
  /** Risks at which the next tier begins, ascending. */
  readonly cuts: readonly number[];
  /** For each action the rate of every tier. */
  readonly rates: readonly (readonly number[])[];
}

/** A model of the effects of actions on an outcome. */
export type EffectModel = LinearEffects | RateEffects;
