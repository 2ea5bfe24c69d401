import { ensure } from '../../base/errors.js';
import { between, nonNegative } from '../../base/options.js';
import { requireShape } from '../../base/shape.js';
import type { AucDifference } from '../../stats/auc.js';
import { normal } from '../../stats/distributions.js';
import type { MaturedEvaluation, NotEvaluable } from '../matured/evaluate.js';
import { type ResolvedPolicy, type RetrainPolicy, resolvedPolicy } from './policy.js';
import { type DecisionReason, decisionReason } from './reasons.js';
import { aucReason, calibrationReasons, type DriftFinding, driftReasons } from './triggers.js';

/** The model that was in use before, on the rows that the model in use is judged by. */
export interface PreviousModel {
  /** Previous minus in use, on untreated users with final labels: `compareModels` gives it. Null without its shadow scores. */
  readonly comparison: AucDifference | null;
  /** Version of the features it reads. */
  readonly featureVersion: string;
}

/** What is known on the day of the decision. */
export interface ModelFacts {
  /** Days since the model in use was trained, >= 0. */
  readonly ageDays: number;
  /** Its AUC on the test rows when it was made, in [0, 1]. */
  readonly storedAuc: number;
  /** Version of the features that are built now. */
  readonly featureVersion: string;
  /** Alarms of the day about the data; empty without any. */
  readonly dataFaults: readonly {
    /** Kind of the alarm, such as `data-gap`. */
    readonly kind: string;
    /** What it is about. */
    readonly object: string;
  }[];
  /** Drift of the columns and the score against the profile of the model in use. */
  readonly drift: readonly DriftFinding[];
  /** The newest evaluation of final labels. An estimate is no substitute: no decision rests on it. */
  readonly matured: MaturedEvaluation | NotEvaluable;
  /** The model before; null for the first one. */
  readonly previous: PreviousModel | null;
}

/** What to do with the model in use. */
export type ModelAction = 'none' | 'blocked' | 'retrain' | 'roll-back' | 'recalibrate';

/** What was decided, and why: a record to be kept. */
export interface ModelDecision {
  /** `blocked`: something asked for an action, or might have, but the data is at fault. */
  readonly action: ModelAction;
  /** Every reason, those that decide first. */
  readonly reasons: readonly DecisionReason[];
}

/**
 * What to do with the model in use: retrain, roll back, recalibrate, or nothing. Data faults come before everything: a model
 * trained on a loss of tracking learns the loss. A fallen AUC asks for a rollback where the previous model is certainly better on
 * the same rows, and for a training where it is not. Then drift, calibration and the clock. Same facts, same decision.
 * @param facts what is known on the day
 * @param policy limits; the defaults are those of docs/explanation/retraining.md
 * @throws WinbackError BAD_INPUT
 *
 * @example
 * ```ts
 * import { decideModel } from 'winback/monitor';
 *
 * const counts = { scored: 0, immature: 0, withoutOutcome: 0, treated: 0, uncovered: 0, outcomesWithoutScore: 0 };
 * const reason = { code: 'immature', values: { rows: 900 } } as const;
 * const facts = { ageDays: 31, storedAuc: 0.89, featureVersion: 'a', dataFaults: [], drift: [], previous: null };
 * decideModel({ ...facts, matured: { state: 'not-evaluable', reason, counts } }).action; // retrain
 * ```
 */
export function decideModel(facts: ModelFacts, policy?: RetrainPolicy): ModelDecision {
  requireFacts(facts);
  const limits = resolvedPolicy(policy);
  const decision = wanted(facts, limits);
  if (facts.dataFaults.length === 0) return decision;
  const faults = facts.dataFaults.map(({ kind, object }) =>
    decisionReason('data-fault', 'blocks', { kind, object }),
  );
  const others = decision.reasons.map(
    (reason): DecisionReason => ({
      ...reason,
      weighs: reason.weighs === 'decides' ? 'blocked' : reason.weighs,
    }),
  );
  return { action: 'blocked', reasons: [...faults, ...others] };
}

function requireFacts(facts: ModelFacts): void {
  requireShape(facts, 'facts', {
    ...{ featureVersion: 'text', dataFaults: 'list', drift: 'list', matured: 'object' },
  });
  nonNegative(facts.ageDays, 'facts.ageDays');
  between(0, 1)(facts.storedAuc, 'facts.storedAuc');
  ensure(facts.previous !== undefined, 'facts.previous must be the model before, or null for the first one');
}

/** What sound data asks for. */
function wanted(facts: ModelFacts, limits: ResolvedPolicy): ModelDecision {
  const { matured, storedAuc } = facts;
  const auc = aucReason(matured, storedAuc, limits);
  const calibration = calibrationReasons(matured, limits);
  const drift = driftReasons(facts.drift, limits);
  const others = [...drift, ...clockReasons(facts, limits), ...calibration];
  if (auc.code === 'auc-fell') {
    const why = previousReasons(facts, limits);
    const rollsBack = why.some(({ weighs, code }) => weighs === 'decides' && code === 'previous-better');
    return sorted(rollsBack ? 'roll-back' : 'retrain', [auc, ...why, ...others]);
  }
  const asks = others.filter(({ weighs }) => weighs === 'decides');
  if (asks.some(({ code }) => code !== 'calibration-off' && code !== 'level-off'))
    return sorted('retrain', [...others, auc]);
  return sorted(asks.length > 0 ? 'recalibrate' : 'none', [...others, auc]);
}

function clockReasons({ ageDays }: ModelFacts, { everyDays }: ResolvedPolicy): readonly DecisionReason[] {
  return ageDays < everyDays ? [] : [decisionReason('clock', 'decides', { ageDays, everyDays })];
}

/** Whether the previous model would do better: the paired test on the same rows, one-sided. */
function previousReasons(
  { previous, featureVersion: built }: ModelFacts,
  { rollbackAuc, rollbackP }: ResolvedPolicy,
): readonly DecisionReason[] {
  if (previous === null || previous.comparison === null) return [decisionReason('no-previous', 'notes', {})];
  const { difference, low, high, z } = previous.comparison;
  const values = { difference, low, high, p: normal.survival(z) };
  if (!(values.p < rollbackP && difference > rollbackAuc))
    return [decisionReason('previous-not-better', 'notes', values)];
  const { featureVersion } = previous;
  if (featureVersion === built) return [decisionReason('previous-better', 'decides', values)];
  return [
    decisionReason('previous-better', 'notes', values),
    decisionReason('previous-unusable', 'notes', { featureVersion, built }),
  ];
}

function sorted(action: ModelAction, reasons: readonly DecisionReason[]): ModelDecision {
  const first = reasons.filter(({ weighs }) => weighs === 'decides');
  return { action, reasons: [...first, ...reasons.filter(({ weighs }) => weighs !== 'decides')] };
}
