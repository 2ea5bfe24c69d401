import type { DailyMemory } from './memory.js';

/** What may be spent today. */
export interface DayBudget {
  /** Yuan, whole fen. */
  readonly budget: number;
  /** Expected cost of this month's contacts before today, yuan. */
  readonly spentThisMonth: number;
}

/** The budget of a day's plan, cut to what the month has left. @param ofPlan most of one day, yuan */
export async function budgetOf(
  memory: DailyMemory,
  date: string,
  ofPlan: number,
  monthly: number | null,
): Promise<DayBudget> {
  const contacts = await memory.contacts(`${date.slice(0, 7)}-01`, date);
  const before = contacts.filter((contact) => contact.date < date && !contact.held);
  const spentFen = before.reduce((sum, { costFen }) => sum + costFen, 0);
  const left = monthly === null ? Infinity : Math.max(0, Math.round(monthly * 100) - spentFen);
  return { budget: Math.min(Math.round(ofPlan * 100), left) / 100, spentThisMonth: spentFen / 100 };
}
