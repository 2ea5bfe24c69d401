import type { Comparison } from '../data/comparison.js';
import type { ArmValue, LiftP, RunTest } from '../kinds/kind.js';

/** A metric in one variant against control, ready to be tested at any level. */
export interface Effect {
  /** With CUPED and strata as configured. */
  readonly run: RunTest;
  /** The plain comparison of the arms; the same as `run` when nothing is adjusted. */
  readonly raw: RunTest;
  /** The score test of plain counts: it also stands where nobody or everybody converted. Null for other comparisons. */
  readonly score: RunTest | null;
  /** p of a lift beyond a given one, as `run` tests it; null where only the interval can be asked (tied quantiles). */
  readonly liftP: LiftP | null;
  /** Slopes of the covariates, in the order of their columns; null where CUPED is not configured. */
  readonly cuped: { readonly theta: readonly number[]; readonly covariates: readonly string[] } | null;
  readonly stratified: boolean;
  /** Both arms' values after CUPED and strata, with `difference` between them; null where nothing is adjusted. */
  readonly adjusted: { readonly control: number; readonly treatment: number } | null;
  readonly control: ArmValue;
  readonly treatment: ArmValue;
  /** Difference and its standard error after adjustment. */
  readonly difference: number;
  readonly standardError: number;
  readonly rawError: number;
}

/** A comparison with the effect that was found. */
export interface Compared extends Comparison {
  readonly effect: Effect;
}

/** Whether the effect is that of the arms as they are, without CUPED and strata. */
export function isPlain({ cuped, stratified }: Pick<Effect, 'cuped' | 'stratified'>): boolean {
  return cuped === null && !stratified;
}
