import { reasonColumnNames } from '../reason-names.js';

/** Columns that scoring adds. */
export const scoreColumns = ['churn_prob', 'risk_tier', 'contact'] as const;

/** Column of the row numbers, where no column names the user. */
export const rowColumn = 'row';

/** Every column that scoring adds. @param reasons of a user */
export const addedColumns = (reasons: number): readonly string[] => [
  ...scoreColumns,
  ...reasonColumnNames(reasons),
];
