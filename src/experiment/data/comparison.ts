import type { ExperimentConfig } from '../config/config.js';
import type { MetricConfig } from '../config/metric-config.js';
import type { MetricRole } from '../kinds/kind.js';
import type { Daily } from './daily.js';
import type { ExperimentData } from './data.js';

/** What an analysis is about: its data, also by day of exposure where the days are known, and its config. */
export interface Analysis {
  readonly data: ExperimentData;
  readonly config: ExperimentConfig;
  readonly daily: Daily | null;
}

/** A metric of the config, or the OEC (role `oec`), which is compared like one. */
export type ComparedMetric = Omit<MetricConfig, 'role'> & { readonly role: MetricRole };

/** One metric in one variant against the control. Built once, and passed to everything that is asked about it. */
export interface Comparison extends Analysis {
  readonly metric: ComparedMetric;
  /** Index of the variant: 1 = the first treatment. The control is arm 0. */
  readonly arm: number;
  readonly variant: string;
  /** Of the OEC: what one unit of each term's weight is worth, where it is not to be taken from `data`. */
  readonly oecScales?: readonly number[] | undefined;
}

export function comparisonOf(analysis: Analysis, metric: ComparedMetric, arm: number): Comparison {
  return { ...analysis, metric, arm, variant: analysis.config.treatments[arm - 1]! };
}
