import path from 'node:path';

import { seriesName, seriesOf } from '../../base/drift-series.js';
import type { Figure } from '../../monitor/figures/figure.js';
import type { MaturedEvaluation } from '../../monitor/matured/evaluate.js';
import type { SliceOutcome } from '../../monitor/matured/slices.js';
import type { StateRecords } from '../../state/records.js';
import { type Day, handoverFolder } from './day.js';
import type { DriftOfDay } from './day-drift.js';
import type { DayDecision } from './retrain/decision.js';
import type { StepName } from './run-steps.js';
import type { DataCheck } from './steps/check-data.js';
import type { DayMetrics } from './steps/monitor.js';

const scoreName = seriesName({ column: null, about: 'distribution' });

type MetricRecord = StateRecords['metric'];

/** The figures of a day as the state keeps them: those of final labels, and those that are expected. */
export function metricRecords(day: Day, metrics: DayMetrics): readonly MetricRecord[] {
  return [...estimatedRecords(day, metrics), ...maturedRecords(day, metrics)];
}

const common = ({ config, date }: Day, { model }: DayMetrics) => ({
  ...{ project: config.name, asOf: date, model, slice: '' },
});

function estimatedRecords(day: Day, metrics: DayMetrics): readonly MetricRecord[] {
  const { auc, prAuc, brier, precision, recall, rows, expectedPositives } = metrics.estimated;
  const n = { n: rows, positives: Math.round(expectedPositives), effectiveN: null, reason: null };
  const base = { ...common(day, metrics), date: day.date, kind: 'estimated', ...n } as const;
  const plain = { prAuc, brier, precision, recall };
  return [
    { ...base, name: 'auc', ...(auc ?? unknownFigure) },
    ...Object.entries(plain).map(([name, value]) => ({ ...base, name, value, low: null, high: null })),
  ];
}

const unknownFigure = { value: null, low: null, high: null };

function maturedRecords(day: Day, metrics: DayMetrics): readonly MetricRecord[] {
  const { matured } = metrics;
  if (matured === null) return [];
  const { evaluation, snapshot } = matured;
  const base = { ...common(day, metrics), date: snapshot, kind: 'matured' } as const;
  if (evaluation.state === 'not-evaluable') {
    const none = { n: evaluation.counts.scored, positives: null, effectiveN: null };
    return [{ ...base, name: 'auc', ...unknownFigure, ...none, reason: evaluation.reason.code }];
  }
  const { rows, positives, effectivePositives } = evaluation;
  const n = { n: rows, positives, effectiveN: effectivePositives, reason: null };
  const all = figuresOf(evaluation).map(([name, { value, low, high }]) => ({
    ...base,
    ...n,
    ...{ name, value, low, high },
  }));
  return [...all, ...evaluation.slices.flatMap((slice) => sliceRecords(base, slice))];
}

type BaseRecord = Pick<MetricRecord, 'project' | 'asOf' | 'model' | 'date' | 'kind'>;

/** How the model ranks inside one value of an attribute: as it was seen, and moved towards the mean as its noise asks for. */
function sliceRecords(
  base: BaseRecord,
  { column, value, merged, rows: n, positives, auc, shrunk }: SliceOutcome,
): readonly MetricRecord[] {
  // An attribute may have a value that is called as the merged ones are.
  const slice = merged > 1 ? `${column} = ${value} (${merged} values)` : `${column} = ${value}`;
  const common = { ...base, slice, n, positives, effectiveN: null, reason: null };
  return [
    { ...common, name: 'auc', ...auc },
    { ...common, name: 'aucShrunk', ...shrunk },
  ];
}

function figuresOf(evaluation: MaturedEvaluation): readonly (readonly [string, Figure])[] {
  const { auc, prAuc, brier, churn, threshold, calibration, tiers } = evaluation;
  const optional: readonly (readonly [string, Figure | null | undefined])[] = [
    ['precision', threshold?.precision],
    ['recall', threshold?.recall],
    ['calibrationSlope', calibration?.slope],
    ['observedOverPredicted', evaluation.observedOverPredicted],
    ...tiers.map(({ name, left }) => [`churn.${name}`, left] as const),
  ];
  const given = optional.filter((entry): entry is readonly [string, Figure] => (entry[1] ?? null) !== null);
  return [['auc', auc], ['prAuc', prAuc], ['brier', brier], ['churn', churn], ...given];
}

