import type { Figure } from '../figures/figure.js';
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

/** Whether predicted probabilities are still those that happen: reasons for each figure that is out of its range. */
export function calibrationReasons(
  matured: MaturedEvaluation | NotEvaluable,
  { slopeLow, slopeHigh, levelLow, levelHigh }: ResolvedPolicy,
): readonly DecisionReason[] {
  if (matured.state === 'not-evaluable') return [];
  const { calibration, observedOverPredicted: level } = matured;
  const slope = calibration?.slope ?? null;
  return [
    ...(slope === null ? [] : outside('calibration', slope, [slopeLow, slopeHigh])),
    ...outside('level', level, [levelLow, levelHigh]),
  ];
}

function outside(
  what: 'calibration' | 'level',
  { value, low, high }: Figure,
  range: readonly [number, number],
): readonly DecisionReason[] {
  const [least, most] = range;
  const values = { value, low, high, range };
  if (high < least || low > most) return [decisionReason(`${what}-off`, 'decides', values)];
  return value < least || value > most ? [decisionReason(`${what}-maybe-off`, 'notes', values)] : [];
}
