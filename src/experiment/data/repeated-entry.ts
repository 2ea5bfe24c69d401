import type { LedgerEntry } from '../records/records.js';
import type { RepeatedUsers } from './arms.js';

/** What was done with several rows of one user in one arm, for the ledger. */
export function repeatedEntry(repeated: RepeatedUsers | null): readonly LedgerEntry[] {
  if (repeated === null) return [];
  const { users, rows, rule } = repeated;
  return [{ code: 'repeated-users', values: { users, rows, rule } }];
}
