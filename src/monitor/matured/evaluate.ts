import { between, integer, optional, resolveOptions } from '../../base/options.js';
import { requireShape } from '../../base/shape.js';
import { rankMetrics } from '../../stats/auc.js';
import { logitInterval, weightedRankMetrics } from '../../stats/weighted-auc.js';
import { type Figure, level } from '../figures/figure.js';
import { calibrationBins, expectedError, murphyParts } from './calibration-bins.js';
import { calibrationLine } from './calibration-fit.js';
import type { MaturedEvaluation, NotEvaluable, NotEvaluableReason, ThresholdOutcome } from './evaluation.js';
import type { MaturedRows } from './rows.js';
import { sliceOutcomes } from './slices.js';
import { tierOutcomes, topLift } from './tiers.js';
import { rateOf, type UntreatedRows, untreatedRows, weightedMean, weightedRatio } from './weights.js';

export type {
  MaturedEvaluation,
  NotEvaluable,
  NotEvaluableReason,
  NotEvaluableValues,
  ThresholdOutcome,
} from './evaluation.js';

/** What an evaluation is made at. */
export interface EvaluateOptions {
  /** The stored threshold of the model, in [0, 1]. @default none: precision and recall are left out */
  readonly threshold?: number | undefined;
  /** Effective leavers below which nothing is said, >= 2. @default 200 */
  readonly minimumPositives?: number | undefined;
  /** Largest share of rows without an untreated counterpart, in [0, 1]. @default 0.005 */
  readonly uncoveredShare?: number | undefined;
}

type Resolved = {
  readonly threshold: number | undefined;
  readonly minimumPositives: number;
  readonly uncoveredShare: number;
};

/**
 * What really happened to the users that the model scored. Treated users are censored: their label says what happened with
 * the treatment. The untreated ones stand for them, each with weight 1 / P(untreated), so that a campaign that works does not
 * look like a model that fails. Where the plan left nobody untreated by chance, nothing is said instead.
 * @param rows of maturedRows
 * @param options threshold and the least that an evaluation needs
 * @throws WinbackError BAD_INPUT
 *
 * @example
 * ```ts
 * import { buildTable } from 'winback/data';
 * import { evaluateMatured, maturedRows } from 'winback/monitor';
 *
 * const users = { codes: Int32Array.of(0, 1, 2, 3), categories: ['a', 'b', 'c', 'd'] };
 * const user = { name: 'user', kind: 'dictionary', ...users } as const;
 * const day = { name: 'day', kind: 'date', values: new Int32Array(4).fill(20_000) } as const;
 * const chance = { name: 'probability', kind: 'number', values: Float64Array.of(0.9, 0.6, 0.5, 0.1) } as const;
 * const left = { name: 'left', kind: 'number', values: Float64Array.of(1, 0, 1, 0) } as const;
 * const tables = { scores: await buildTable([user, day, chance]), outcomes: await buildTable([user, day, left]) };
 * const when = { lastCompleteDay: '2024-11-01', horizonDays: 14 };
 * const rows = maturedRows({ ...tables, decisions: null }, when);
 * const found = await evaluateMatured(rows, { minimumPositives: 2 });
 * found.state === 'evaluated' && found.auc.value; // 0.75
 * ```
 */
export async function evaluateMatured(
  rows: MaturedRows,
  options: EvaluateOptions = {},
): Promise<MaturedEvaluation | NotEvaluable> {
  const resolved = resolveOptions<Resolved>('options', options, {
    threshold: optional(between(0, 1), undefined),
    minimumPositives: optional(integer(2), 200),
    uncoveredShare: optional(between(0, 1), 0.005),
  });
  requireShape(rows, 'rows', {
    ...{ users: 'list', scores: 'list', probabilities: 'list', labels: 'list', treated: 'list' },
    ...{ untreatedProbability: 'list', slices: 'map', counts: 'object' },
  });
  const missing = withoutRows(rows, resolved.uncoveredShare);
  if (missing !== null) return refused(missing, rows);
  const untreated = untreatedRows(rows);
  const positives = untreated.labels.reduce((sum, label) => sum + label, 0);
  if (positives === 0 || positives === untreated.labels.length)
    return refused({ code: 'one-class', values: { rows: untreated.labels.length } }, rows);
  const { labels, weights, users } = untreated;
  const ranked = await weightedRankMetrics(untreated.scores, { labels, weights, users });
  const { effectivePositives } = ranked;
  const { minimumPositives } = resolved;
  if (effectivePositives < minimumPositives || Number.isNaN(ranked.standardError))
    return refused({ code: 'too-few-positives', values: { effectivePositives, minimumPositives } }, rows);
  return {
    ...{ state: 'evaluated', counts: rows.counts, rows: labels.length, positives, effectivePositives },
    auc: { value: ranked.auc, low: ranked.low, high: ranked.high },
    prAuc: precisionInterval(ranked.averagePrecision, effectivePositives),
    ...probabilityFigures(untreated),
    threshold: resolved.threshold === undefined ? null : atThreshold(untreated, resolved.threshold),
    ...{ tiers: tierOutcomes(untreated), lift: topLift(untreated) },
    slices: await sliceOutcomes(untreated),
    everybody: await everybodysAuc(rows),
  };
}

function refused(reason: NotEvaluableReason, { counts }: MaturedRows): NotEvaluable {
  return { state: 'not-evaluable', reason, counts };
}

function withoutRows({ labels, counts }: MaturedRows, uncoveredShare: number): NotEvaluableReason | null {
  if (labels.length === 0)
    return counts.withoutOutcome > 0
      ? { code: 'no-outcomes', values: { rows: counts.withoutOutcome } }
      : { code: 'immature', values: { rows: counts.immature } };
  const share = counts.uncovered / labels.length;
  return share > uncoveredShare ? { code: 'no-holdout', values: { rows: counts.uncovered, share } } : null;
}

/** Boyd, Eng and Page (2013): the logit of average precision has error 1 / sqrt(n p (1 - p)) with n leavers. */
function precisionInterval(value: number, positives: number): Figure {
  return { value, ...logitInterval(value, Math.sqrt((value * (1 - value)) / positives), level) };
}

function probabilityFigures(rows: UntreatedRows) {
  const { probabilities, labels } = rows;
  const everyRow = (): boolean => true;
  const bins = calibrationBins(rows);
  return {
    brier: weightedMean(
      rows,
      probabilities.map((p, row) => (p - labels[row]!) ** 2),
    ),
    brierParts: murphyParts(bins),
    churn: rateOf(rows, everyRow, (row) => labels[row] === 1)!,
    predicted: weightedMean(rows, probabilities).value,
    observedOverPredicted: weightedRatio(rows, Float64Array.from(labels), probabilities),
    calibration: calibrationLine(rows),
    calibrationBins: bins,
    expectedCalibrationError: expectedError(bins),
  };
}

function atThreshold(rows: UntreatedRows, value: number): ThresholdOutcome {
  const selected = (row: number): boolean => rows.probabilities[row]! >= value;
  const left = (row: number): boolean => rows.labels[row] === 1;
  return { value, precision: rateOf(rows, selected, left), recall: rateOf(rows, left, selected) };
}

async function everybodysAuc({ scores, labels }: MaturedRows): Promise<number | null> {
  const positives = labels.reduce((sum, label) => sum + label, 0);
  if (positives === 0 || positives === labels.length) return null;
  return (await rankMetrics(scores, labels)).auc;
}
