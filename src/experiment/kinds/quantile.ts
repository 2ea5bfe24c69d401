import { meanTest } from '../../stats/means.js';
import {
  type QuantileInterval,
  quantileInterval,
  sortedQuantile,
  sortedValues,
} from '../../stats/quantile/quantile.js';
import { tiedQuantileTest } from '../../stats/quantile/tied-quantile.js';
import type { ArmValue, RowsEstimate, RowsKind, RowsPair } from './kind.js';
import { meanOf } from './mean.js';

/**
 * A quantile of rows. With several rows per user the errors are clustered by user, the unit that was randomised. Where
 * so many rows are tied at both quantiles that their intervals are points, the difference has the interval of both
 * arms' order statistics.
 */
export const quantile: RowsKind = {
  plural: 'quantiles',
  needs: { quantile: 'a quantile metric needs quantile: p' },
  takes: ['quantile', 'rows'],
  tests: ['auto', 'welch'],
  from: 'rows',
  binary: false,
  perUser: false,
  resampled: false,
  posterior: 'none',
  unit: 'value',
  reference: null,
  effectSize: null,
  fromAggregate: meanOf,

  async estimate({ clusters, values, ...rows }, level) {
    return estimateOf(await quantileInterval(values, level, { ...rows, ...(clusters && { clusters }) }));
  },

  compare(control, treatment, clustered) {
    const pair = pairOf(control, treatment);
    const method = clustered ? 'quantile-clustered' : 'quantile-order-statistics';
    return {
      ...pair,
      run: (options) => meanTest(method, control.value, treatment.value, pair.errors, options),
    };
  },

  async tied(control, treatment, level) {
    const sorted = [
      await sortedValues(control.values, control),
      await sortedValues(treatment.values, treatment),
    ];
    return tiedQuantileTest(sorted[0]!, sorted[1]!, level);
  },
};

/** Two quantiles of independent rows, on the calling thread. @throws BAD_INPUT as quantileInterval */
export function quantilePair(control: Float64Array, treatment: Float64Array, p: number): RowsPair {
  const [c, t] = [control, treatment].map((values) => estimateOf(sortedQuantile(values.slice().sort(), p)));
  return pairOf(c!, t!);
}

function estimateOf({ clusters, value, error, df }: QuantileInterval): RowsEstimate {
  return { users: clusters, value, squaredError: error ** 2, df };
}

/** Two quantiles, the squared errors of each, and Satterthwaite's degrees of freedom. */
function pairOf(c: RowsEstimate, t: RowsEstimate): RowsPair {
  const [vc, vt] = [c.squaredError, t.squaredError];
  const df = (vc + vt) ** 2 / (vc ** 2 / c.df + vt ** 2 / t.df);
  const armValue = ({ users, value }: RowsEstimate): ArmValue => {
    return { users, value, successes: null, deviation: null };
  };
  return {
    control: armValue(c),
    treatment: armValue(t),
    errors: {
      ...{ control: vc, treatment: vt, covariance: 0 },
      df: Number.isNaN(df) ? Number.POSITIVE_INFINITY : df,
    },
  };
}
