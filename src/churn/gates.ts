import type { Complete } from '../base/complete.js';
import { requireShape } from '../base/shape.js';
import type { EvaluationOptions } from './options.js';
import type { ChurnEvaluation, Gate } from './records.js';

type Judged = Pick<ChurnEvaluation, 'test' | 'threshold' | 'truth' | 'data'>;

/** The conditions of going live that the model itself can meet. */
export function modelGates(judged: Judged, options: Complete<EvaluationOptions>): readonly Gate[] {
  const { test, threshold, truth, data } = judged;
  const precision = threshold.certified ? threshold.precision : null;
  const gates = [
    atLeast('auc', options.minimumAuc, test.auc.value),
    atLeast('precision', threshold.precisionFloor, precision),
    atMost('leak', 0, data.leakSuspects.length),
  ];
  const limit = options.maximumTruthDistance;
  return truth === null || limit === null ? gates : [...gates, atMost('truth', limit, truth.aucDistance)];
}

/**
 * The plan must earn more than nothing.
 * @param expectedProfit yuan
 *
 * @example
 * ```ts
 * import { profitGate } from 'winback/churn';
 *
 * profitGate(1686.7).passed; // true
 * ```
 */
export function profitGate(expectedProfit: number): Gate {
  requireShape(expectedProfit, 'expectedProfit', 'number');
  return {
    name: 'roi',
    direction: 'above',
    required: 0,
    actual: expectedProfit,
    passed: expectedProfit > 0,
  };
}

/** Share of a label's horizon that may be days without any event of anybody. */
const emptyShare = 0.1;

/**
 * Days without any event look like users who left.
 * @param emptyDays most such days in the horizon of one label
 * @param horizonDays days that a label looks ahead, >= 1
 *
 * @example
 * ```ts
 * import { outageGate } from 'winback/churn';
 *
 * outageGate(1, 14).passed; // true
 * outageGate(3, 14).passed; // false
 * ```
 */
export function outageGate(emptyDays: number, horizonDays: number): Gate {
  requireShape(emptyDays, 'emptyDays', 'number');
  requireShape(horizonDays, 'horizonDays', 'number');
  return atMost('outage', Math.floor(emptyShare * horizonDays), emptyDays);
}

function atLeast(name: Gate['name'], required: number, actual: number | null): Gate {
  return { name, direction: 'at-least', required, actual, passed: actual !== null && actual >= required };
}

function atMost(name: Gate['name'], required: number, actual: number): Gate {
  return { name, direction: 'at-most', required, actual, passed: actual <= required };
}
