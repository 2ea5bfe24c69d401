import { ensure } from '../../base/errors.js';
import {
  type Check,
  integer,
  listOf,
  optional,
  resolveOptions,
  strictlyBetween,
} from '../../base/options.js';
import { crossing } from '../../native/crossing.js';
import { addon } from '../../native/load.js';
import type { NativeEffectMetrics, NativeEstimate } from '../../native/uplift-binding.js';
import { kernelColumn, type NumberColumn } from '../../stats/column-input.js';
import { normal } from '../../stats/distributions.js';
import type { EffectRankMetrics, UpliftEstimate, UpliftRankMetrics, UpliftRankOptions } from './records.js';

/** A share of users: above 0, at most 1. */
export const shareOfUsers: Check<number> = (value, name) => {
  ensure(
    typeof value === 'number' && value > 0 && value <= 1,
    `${name} must be a number above 0 and at most 1`,
  );
  return value as number;
};

const checks = {
  level: optional(strictlyBetween(0, 1), 0.95),
  shares: optional(listOf(shareOfUsers), []),
  points: optional(integer(1, 10_000), 100),
};

interface Resolved {
  readonly level: number;
  readonly shares: readonly number[];
  readonly points: number;
}

/**
 * How well scores rank the users of a randomised experiment by the effect of its treatment. The gain at k users is k times the
 * difference of both arms' means among the k users with the highest scores. Rows of equal scores count together, so that their
 * order does not change a bit of the result. Standard errors come from the influence of every user (docs/explanation/uplift.md).
 * @param scores predicted effects or any other scores, one a row, higher = treat first
 * @param treated 1 where the row was treated, 0 where it was not
 * @param outcomes any finite numbers, such as 0 and 1 or money
 * @param options level of the intervals, shares and points
 * @throws WinbackError BAD_INPUT for a missing value, an arm without rows, or a share within which an arm has none
 *
 * @example
 * ```ts
 * import { upliftMetrics } from 'winback/uplift';
 *
 * const scores = Float64Array.of(0.4, 0.3, 0.2, 0.1);
 * const { effect, area } = await upliftMetrics(scores, [1, 0, 1, 0], [1, 0, 0, 0]);
 * effect.value; // 0.5
 * area.value; // 0.2813
 * ```
 */
export async function upliftMetrics(
  scores: NumberColumn,
  treated: NumberColumn,
  outcomes: NumberColumn,
  options?: UpliftRankOptions,
): Promise<UpliftRankMetrics> {
  const { level, shares, points } = resolveOptions<Resolved>('options', options, checks);
  const columns = [
    kernelColumn(scores, 'scores'),
    kernelColumn(treated, 'treated'),
    kernelColumn(outcomes, 'outcomes'),
  ] as const;
  const found = await crossing(() => addon().upliftMetrics(...columns, Float64Array.from(shares), points));
  const withInterval = intervals(level);
  return {
    ...withIntervals(found, level),
    treated: found.treated,
    untreated: found.untreated,
    qini: withInterval(found.qini),
    qiniEnd: found.qiniEnd,
    at: found.at.map((estimate, i) => ({ share: shares[i]!, ...withInterval(estimate) })),
  };
}

/**
 * The same from effects that are known for every user up to noise, such as differences of doubly robust scores (`aipwScores`). Unequal
 * arms and unequal probabilities of treatment then change nothing.
 * @param scores predicted effects or any other scores, one a row, higher = treat first
 * @param effects an unbiased effect of every row
 * @param options level of the intervals and points
 * @throws WinbackError BAD_INPUT for a missing value or no rows
 *
 * @example
 * ```ts
 * import { effectMetrics } from 'winback/uplift';
 *
 * (await effectMetrics([3, 2, 1], [2, 1, 0])).aboveRandom.value; // 0.2222
 * ```
 */
export async function effectMetrics(
  scores: NumberColumn,
  effects: NumberColumn,
  options?: Omit<UpliftRankOptions, 'shares'>,
): Promise<EffectRankMetrics> {
  const { level, points } = resolveOptions<Omit<Resolved, 'shares'>>('options', options, {
    level: checks.level,
    points: checks.points,
  });
  const columns = [kernelColumn(scores, 'scores'), kernelColumn(effects, 'effects')] as const;
  return withIntervals(await crossing(() => addon().upliftEffectMetrics(...columns, points)), level);
}

function withIntervals(found: NativeEffectMetrics, level: number): EffectRankMetrics {
  const withInterval = intervals(level);
  return {
    effect: withInterval(found.effect),
    area: withInterval(found.area),
    aboveRandom: withInterval(found.aboveRandom),
    curve: found.curve,
  };
}

/** Normal intervals of a level. */
export function intervals(level: number): (estimate: NativeEstimate) => UpliftEstimate {
  const z = normal.inverseSurvival((1 - level) / 2);
  return ({ value, standardError }) => ({
    ...{ value, standardError },
    ...{ low: value - z * standardError, high: value + z * standardError },
  });
}
