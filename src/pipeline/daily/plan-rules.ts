import { WinbackError } from '../../base/errors.js';
import { checkPlanOptions, planColumnNames } from '../../campaign/plan-columns.js';
import type { EventChurnConfig } from '../churn/config.js';
import { revenueColumn } from '../revenue.js';

/**
 * What a plan of a daily run must have, and what it must leave to the run: said when the file is read, before a model is trained.
 * @throws WinbackError BAD_INPUT naming the option
 */
export function requirePlanOfDays(config: EventChurnConfig): void {
  requireAmount(config);
  refuseOwnHistory(config.plan);
}

/** The daily run keeps the contacts, and writes the rules that look at them. */
function refuseOwnHistory(plan: EventChurnConfig['plan']): void {
  const given = (plan?.['eligibility'] ?? {}) as object;
  const rule = ['coolDown', 'frequencyCap'].find((name) => name in given);
  if (rule === undefined) return;
  throw new WinbackError(
    'BAD_INPUT',
    `plan.eligibility.${rule}: a daily run knows its contacts itself; set daily.contact instead`,
  );
}

/** A plan that weighs the money of users needs a log that knows it. */
function requireAmount({ plan, events, name }: EventChurnConfig): void {
  if (plan === null || events.columns.amount !== undefined) return;
  if (!planColumnNames(checkPlanOptions(plan)).includes(revenueColumn)) return;
  throw new WinbackError(
    'BAD_INPUT',
    `${name}: the plan weighs what users pay, and events.columns names no amount: name the column, or leave out the section plan`,
  );
}
