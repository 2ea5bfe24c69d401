import { normal } from '../../stats/distributions.js';
import { bayesianStops, calibratedWin } from '../../stats/sequential/bayesian-stops.js';
import type { ExperimentConfig } from '../config/config.js';
import type { ComparedMetric } from '../data/comparison.js';
import type { BayesianStopRecord, LookRecord } from '../records/records.js';

/**
 * The posterior rule of the config at the looks taken, with its operating characteristics over the planned looks.
 * @param drift z that the planned effect has at the end, > 0
 */
export function bayesianStopRecord(
  config: ExperimentConfig,
  metric: ComparedMetric,
  looks: readonly LookRecord[],
  drift: number,
): BayesianStopRecord | null {
  const { bayesian, looks: planned } = config.sequential!;
  if (bayesian === undefined) return null;
  const { win, lose } = bayesian;
  const better = looks.map((l) => normal.cdf(metric.direction === 'increase' ? l.z : -l.z));
  const at = better.findIndex((p) => p >= win || p <= lose);
  const over = (effect: number) => {
    const { won, lost } = bayesianStops({ looks: planned, win, lose, drift: effect });
    return { win: won.at(-1)!, lose: lost.at(-1)! };
  };
  return {
    ...{ win, lose, probability: better.at(-1)! },
    stop: at < 0 ? null : { look: at + 1, verdict: better[at]! >= win ? 'win' : 'lose' },
    ...{ none: over(0), design: over(drift) },
    calibratedWin: calibratedWin({ looks: planned, lose }, config.alpha / 2),
  };
}
