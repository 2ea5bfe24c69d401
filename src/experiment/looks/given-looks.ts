import { WinbackError } from '../../base/errors.js';
import { parseTime } from '../../data/times.js';
import type { Look } from '../data/look.js';
import { type Compared, isPlain } from '../effects/effect-types.js';
import { kindOf } from '../kinds/kinds.js';
import { lookNow } from './look-now.js';

/** How far a given last look may be from the present state: a share of the present standard error. */
const tolerance = { difference: 0.05, standardError: 0.02 };

/**
 * Looks given with aggregates, whose last one must be the state now: otherwise they belong to other data, or have the
 * opposite sign.
 * @throws BAD_INPUT naming look and value: users that do not grow, dates out of order, a difference or an error that no
 *   such metric can have
 */
export function givenLooks(given: readonly Look[], compared: Compared): readonly Look[] {
  const { metric, variant, effect } = compared;
  const place = `looks of "${metric.name}", variant "${variant}"`;
  given.forEach((look, k) => {
    const fault = faultOf(look, given[k - 1], compared);
    if (fault !== null) throw new WinbackError('BAD_INPUT', `${place}: look ${k + 1} has ${fault}`);
  });
  const last = given.at(-1);
  if (last === undefined) return given;
  const broken = given.find((look) => look.standardError === 0 && look.difference !== 0 && look !== last);
  if (broken !== undefined)
    throw new WinbackError(
      'BAD_INPUT',
      `${place}: look ${given.indexOf(broken) + 1} has a difference of ${broken.difference}, which needs a standardError > 0`,
    );
  const now = lookNow(effect, last.date);
  const differs = differenceOf(last, now);
  if (differs === null) return [...given.slice(0, -1), { ...now, ...withoutScore(last) }];
  throw new WinbackError(
    'BAD_INPUT',
    `${place}: the last one has ${differs} ${last[differs]}, the data now ${Number(now[differs].toPrecision(6))}; the last look must be the state now, as variant minus control`,
  );
}

function differenceOf(last: Look, now: Look): 'users' | 'difference' | 'standardError' | null {
  const error = now.standardError;
  if (last.users !== now.users) return 'users';
  if (Math.abs(last.difference - now.difference) > tolerance.difference * error) return 'difference';
  return Math.abs(last.standardError - error) > tolerance.standardError * error ? 'standardError' : null;
}

function faultOf(look: Look, before: Look | undefined, { metric, effect }: Compared): string | null {
  const { users, difference, standardError, date } = look;
  if (before !== undefined && users <= before.users)
    return `${users} users after one with ${before.users}: they must grow`;
  if (before !== undefined && isBefore(date, before.date))
    return `the date ${date} after one of ${before.date}: looks stand in the order of time`;
  if (!kindOf(metric).binary) return null;
  if (Math.abs(difference) > 1) return `a difference of ${difference}: two proportions differ by 1 at most`;
  if (standardError > 1)
    return `a standardError of ${standardError}: a difference of proportions has 1 at most`;
  // Of one success among `users`. Covariates may leave less.
  const least = Math.sqrt(1 - 1 / users) / users;
  return standardError > 0 && standardError < least * (1 - 1e-9) && isPlain(effect)
    ? `a standardError of ${standardError}: with ${users} users a proportion's is at least ${least.toPrecision(3)}`
    : null;
}

function isBefore(date: string | null, other: string | null): boolean {
  if (date === null || other === null) return false;
  const [a, b] = [parseTime(date), parseTime(other)];
  return a !== null && b !== null && a.ms < b.ms;
}

function withoutScore({ date, users, difference, standardError }: Look): Look {
  return { date, users, difference, standardError };
}
