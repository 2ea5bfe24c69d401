import type { MetricConfig } from '../config/metric-config.js';
import type { LedgerEntry } from '../records/records.js';
import type { CapFacts } from './prepare.js';

// Eight digits: beyond them a cap from SQL may differ from one from rows by the order of a user's sum.
const rounded = (cap: number | null): number | null => (cap === null ? null : Number(cap.toPrecision(8)));

/** What capping a metric did, for the ledger. */
export function winsoriseEntry(
  { name: metric, column, per }: MetricConfig,
  { lower, upper, perUpper = null, users }: CapFacts,
): LedgerEntry {
  const caps = { lower: rounded(lower), upper: rounded(upper), users };
  const ratio = per === undefined ? null : { column, per, perUpper: rounded(perUpper) };
  return { code: 'winsorised', values: { metric, ...caps, ratio } };
}
