import { combineColumns, type JointMoments, mergeMoments, packed } from '../moments/moments.js';
import { isRounding } from '../moments/rounding.js';
import type { MomentsKind } from './kind.js';
import { meanOf } from './mean.js';

/** The sum of one column over the sum of another, users being the unit: revenue per order, clicks per page. */
export const ratio: MomentsKind = {
  plural: 'ratios',
  needs: { per: 'a ratio needs per: COLUMN' },
  takes: ['per', 'covariates'],
  tests: ['auto', 'welch'],
  from: 'moments',
  counted: false,
  binary: false,
  perUser: false,
  resampled: false,
  posterior: 'normal',
  unit: 'value',
  reference: null,
  method: 'ratio-delta',
  effectSize: null,

  // A ratio is linearised around the arm's own ratio R (delta method): its user value is
  // R + (numerator - R denominator) / mean denominator.
  userMoments(cells, { value: top, per: bottom, covariates }) {
    const whole = cells.reduce(mergeMoments);
    const centre = whole.mean[top]! / whole.mean[bottom]!;
    if (!Number.isFinite(centre)) return null;
    const weights = whole.mean.map((each, c) =>
      c === top ? 1 / whole.mean[bottom]! : c === bottom ? -centre / each : 0,
    );
    const others = covariates.map((column) => whole.mean.map((_, c) => (c === column ? 1 : 0)));
    return cells.map((cell) => linearised(cell, centre, weights, others));
  },

  fromAggregate(cell, refuse) {
    const own = meanOf(cell, refuse);
    const { perMean, perVariance, covariance } = cell;
    if (perMean === undefined || perVariance === undefined || covariance === undefined)
      return refuse('a ratio needs perMean, perVariance and covariance');
    return { ...own, per: { mean: perMean, variance: perVariance, covariance } };
  },
};

function linearised(
  cell: JointMoments,
  centre: number,
  weights: readonly number[],
  others: readonly (readonly number[])[],
): JointMoments {
  const moments = combineColumns(cell, [weights, ...others]);
  return {
    n: moments.n,
    mean: moments.mean.map((m, i) => (i === 0 ? m + centre : m)),
    cross: withoutRounding(moments.cross, cell, weights),
  };
}

// A ratio that is the same for every user leaves only what its large terms lose when they cancel: that is no spread.
function withoutRounding(
  cross: readonly number[],
  cell: JointMoments,
  weights: readonly number[],
): readonly number[] {
  const size = weights.length;
  const terms = weights.reduce((sum, w, i) => sum + w * w * cell.cross[packed(size, i, i)]!, 0);
  return isRounding(cross[0]!, terms) ? cross.map((value, i) => (i === 0 ? 0 : value)) : cross;
}
