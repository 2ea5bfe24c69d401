import { WinbackError } from '../../base/errors.js';
import { requireShapes } from '../../base/shape.js';
import { binomial, chiSquare } from '../../stats/distributions.js';
import type { SrmRecord, TestedSplit } from '../records/records.js';

/** Expected users per arm below which the chi-square is replaced by the exact multinomial test. */
const exactBelow = 5;

/**
 * Sample ratio mismatch: could these numbers of users come from the planned split? A mismatch means that
 * assignment, logging or filtering treats the arms differently, and no result can be trusted.
 * Arms of weight 0 take no part and no degree of freedom; a single user in one is a mismatch of its own: p is 0.
 * The weights are the planned split, on any scale.
 * @param arms users seen in each arm, and its planned weight
 * @param threshold p below which the split counts as broken, e.g. 0.001
 * @throws BAD_INPUT without users, or for fewer than two arms of weight > 0 where no arm of weight 0 has users
 *
 * @example
 * ```ts
 * import { sampleRatioTest } from 'winback/experiment';
 *
 * const arms = [
 *   { variant: 'off', users: 5000, weight: 1 },
 *   { variant: 'on', users: 5300, weight: 1 },
 * ];
 * const test = sampleRatioTest(arms, 0.001);
 * test.p; // 0.003117
 * ```
 */
export function sampleRatioTest(
  arms: readonly { readonly variant: string; readonly users: number; readonly weight: number }[],
  threshold: number,
): TestedSplit {
  requireShapes(arms, 'arms', { variant: 'text', users: 'number', weight: 'number' });
  checkArms(arms);
  const open = arms.filter((a) => a.weight > 0);
  const total = arms.reduce((sum, a) => sum + a.users, 0);
  if (total === 0) throw new WinbackError('BAD_INPUT', 'the experiment has no users');
  const weights = open.reduce((sum, a) => sum + a.weight, 0);
  if (arms.some((a) => a.weight === 0 && a.users > 0)) return impossible(arms, total, weights, threshold);
  const shares = open.map((a) => a.weight / weights);
  const counts = open.map((a) => a.users);
  const statistic = counts.reduce(
    (sum, n, i) => sum + (n - total * shares[i]!) ** 2 / (total * shares[i]!),
    0,
  );
  const exact = Math.min(...shares) * total < exactBelow && compositions(total, open.length) <= 2e6;
  const df = open.length - 1;
  const p = exact ? exactMultinomial(counts, shares) : chiSquare.survival(statistic, df);
  return {
    method: exact ? 'exact-multinomial' : 'chi-square',
    statistic,
    df,
    p,
    threshold,
    passed: p >= threshold,
    arms: plannedArms(arms, total, weights),
  };
}

type PlannedArm = { readonly variant: string; readonly users: number; readonly weight: number };

function plannedArms(arms: readonly PlannedArm[], total: number, weights: number): TestedSplit['arms'] {
  return arms.map(({ variant, users, weight }) => ({
    variant,
    users,
    weight: weight / weights,
    expected: (total * weight) / weights,
  }));
}

// Users where the plan has none: no chance leads there, so the chi-square is beyond every number.
function impossible(
  arms: readonly PlannedArm[],
  total: number,
  weights: number,
  threshold: number,
): TestedSplit {
  const df = arms.filter((a) => a.weight > 0).length - 1;
  const result = { statistic: Number.MAX_VALUE, df, p: 0, threshold, passed: false };
  return { method: 'exact-multinomial', ...result, arms: plannedArms(arms, total, weights) };
}

/** Sizes of the arms where nobody knows the planned split: nothing to test them against. */
export function unknownSplit(
  arms: readonly { readonly variant: string; readonly users: number }[],
  threshold: number,
): SrmRecord {
  return {
    ...{ method: 'unknown-split', statistic: null, df: null, p: null, threshold, passed: null },
    arms: arms.map(({ variant, users }) => ({ variant, users, weight: null, expected: null })),
  };
}

function checkArms(
  arms: readonly { readonly variant: string; readonly users: number; readonly weight: number }[],
): void {
  for (const { variant, users, weight } of arms) {
    if (!Number.isInteger(users) || users < 0)
      throw new WinbackError(
        'BAD_INPUT',
        `arm "${variant}": users must be a whole number >= 0, got ${users}`,
      );
    if (!(weight >= 0))
      throw new WinbackError('BAD_INPUT', `arm "${variant}": weight must be >= 0, got ${weight}`);
  }
  const open = arms.filter((a) => a.weight > 0).length;
  if (open === 0 || (open < 2 && !arms.some((a) => a.weight === 0 && a.users > 0)))
    throw new WinbackError('BAD_INPUT', 'a split needs two or more arms of weight > 0');
}

function compositions(total: number, arms: number): number {
  let count = 1;
  for (let i = 1; i < arms; i++) count *= (total + i) / i;
  return count;
}

// The probability of every outcome no more likely than the observed one.
function exactMultinomial(counts: readonly number[], shares: readonly number[]): number {
  const total = counts.reduce((a, b) => a + b, 0);
  const logFactorial = [0];
  for (let i = 1; i <= total; i++) logFactorial.push(logFactorial[i - 1]! + Math.log(i));
  const logShares = shares.map(Math.log);
  const logOf = (n: readonly number[]): number =>
    n.reduce((sum, k, i) => sum + k * logShares[i]! - logFactorial[k]!, logFactorial[total]!);
  const observed = logOf(counts) + 1e-9;
  let p = 0;
  const walk = (chosen: number[], left: number): void => {
    if (chosen.length === shares.length - 1) {
      const log = logOf([...chosen, left]);
      if (log <= observed) p += Math.exp(log);
      return;
    }
    for (let k = 0; k <= left; k++) walk([...chosen, k], left - k);
  };
  walk([], total);
  return Math.min(1, p);
}

/**
 * Two-sided exact binomial p that `users` of `total` fall in one arm of planned share `share`: a quick
 * look at a single arm. Doubles the smaller tail.
 */
export function shareTest(users: number, total: number, share: number): number {
  return Math.min(
    1,
    2 * Math.min(binomial.cdf(users, total, share), binomial.survival(users - 1, total, share)),
  );
}
