import type { Pace } from '../../base/pace.js';
import { boundaries } from '../../stats/sequential/boundaries.js';
import { decisiveLook, sequentialPSteps } from '../../stats/sequential/sequential-p.js';
import type { ExperimentConfig } from '../config/config.js';
import { sideOf } from '../config/metric-config.js';
import type { Look } from '../data/look.js';
import type { Compared } from '../effects/effect-types.js';
import { exactTest } from '../effects/exact-choice.js';
import { type Ends, lookEnds, lookZ } from './look-statistic.js';
import { plannedLooks } from './sequential.js';

/**
 * One hypothesis ready for the corrections: a valid p, and intervals at any level that leave out 0 exactly when
 * p is below 1 - level.
 */
export interface Tested {
  readonly p: number;
  /** Whether p is valid at the looks taken, not only at a size fixed beforehand. */
  readonly sequential: boolean;
  /** Side of 0 that the evidence is on. */
  readonly positive: boolean;
  intervalAt(alpha: number): Promise<Ends>;
}

/** The test as printed, at a fixed size: exact where the exact test was used. */
export function fixedTest(
  compared: Compared,
  record: { readonly p: number; readonly difference: number; readonly exact: boolean },
): Tested {
  return {
    p: record.p,
    sequential: false,
    positive: record.difference > 0,
    async intervalAt(alpha) {
      const exact = record.exact ? await exactTest(compared, alpha) : null;
      return exact ?? compared.effect.run({ alpha, alternative: sideOf(compared.metric) });
    },
  };
}

/** A hypothesis of the family that this data cannot test: nothing speaks against it. */
export const untested: Tested = {
  p: 1,
  sequential: false,
  positive: true,
  async intervalAt() {
    return { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
  },
};

export interface Hypothesis {
  /** The difference under the null hypothesis. @default 0 */
  readonly against?: number | undefined;
  /** `greater` or `less`: only that direction counts, the other end is open. @default two-sided */
  readonly side?: 'two-sided' | 'greater' | 'less' | undefined;
}

/**
 * The test at the looks taken: sequential p, and the repeated intervals of all looks together (each holds at every
 * look at once, so their intersection holds as well).
 */
export async function repeatedTest(
  given: readonly Look[],
  config: ExperimentConfig,
  pace: Pace,
  { against = 0, side = 'two-sided' }: Hypothesis = {},
): Promise<Tested> {
  const { spending, plannedUsers } = config.sequential!;
  const { looks, times } = plannedLooks(given, plannedUsers);
  const oneSided = side !== 'two-sided';
  const sign = side === 'less' ? -1 : 1;
  const z = looks.map((look) => sign * lookZ(look, against));
  const p = await pace.run(sequentialPSteps({ times, z, spending, oneSided }));
  const decisive = decisiveLook({ times, z, spending, oneSided }, p);
  return {
    p,
    sequential: true,
    positive: z[decisive]! * sign > 0,
    async intervalAt(alpha) {
      const plan = boundaries({ times, spending, alpha, oneSided });
      return intersection(
        looks.map((look, k) => lookEnds(look, { boundary: plan.z[k]!, nominal: plan.nominalP[k]! }, side)),
        decisive,
      );
    },
  };
}

// Where the intervals of the looks have no common value (the effect moved), the interval is that of the look that p comes from.
function intersection(all: readonly Ends[], decisive: number): Ends {
  const low = Math.max(...all.map((i) => i.low));
  const high = Math.min(...all.map((i) => i.high));
  return low <= high ? { low, high } : all[decisive]!;
}
