import { availableParallelism } from 'node:os';

import { integer, optional } from '../base/options.js';

/**
 * Below this a second thread costs more than it gives, and far more when its core is taken
 * (24k rows: 1.3 s idle, 5 to 30 s with one core busy, against 2 s on one thread).
 */
const rowsWorthThreads = 50_000;

/** `asked`, or 1 for small tables and every hardware thread for large ones. */
export function defaultThreads(asked: number | undefined, rows: number): number {
  const fallback = rows < rowsWorthThreads ? 1 : availableParallelism();
  return optional(integer(1, 1024), fallback)(asked, 'threads');
}
