import type { Migration } from './migration.js';

/** Both distributions of a column, for those who look at a drift. */
export const driftBins: Migration = {
  number: 2,
  name: 'drift-bins',
  statements: ['ALTER TABLE winback_drift ADD COLUMN "bins" TEXT'],
};
