import type { Complete } from '../../base/complete.js';
import { WinbackError } from '../../base/errors.js';
import { type MeanErrors, meanTest } from '../../stats/means.js';
import {
  type QuantileInterval,
  quantileInterval,
  sortedQuantile,
  sortedValues,
} from '../../stats/quantile/quantile.js';
import { tiedQuantileTest } from '../../stats/quantile/tied-quantile.js';
import type { ExperimentConfig, MetricConfig } from '../config/config.js';
import type { ExperimentData } from '../data/data.js';
import { NotComputableError, notComputable } from '../records/not-computable.js';
import { checkArms } from './computable.js';
import type { ArmValue, Effect, RunTest } from './effect.js';

export interface QuantilePair {
  readonly control: ArmValue;
  readonly treatment: ArmValue;
  readonly errors: Complete<MeanErrors>;
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
 * by user, the unit that was randomised. Where so many rows are tied at both quantiles that their intervals are points,
 * the difference has the interval of both arms' order statistics.
 * @throws NotComputableError (BAD_INPUT) without rows, for arms too small for an interval, and for clustered ties
 */
export async function quantileEffect(
  data: ExperimentData,
  config: ExperimentConfig,
  metric: MetricConfig,
  arm: number,
): Promise<Effect> {
  checkArms(data, config, metric, arm);
  const control = await armQuantile(data, metric, 0, config.control);
  const treatment = await armQuantile(data, metric, arm, config.treatments[arm - 1]!);
  const pair = pairOf(control, treatment);
  const error = Math.sqrt(pair.errors.control + pair.errors.treatment);
  const clustered = data.rows?.details?.has(metric.name) === true;
  const value = control.value;
  if (!(error > 0) && clustered)
    throw new NotComputableError(metric.name, notComputable('tied-quantile', { value }));
  const method = clustered ? 'quantile-clustered' : 'quantile-order-statistics';
  const run: RunTest =
    error > 0
      ? (options) => meanTest(method, control.value, treatment.value, pair.errors, options)
      : await tiedRun(data, metric, arm);
  return {
    ...{ run, raw: run, score: null, cuped: null, stratified: false, adjusted: null },
    ...{ control: pair.control, treatment: pair.treatment },
    difference: treatment.value - control.value,
    ...{ standardError: error, rawError: error },
  };
}

async function tiedRun({ rows }: ExperimentData, { name, quantile }: MetricConfig, arm: number) {
  const { columns, arm: group } = rows!;
  const sorted = async (wanted: number) => sortedValues(columns.get(name)!, { group, wanted });
  return tiedQuantileTest(await sorted(0), await sorted(arm), quantile!);
}

async function armQuantile(
  { rows }: ExperimentData,
  { name, quantile, rows: own }: MetricConfig,
  wanted: number,
  variant: string,
): Promise<QuantileInterval> {
  const details = rows?.details?.get(name);
  if (rows === null) throw new NotComputableError(name, notComputable('no-rows'));
  if (own !== undefined && details === undefined)
    throw new WinbackError('BAD_CONFIG', `metric "${name}": its rows have not been added (withMetricRows)`);
  const values = details?.values ?? rows.columns.get(name)!;
  const group = details?.arm ?? rows.arm;
  const clusters = details?.user;
  try {
    return await quantileInterval(values, quantile!, { group, wanted, ...(clusters && { clusters }) });
  } catch (error) {
    const count = group.reduce((n, a) => n + (a === wanted ? 1 : 0), 0);
    if (!isTooSmall(error)) throw error;
    const reason = notComputable('too-few-rows', { variant, rows: count, quantile: quantile! });
    throw new NotComputableError(name, reason);
  }
}

function isTooSmall(error: unknown): boolean {
  return error instanceof WinbackError && error.code === 'BAD_INPUT';
}
