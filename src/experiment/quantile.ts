import { WinbackError } from '../base/errors.js';
import { type MeanErrors, meanTest } from '../stats/means.js';
import { type QuantileInterval, quantileInterval, sortedQuantile } from '../stats/quantile.js';
import type { MetricConfig } from './config.js';
import type { ExperimentData } from './data.js';
import type { ArmValue, Effect, RunTest } from './effect.js';

export interface QuantilePair {
  readonly control: ArmValue;
  readonly treatment: ArmValue;
  readonly errors: Required<MeanErrors>;
}

/** Two quantiles of independent rows, on the calling thread. @throws BAD_INPUT as quantileInterval */
export function quantilePair(control: Float64Array, treatment: Float64Array, p: number): QuantilePair {
  return pairOf(sortedQuantile(control.slice().sort(), p), sortedQuantile(treatment.slice().sort(), p));
}

/** Two quantiles, the squared errors of each, and Satterthwaite's degrees of freedom. */
function pairOf(c: QuantileInterval, t: QuantileInterval): QuantilePair {
  const [vc, vt] = [c.error ** 2, t.error ** 2];
  const df = (vc + vt) ** 2 / (vc ** 2 / c.df + vt ** 2 / t.df);
  const armValue = ({ clusters, value }: QuantileInterval): ArmValue => ({
    ...{ users: clusters, value, successes: null, deviation: null },
  });
  return {
    control: armValue(c),
    treatment: armValue(t),
    errors: {
      ...{ control: vc, treatment: vt, covariance: 0 },
      df: Number.isNaN(df) ? Number.POSITIVE_INFINITY : df,
    },
  };
}

/**
 * A quantile of the variant against the control's. With several rows per user (withMetricRows) the errors are clustered
 * by user, the unit that was randomised. @throws BAD_INPUT without rows, or for arms too small for an interval
 */
export async function quantileEffect(
  data: ExperimentData,
  metric: MetricConfig,
  arm: number,
): Promise<Effect> {
  const [control, treatment] = [await armQuantile(data, metric, 0), await armQuantile(data, metric, arm)];
  const pair = pairOf(control, treatment);
  const error = Math.sqrt(pair.errors.control + pair.errors.treatment);
  if (!(error > 0)) {
    throw new WinbackError('BAD_INPUT', `metric "${metric.name}" has no spread around its quantile`);
  }
  const clustered = data.rows?.details?.has(metric.name) === true;
  const method = clustered ? 'quantile-clustered' : 'quantile-order-statistics';
  const run: RunTest = (options) => meanTest(method, control.value, treatment.value, pair.errors, options);
  return {
    ...{ run, raw: run, cuped: null, stratified: false, control: pair.control, treatment: pair.treatment },
    difference: treatment.value - control.value,
    ...{ standardError: error, rawError: error },
  };
}

async function armQuantile(
  { rows }: ExperimentData,
  metric: MetricConfig,
  wanted: number,
): Promise<QuantileInterval> {
  const refuse = (why: string): never => {
    throw new WinbackError('BAD_INPUT', `metric "${metric.name}": ${why}`);
  };
  if (rows === null) return refuse('a quantile needs one row per user, not aggregates');
  const own = rows.details?.get(metric.name);
  if (own !== undefined) {
    const { values, arm: group, user: clusters } = own;
    return quantileInterval(values, metric.quantile!, { group, wanted, clusters });
  }
  if (metric.rows !== undefined) return refuse('its rows have not been added (withMetricRows)');
  return quantileInterval(rows.columns.get(metric.name)!, metric.quantile!, { group: rows.arm, wanted });
}
