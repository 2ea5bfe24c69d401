import type { Check } from '../../base/options.js';
import { checkPlanOptions, planColumnNames } from '../../campaign/plan-columns.js';
import { revenueColumn } from '../revenue.js';
import { planConfig } from './config.js';

/**
 * The columns that the plan of a configuration reads beside the user, the probability and `pay_amt_30`, which scoring
 * writes of itself. The configuration needs no budget.
 * @throws WinbackError as planConfig
 */
export const planColumns: Check<readonly string[]> = (value, name) => {
  const { options } = planConfig({ budget: 0 })(value, name);
  const checked = checkPlanOptions(options);
  const written = [checked.columns.user, checked.columns.probability, revenueColumn];
  return planColumnNames(checked).filter((column) => !written.includes(column));
};
