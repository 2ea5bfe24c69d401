import type { ArrowTable } from '../data/arrow-shape.js';
import { strictNumbers } from '../data/read/numbers.js';
import { Economics, medianRevenue } from './economics.js';
import type { Eligibility } from './eligibility.js';
import { type Limits, limitsOf } from './limits.js';
import type { ResolvedPlanOptions } from './options.js';
import { eligibilityOf } from './policy.js';
import { moneyColumns } from './terms.js';
import { heldBack, userKeys } from './user-keys.js';

/** What planner and verifier both derive from table and options, before any optimisation. */
export interface Setting {
  readonly options: ResolvedPlanOptions;
  readonly keys: BigUint64Array;
  readonly held: Uint8Array;
  readonly eligibility: Eligibility;
  readonly limits: Limits;
  readonly economics: Economics;
  readonly fallbackRevenue: number;
}

/**
 * Everything that follows from table and options alone.
 * @param fallbackRevenue yuan for users without revenue, where the table is a part of the users. @default of this table
 */
export function settingOf(
  table: ArrowTable,
  options: ResolvedPlanOptions,
  fallbackRevenue: number = fallbackOf(table, options),
): Setting {
  const keys = userKeys(table, options.columns.user, options.holdout.seed);
  const held = heldBack(keys, options.holdout.share);
  return {
    options,
    keys,
    held,
    eligibility: eligibilityOf(table, options, held),
    limits: limitsOf(table, options),
    economics: new Economics(table, options, fallbackRevenue),
    fallbackRevenue,
  };
}

// A revenue that is not a number is reported with its row by the planner's own check.
function fallbackOf(table: ArrowTable, options: ResolvedPlanOptions): number {
  if (options.zeroRevenue !== 'median') return options.zeroRevenue;
  if (moneyColumns(options).revenue < 0) return 0;
  const median = medianRevenue(strictNumbers(table, options.columns.revenue));
  return Number.isFinite(median) ? median : 0;
}
