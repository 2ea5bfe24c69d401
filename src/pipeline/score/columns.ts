/** Columns that scoring adds. */
export const scoreColumns = ['churn_prob', 'risk_tier', 'contact'] as const;

/** Column of the row numbers, where no column names the user. */
export const rowColumn = 'row';
