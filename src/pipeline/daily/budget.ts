import { costOf } from './currency.js';
import type { DailyMemory } from './memory.js';

/** What may be spent today. */
export interface DayBudget {
  /** In the currency, at most two decimals. */
  readonly budget: number;
  /** Expected cost of this month's contacts before today, in the currency. */
  readonly spentThisMonth: number;
}

/** What limits the money of a day. */
export interface BudgetRules {
  /** Most of one day. */
  readonly ofPlan: number;
  /** Most of a month; null for no limit beside that of the day. */
  readonly monthly: number | null;
  /** Currency of both. */
  readonly currency: string;
}

/**
 * The budget of a day's plan, cut to what the month has left.
 * @throws WinbackError BAD_INPUT where contacts of the month cost another currency
 */
export async function budgetOf(
  memory: DailyMemory,
  date: string,
  { ofPlan, monthly, currency }: BudgetRules,
): Promise<DayBudget> {
  const contacts = await memory.contacts(`${date.slice(0, 7)}-01`, date);
  const before = contacts.filter((contact) => contact.date < date && !contact.held);
  const spentFen = costOf(before, currency);
  const left = monthly === null ? Infinity : Math.max(0, Math.round(monthly * 100) - spentFen);
  return { budget: Math.min(Math.round(ofPlan * 100), left) / 100, spentThisMonth: spentFen / 100 };
}
