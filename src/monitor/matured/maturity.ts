import { type Day, dayNumber, dayOf } from '../../base/days.js';
import { ensure } from '../../base/errors.js';
import { integer, optional, resolveOptions } from '../../base/options.js';
import { requirePart } from '../../base/shape.js';

/** When the label of a snapshot is final. */
export interface MaturityOptions {
  /** Last day of which the data is complete but for late events, YYYY-MM-DD. */
  readonly lastCompleteDay: Day;
  /** Days after the snapshot that the label looks at, >= 1. */
  readonly horizonDays: number;
  /** Days that events may arrive late, >= 0; `arrivalLateness` measures them. @default 2 */
  readonly latenessDays?: number | undefined;
}

/** Whether a label is final, and since when. */
export interface Maturity {
  /** First `lastCompleteDay` with which the label is final. */
  readonly matureOn: Day;
  /** Whether it is final now. */
  readonly mature: boolean;
  /** Days until it is; 0 when it is. */
  readonly daysLeft: number;
}

export const maturityChecks = {
  lastCompleteDay: (value: unknown, name: string): Day => {
    requirePart(value, name, 'text');
    dayNumber(value as Day);
    return value as Day;
  },
  horizonDays: integer(1, 3650),
  latenessDays: optional(integer(0, 3650), 2),
};

export type ResolvedMaturity = { readonly [K in keyof MaturityOptions]-?: NonNullable<MaturityOptions[K]> };

export function maturityOptions(options: MaturityOptions): ResolvedMaturity {
  return resolveOptions<ResolvedMaturity>('options', options, maturityChecks);
}

/**
 * Whether the label of a snapshot is final: its whole horizon has passed, and late events have had their time. Before that only
 * those who came back are known, and every figure of the labels is wrong.
 * @param snapshot last day that the features saw, YYYY-MM-DD
 * @param options last complete day, horizon and lateness
 * @throws WinbackError BAD_INPUT for what is no day or no whole number of days
 *
 * @example
 * ```ts
 * import { maturityOf } from 'winback/monitor';
 *
 * maturityOf('2026-01-01', { lastCompleteDay: '2026-01-16', horizonDays: 14 }).daysLeft; // 1
 * ```
 */
export function maturityOf(snapshot: Day, options: MaturityOptions): Maturity {
  const { lastCompleteDay, horizonDays, latenessDays } = maturityOptions(options);
  const matureOn = dayNumber(snapshot) + horizonDays + latenessDays;
  const daysLeft = Math.max(0, matureOn - dayNumber(lastCompleteDay));
  return { matureOn: dayOf(matureOn), mature: daysLeft === 0, daysLeft };
}

/** Share of events that must have arrived before a label counts as final. */
const arrivedShare = 0.995;

/**
 * Whole days after which 99.5 % of the events have arrived: the lateness of `maturityOf`.
 * @param lagDays days between an event and its arrival, event by event, >= 0
 * @throws WinbackError BAD_INPUT without any lag, or for one below 0 or that is no number
 *
 * @example
 * ```ts
 * import { arrivalLateness } from 'winback/monitor';
 *
 * arrivalLateness([0.1, 0.2, 0.1, 1.3]); // 2
 * ```
 */
export function arrivalLateness(lagDays: ArrayLike<number>): number {
  requirePart(lagDays, 'lagDays', 'numbers');
  const sorted = Float64Array.from(lagDays).sort();
  ensure(sorted.length > 0, 'lagDays must hold one lag at least');
  const bad = Array.prototype.findIndex.call(lagDays, (lag: number) => !(lag >= 0 && lag < Infinity));
  ensure(bad < 0, `lagDays[${bad}] must be a number of days >= 0, got ${lagDays[bad]}`);
  return Math.ceil(sorted[Math.ceil(arrivedShare * sorted.length) - 1]!);
}