/** What was decided about the model in production, and what was trained for it. */
export function decisionRecords(day: Day, decision: DayDecision): readonly StateRecords['decision'][] {
  const { config, date, now } = day;
  const base = { project: config.name, date, at: now(), by: 'rule' };
  const { action, reasons, model, notTrained, challenger, recalibration } = decision;
  const reason = reasons[0]?.code ?? 'nothing-asks';
  const made = {
    ...base,
    kind: action,
    object: model,
    reason,
    details: { reasons, notTrained, recalibration },
  };
  if (challenger === null) return [made];
  const { digest, promotion, made: how } = challenger;
  const failed = promotion.checks.find(({ passed }) => !passed)?.code ?? 'every-condition-holds';
  return [
    made,
    { ...base, kind: how === 'trained' ? 'train' : 'calibrate', object: digest, reason, details: {} },
    {
      ...base,
      kind: promotion.action,
      object: digest,
      reason: failed,
      details: { checks: promotion.checks },
    },
  ];
}

/** The rows of the day by event, and in all as `*`, with what was expected. */
export function dataRecords(day: Day, { total, series }: DataCheck): readonly StateRecords['data'][] {
  return [total, ...series].map(({ name, rows, expected }) => ({
    ...{ project: day.config.name, date: day.date, event: name, rows, users: null },
    expected: expected?.median ?? null,
    expectedLow: expected?.low ?? null,
    expectedHigh: expected?.high ?? null,
    ...{ lagP50: null, lagP995: null },
  }));
}

/** How much the days up to this one speak against a distribution that has not moved. */
function logROf({ evidence }: DriftOfDay, name: string): number | null {
  const series = seriesName({ column: name === scoreName ? null : name, about: 'distribution' });
  return evidence.series[series]?.logR ?? null;
}

/** Each column and the score against the profile of the model; none where it was not compared. */
export function driftRecords(day: Day, drift: DriftOfDay | null): readonly StateRecords['drift'][] {
  if (drift === null) return [];
  const { columns, score, rows } = drift.report;
  const alarmed = new Set(drift.alarms.map((name) => seriesOf(name).column ?? scoreName));
  // A feature may be called score.
  const all = score === null ? columns : [...columns, { ...score, name: scoreName }];
  return all.map((column) => ({
    ...{ project: day.config.name, date: day.date, model: day.model.digest, column: column.name, n: rows },
    ...{ ks: column.ks, ksLow: column.ksLow, psi: column.psi, jsBits: column.jsBits },
    location: typeof column.ksLocation === 'number' ? column.ksLocation : null,
    sign: column.ks === null ? null : column.ksSign,
    ...{ w1: column.w1?.value ?? null, w1OverIqr: column.w1OverIqr },
    ...{ missingReference: column.missing.reference, missingCurrent: column.missing.current },
    ...{ missingLow: column.missing.low, missingHigh: column.missing.high },
    unseen: column.unseen?.share ?? null,
    ...{ deltaScore: column.deltaScore, deltaAbove: column.deltaAbove },
    logR: logROf(drift, column.name),
    state: alarmed.has(column.name) ? 'alarm' : column.state,
    bins: { names: column.bins, ...column.counts },
  }));
}

/** That the folder of a step holds data of persons: what a deletion has to look through as well. */
export function holdingRecord(
  { config, root, out, date, now }: Day,
  step: StepName,
  what: StateRecords['holding']['what'],
): StateRecords['holding'] {
  const place = path.relative(path.resolve(root), path.join(out, date, step));
  return { project: config.name, place, what, at: now() };
}

/** That the folder of the hand-over does. */
export function handoverHolding(day: Day): StateRecords['holding'] {
  const place = path.relative(path.resolve(day.root), handoverFolder(day));
  return { project: day.config.name, place, what: 'handover', at: day.now() };
}
