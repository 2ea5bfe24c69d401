import { seriesName } from '../../base/drift-series.js';
import type { Observation } from '../../delivery/alerts/evaluate.js';
import type { ResolvedPolicy } from '../../monitor/decide/policy.js';
import type { DriftReport } from '../../monitor/drift/records.js';
import type { Figure } from '../../monitor/figures/figure.js';
import { dataObservations } from './data-observations.js';
import { type DayDrift, hasJumped } from './day-drift.js';
import type { DataCheck } from './steps/check-data.js';
import type { DayMetrics } from './steps/monitor.js';

/** What the steps of a day found, for the alarms. */
export interface DayFindings {
  readonly data: DataCheck;
  /** null for a model without a profile. */
  readonly drift: DayDrift | null;
  readonly metrics: DayMetrics;
  /** AUC of the model on its test rows. */
  readonly storedAuc: number;
  /** Precision that the threshold has to hold; null where none is certified. */
  readonly precisionFloor: number | null;
  /** Limits of what may be lost before it is a fault. */
  readonly policy: ResolvedPolicy;
  /** Why the plan was held back; null where it was not. */
  readonly planHeld: string | null;
  /** Expected cost of the month with today, and what it may be, fen; null without a monthly budget. */
  readonly month: { readonly spentFen: number; readonly budgetFen: number } | null;
}

/** One observation for each object that was looked at, found or not: only so can an alarm end. */
export function observationsOf(findings: DayFindings): readonly Observation[] {
  return [
    ...dataObservations(findings.data),
    ...driftObservations(findings),
    ...maturedObservations(findings),
    ...planObservations(findings),
  ];
}

/** A drift that fires ends below this share of its limit. */
const endsAtShare = 0.8;

const none = { model: null, value: null, threshold: null, values: {} } as const;

function driftObservations(findings: DayFindings): readonly Observation[] {
  const { drift } = findings;
  if (drift === null) return [];
  const { columns, score } = drift.report;
  return [
    ...columns.flatMap((column) => columnObservations(column, findings, drift)),
    ...(score === null ? [] : [distanceObservation('score-drift', score, null, findings)]),
  ];
}

type Column = DriftReport['columns'][number];

function columnObservations(column: Column, findings: DayFindings, drift: DayDrift): readonly Observation[] {
  const { name, states, missing, missingLow, unseen, unseenLow } = column;
  const { missingLimit, unseenLimit } = drift.report.rule;
  const of = { object: name, model: findings.metrics.model, severity: 'warning' } as const;
  const isJudged = states.distribution !== 'excluded' && states.distribution !== 'empty';
  const fresh = drift.alarms.includes(seriesName({ column: name, about: 'unseen' }));
  return [
    ...(isJudged ? [distanceObservation('drift', column, name, findings)] : []),
    {
      ...{ ...of, kind: 'missing-jump', found: hasJumped(column, drift.alarms) },
      ...{ value: missing.difference, threshold: missingLimit, values: { ...missing, low: missingLow } },
    },
    ...(unseen === null
      ? []
      : [
          {
            ...{ ...of, kind: 'unseen-category' as const, found: states.unseen === 'certain' || fresh },
            ...{ value: unseen.share, threshold: unseenLimit },
            values: { share: unseen.share, expected: unseen.expectedShare, low: unseenLow },
          },
        ]),
  ];
}

/** Certain drift that moves nobody over the threshold is information. */
function distanceObservation(
  kind: 'drift' | 'score-drift',
  { ks, limit, deltaAbove, states }: Column,
  column: string | null,
  { drift, metrics, policy }: DayFindings,
): Observation {
  const matters = kind === 'score-drift' || Math.abs(deltaAbove ?? 0) >= policy.driftEffect;
  const severity = matters ? 'warning' : 'info';
  const alarm = drift!.alarms.includes(seriesName({ column, about: 'distribution' }));
  return {
    ...{ kind, object: column ?? 'score', model: metrics.model, severity },
    found: states.distribution === 'certain' || alarm,
    ...{ value: ks, threshold: limit, endsBelow: endsAtShare * limit, values: { ks, limit, deltaAbove } },
  };
}

function maturedObservations(findings: DayFindings): readonly Observation[] {
  const { metrics, storedAuc, policy, precisionFloor } = findings;
  const evaluation = metrics.matured?.evaluation;
  if (evaluation?.state !== 'evaluated') return [];
  const { model } = metrics;
  const { auc, threshold } = evaluation;
  const bound = (1 - policy.aucFall) * storedAuc;
  const fall: Observation = {
    ...{ kind: 'auc-fall', object: 'auc', model, severity: 'critical', found: auc.high < bound },
    ...{ value: auc.value, threshold: bound, values: { ...auc, stored: storedAuc } },
  };
  return [
    fall,
    ...calibrationObservations(model, evaluation, policy),
    ...precisionObservation(model, threshold, precisionFloor),
  ];
}

type Evaluated = Extract<NonNullable<DayMetrics['matured']>['evaluation'], { readonly state: 'evaluated' }>;

/** The slope, and how many left of each that was expected to: a fault where the whole interval is outside the limits. */
function calibrationObservations(
  model: string,
  { calibration, observedOverPredicted }: Evaluated,
  policy: ResolvedPolicy,
): readonly Observation[] {
  const { slopeLow, slopeHigh, levelLow, levelHigh } = policy;
  const of = (object: 'slope' | 'level', figure: Figure, least: number, most: number): Observation => ({
    ...{ kind: 'calibration', object, model, severity: 'warning' },
    found: figure.high < least || figure.low > most,
    ...{ value: figure.value, threshold: figure.value < 1 ? least : most, values: { ...figure } },
  });
  const level = of('level', observedOverPredicted, levelLow, levelHigh);
  return calibration === null ? [level] : [of('slope', calibration.slope, slopeLow, slopeHigh), level];
}

function precisionObservation(
  model: string,
  threshold: Evaluated['threshold'],
  floor: number | null,
): readonly Observation[] {
  const precision = threshold?.precision ?? null;
  if (precision === null || floor === null) return [];
  const { value, low, high } = precision;
  const values = { precision: value, low, high, floor };
  const found = high < floor;
  return [
    {
      ...{ kind: 'precision-below-floor', object: 'precision', model, severity: 'warning', found },
      ...{ value, threshold: floor, values },
    },
  ];
}

function planObservations({ planHeld, month }: DayFindings): readonly Observation[] {
  const held: Observation = {
    ...none,
    ...{ kind: 'plan-held', object: 'plan', severity: 'critical', found: planHeld !== null },
    values: { reason: planHeld },
  };
  if (month === null) return [held];
  const { spentFen, budgetFen } = month;
  const overspend: Observation = {
    ...{ kind: 'overspend', object: 'month', model: null, severity: 'critical', found: spentFen > budgetFen },
    ...{
      value: spentFen / 100,
      threshold: budgetFen / 100,
      values: { spent: spentFen / 100, budget: budgetFen / 100 },
    },
  };
  return [held, overspend];
}
