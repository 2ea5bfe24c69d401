import type { Look } from '../data/look.js';
import type { Effect } from '../effects/effect-types.js';

/** One effect as the look that it would be. */
export function lookNow(
  { control, treatment, difference, standardError, score }: Effect,
  date: string | null,
): Look {
  const users = control.users + treatment.users;
  return { date, users, difference, standardError, ...(score === null ? {} : { score }) };
}
