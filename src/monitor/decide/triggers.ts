import type { CalibrationLine } from '../matured/calibration-fit.js';
import type { MaturedEvaluation, NotEvaluable } from '../matured/evaluate.js';
import type { DriftState } from '../rule/state.js';
import type { ResolvedPolicy } from './policy.js';
import { type AucValues, type DecisionReason, decisionReason } from './reasons.js';

/** What is known of the drift of one column, or of the score. */
export interface DriftFinding {
  /** The column; null for the score. */
  readonly column: string | null;
  /** What can be said of the day against the limit of 0.1. */
  readonly state: DriftState;
  /** Kolmogorov-Smirnov distance from the profile. */
  readonly ks: number;
  /** Its lower bound. */
  readonly ksLow: number;
  /** Change of the share of users over the threshold; null where it is not known. */
  readonly deltaAbove: number | null;
  /** Whether the evidence of several updates has raised the alarm. */
  readonly alarm: boolean;
}

/** Reasons of the drift: those that ask for a training first. */
export function driftReasons(
  drift: readonly DriftFinding[],
  { driftEffect }: ResolvedPolicy,
): DecisionReason[] {
  const asks: DecisionReason[] = [];
  const noted: DecisionReason[] = [];
  for (const { column, state, ks, ksLow, deltaAbove, alarm } of drift) {
    // Drift of the score is an effect by itself.
    const matters = column === null || (deltaAbove !== null && Math.abs(deltaAbove) >= driftEffect);
    if (state === 'certain' && matters)
      asks.push(decisionReason('drift', 'decides', { column, ks, ksLow, deltaAbove }));
    else if (alarm && matters) asks.push(decisionReason('drift-alarm', 'decides', { column, ks }));
    else if (state === 'certain' || state === 'possible' || alarm)
      noted.push(decisionReason('drift-noted', 'notes', { column, state, ks, deltaAbove }));
  }
  return [...asks, ...noted];
}

/** How the AUC of final labels stands to the stored one. */
export function aucReason(
  matured: MaturedEvaluation | NotEvaluable,
  stored: number,
  { aucFall }: ResolvedPolicy,
): DecisionReason {
  if (matured.state === 'not-evaluable')
    return decisionReason('not-evaluable', 'notes', { why: matured.reason });
  const { value: auc, low, high } = matured.auc;
  const bound = (1 - aucFall) * stored;
  const values: AucValues = { auc, low, high, stored, bound };
  if (high < bound) return decisionReason('auc-fell', 'decides', values);
  return decisionReason(auc < bound ? 'auc-maybe-fell' : 'auc-holds', 'notes', values);
}

/** Whether predicted probabilities are still those that happen; null where the slope is in its range or unknown. */
export function slopeReason(
  line: CalibrationLine | null,
  { slopeLow, slopeHigh }: ResolvedPolicy,
): DecisionReason | null {
  if (line === null) return null;
  const { value: slope, low, high } = line.slope;
  const values = { slope, low, high, range: [slopeLow, slopeHigh] as const };
  if (high < slopeLow || low > slopeHigh) return decisionReason('calibration-off', 'decides', values);
  if (slope < slopeLow || slope > slopeHigh) return decisionReason('calibration-maybe-off', 'notes', values);
  return null;
}
