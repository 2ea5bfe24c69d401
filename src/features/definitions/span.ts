import { WinbackError } from '../../base/errors.js';
import type { WindowsConfig } from '../config.js';

/** Ages of events in days, 0 = the snapshot's own day: those from `from` on and below `to`; null = to the log's beginning. */
export interface Span {
  readonly from: number;
  readonly to: number | null;
}

/** Windows that the configuration gives lengths to. */
export type NamedWindow = 'observation' | 'value' | 'week' | 'history';

/** The last `days` days, the snapshot's own included. */
export const lastDays = (days: number): Span => ({ from: 0, to: days });

/** The ages of a window. */
export function spanOf(window: NamedWindow | Span, windows: WindowsConfig): Span {
  switch (window) {
    case 'observation':
      return lastDays(windows.observationDays);
    case 'value':
      return lastDays(windows.valueDays);
    case 'week':
      return lastDays(7);
    case 'history': {
      const { historyDays } = windows;
      return { from: 0, to: typeof historyDays === 'number' ? historyDays : null };
    }
    default:
      return window;
  }
}

/** The later of two ends; null = none. */
export function laterEnd(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : Math.max(a, b);
}

/** Days of a window with an end. */
export function daysOf({ from, to }: Span): number {
  if (to === null) throw new WinbackError('INTERNAL', 'a window without an end has no number of days');
  return to - from;
}

/** Weeks of a window of whole weeks that ends with the snapshot's day. */
export const weeksOf = (span: Span): number => daysOf(span) / 7;
