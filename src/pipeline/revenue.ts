/** The column that plans take for a user's money unless told otherwise: yuan in 30 days, >= 0. */
export const revenueColumn = 'pay_amt_30';

/**
 * What a plan means by revenue: payments less refunds of `days` days, as an average 30 days. More refunds than payments,
 * and nothing known, is no revenue.
 */
export function monthlyRevenue(paid: number | null | undefined, days: number): number {
  return paid === null || paid === undefined || Number.isNaN(paid) ? 0 : (Math.max(0, paid) * 30) / days;
}

/** {@link monthlyRevenue} in DuckDB, to the same bit. @param paid a DOUBLE */
export const monthlyRevenueSql = (paid: string, days: number): string =>
  `(CASE WHEN ${paid} > 0 AND NOT isnan(${paid}) THEN ${paid} * 30::DOUBLE / ${days}::DOUBLE ELSE 0::DOUBLE END)`;
