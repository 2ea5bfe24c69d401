/** Columns that scoring adds. */
export const scoreColumns = ['churn_prob', 'risk_tier', 'contact'] as const;

/** Column of the row numbers, where no column names the user. */
export const rowColumn = 'row';

/** The tiers and the probability each begins at, highest first, as in the reference script. */
export const tierBounds = [
  { name: 'high', from: 0.7 },
  { name: 'medium', from: 0.4 },
  { name: 'low', from: 0 },
] as const;
