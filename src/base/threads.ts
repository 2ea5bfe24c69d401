import { availableParallelism } from 'node:os';

import { integer, optional } from './options.js';

/**
 * Below this a second thread costs more than it gives, and far more when its core is taken
 * (24k rows: 1.3 s idle, 5 to 30 s with one core busy, against 2 s on one thread).
 */
const rowsWorthThreads = 50_000;

/**
 * `asked`, or 1 for little work and every hardware thread for more.
 * @param rows rows to be worked through, or steps as costly as one
 * @param worthwhile rows from which more threads pay
 * @throws WinbackError BAD_INPUT unless `asked` is absent or a whole number from 1 to 1,024
 */
export function threadsFor(rows: number, asked: number | undefined, worthwhile = rowsWorthThreads): number {
  return optional(integer(1, 1024), rows < worthwhile ? 1 : availableParallelism())(asked, 'threads');
}
