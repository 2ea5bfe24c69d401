import { dayOf } from '../../base/days.js';
import type { ExperimentConfig } from '../../experiment/config/config.js';
import type { ExperimentData } from '../../experiment/data/data.js';
import type { ExperimentResult } from '../../experiment/records/records.js';
import { lookDue } from '../../experiment/register/looks.js';
import type { ExperimentRegister } from '../../experiment/register/register.js';

/**
 * Keeps today's run as a look of the registered plan, where one is due. Runs between two looks leave no trace, and a run
 * that is repeated keeps nothing twice.
 * @param now this moment, ISO 8601 in UTC; null: nothing is kept
 */
export async function keepLook(
  register: ExperimentRegister,
  { name, version }: ExperimentConfig,
  data: ExperimentData,
  { decision }: ExperimentResult,
  now: string | null,
): Promise<void> {
  const registration = await register.find(name, version);
  if (registration === null || now === null) return;
  const users = usersOfLargestPair(data);
  const { due, look } = lookDue(registration, await register.looks(name, version), users);
  if (!due) return;
  await register.addLook(name, version, { look, takenAt: now, lastDay: lastDayOf(data), users, decision });
}

/** Users of the two compared arms; with several variants, of the largest pair. */
export function usersOfLargestPair({ cells }: ExperimentData): number {
  const sizes = cells.map((strata) => strata.reduce((sum, { n }) => sum + n, 0));
  return sizes[0]! + Math.max(0, ...sizes.slice(1));
}

/** Day of the last exposure; null for data without days. */
export function lastDayOf({ rows }: ExperimentData): string | null {
  let last = -Infinity;
  rows?.exposedAt?.forEach((day, row) => {
    if (rows.arm[row]! >= 0 && day > last) last = day;
  });
  return Number.isFinite(last) ? dayOf(Math.floor(last)) : null;
}
