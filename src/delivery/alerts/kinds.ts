/**
 * What an alarm can be about.
 *
 * @example
 * ```ts
 * import { alertKinds } from 'winback/delivery';
 *
 * alertKinds.includes('drift'); // true
 * ```
 */
export const alertKinds = [
  'data-gap',
  'data-surplus',
  'tracking-loss',
  'late-data',
  'schema',
  'missing-jump',
  'unseen-category',
  'drift',
  'score-drift',
  'auc-fall',
  'calibration',
  'precision-below-floor',
  'overspend',
  'srm',
  'guardrail',
  'plan-held',
  'run-failed',
  'no-run',
  'channel-failed',
] as const;

/** One of them. */
export type AlertKind = (typeof alertKinds)[number];

/** How many of the last evaluations have to see a fault before it fires. */
export interface Pending {
  readonly seen: number;
  readonly of: number;
}

const atOnce: Pending = { seen: 1, of: 1 };
const twiceInThree: Pending = { seen: 2, of: 3 };

/** Faults that pass by themselves, or that chance can look like, have to be seen twice; all others fire at once. */
export const pendingOf: Readonly<Record<AlertKind, Pending>> = {
  'data-gap': atOnce,
  'data-surplus': atOnce,
  'tracking-loss': twiceInThree,
  'late-data': atOnce,
  schema: atOnce,
  'missing-jump': twiceInThree,
  'unseen-category': twiceInThree,
  drift: twiceInThree,
  'score-drift': twiceInThree,
  'auc-fall': atOnce,
  calibration: twiceInThree,
  'precision-below-floor': atOnce,
  overspend: atOnce,
  srm: atOnce,
  guardrail: atOnce,
  'plan-held': atOnce,
  'run-failed': atOnce,
  'no-run': atOnce,
  'channel-failed': atOnce,
};

/** Faults of the data: they cause drift, which then is no news. */
export const dataFaults: readonly string[] = [
  'data-gap',
  'data-surplus',
  'tracking-loss',
  'late-data',
  'schema',
  'missing-jump',
];

/** What a fault of the data explains. */
export const explained: readonly string[] = [
  'unseen-category',
  'drift',
  'score-drift',
  'auc-fall',
  'calibration',
  'precision-below-floor',
];
