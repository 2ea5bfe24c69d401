import type { Pace } from '../base/pace.js';
import type { ExperimentConfig, MetricConfig } from './config/config.js';
import { sideOf } from './config/metric-config.js';
import type { Daily } from './data/daily.js';
import type { ExperimentData } from './data/data.js';
import { type Effect, effectOfRows } from './effects/effect.js';
import { exactTest } from './effects/exact-choice.js';
import { metricRecord } from './effects/metric-record.js';
import { oecEffect, oecMetric } from './effects/oec.js';
import { bootstrapOf } from './effects/resampled.js';
import { type Comparison, givenLooks, type Look, looksOf, primaryLooks } from './looks/looks.js';
import { fixedTest, repeatedTest, untested } from './looks/tested.js';
import { posteriorOf } from './posterior/posterior.js';
import { type NotComputableReason, reasonOf } from './records/not-computable.js';
import type { MetricRecord, NotComputableRecord } from './records/records.js';
import type { Claim } from './verdict/corrections.js';
import { guardrailRecord } from './verdict/guardrail.js';

/** Every metric, and the OEC, in every variant: those with an effect, and why the others have none. */
export interface Comparisons {
  readonly found: readonly Comparison[];
  readonly missing: readonly Missing[];
}

/** One metric in one variant that cannot be computed; `metric` null = the OEC. */
export interface Missing {
  readonly metric: MetricConfig | null;
  readonly arm: number;
  readonly reason: NotComputableReason;
}

/** @throws BAD_CONFIG, ABORTED; a metric that cannot be computed is among `missing` */
export async function comparisonsOf(
  data: ExperimentData,
  config: ExperimentConfig,
  pace: Pace,
): Promise<Comparisons> {
  const arms = config.treatments.map((_, i) => i + 1);
  const metrics = [...config.metrics, ...(config.oec === undefined ? [] : [null])];
  const found: Comparison[] = [];
  const missing: Missing[] = [];
  for (const [i, metric] of metrics.entries()) {
    for (const arm of arms) {
      try {
        found.push({ metric, arm, effect: await effectFor(data, config, metric, arm) });
      } catch (error) {
        missing.push({ metric, arm, reason: reasonOf(error) });
      }
    }
    await pace.part('effects', 0.1 + (0.1 * (i + 1)) / metrics.length);
  }
  return { found, missing };
}

function effectFor(
  data: ExperimentData,
  config: ExperimentConfig,
  metric: MetricConfig | null,
  arm: number,
): Effect | Promise<Effect> {
  return metric === null ? oecEffect(data, config, arm).effect : effectOfRows(data, config, metric, arm);
}

/**
 * The records of all comparisons with the tests that their corrections work on: with looks, the sequential ones. A
 * comparison whose test fails moves to `missing`.
 */
export async function claimsOf(
  data: ExperimentData,
  config: ExperimentConfig,
  { found, missing }: Comparisons,
  daily: Daily | null,
  pace: Pace,
): Promise<{ readonly claims: readonly Claim[] } & Comparisons> {
  const [claims, kept, failed]: [Claim[], Comparison[], Missing[]] = [[], [], [...missing]];
  for (const [i, comparison] of found.entries()) {
    const looks = historyOf(data, config, comparison, daily);
    try {
      claims.push(await claimOf(data, config, comparison, looks, pace));
      kept.push(comparison);
    } catch (error) {
      failed.push({ ...comparison, reason: reasonOf(error) });
    }
    await pace.part('metrics', 0.2 + (0.4 * (i + 1)) / found.length);
  }
  const none = failed.map(({ metric }): Claim => {
    return { role: metric?.role ?? 'oec', record: null, tested: untested };
  });
  return { claims: [...claims, ...none], found: kept, missing: failed };
}

async function claimOf(
  data: ExperimentData,
  config: ExperimentConfig,
  { metric, arm, effect }: Comparison,
  looks: readonly Look[] | null,
  pace: Pace,
): Promise<Claim> {
  const record =
    metric === null
      ? oecRecord(data, config, arm, effect)
      : metricRecord(data, config, metric, arm, effect, {
          posterior: await posteriorOf(effect, metric, config),
          exact: await exactTest(effect, metric, config.alpha),
          bootstrap: await bootstrapOf(data, config, metric, arm, pace.signal),
          guardrail:
            metric.role === 'guardrail' ? await guardrailRecord(effect, metric, config, looks, pace) : null,
        });
  const tested =
    looks === null
      ? fixedTest(effect, metric, record)
      : await repeatedTest(looks, config, pace, { side: metric === null ? 'two-sided' : sideOf(metric) });
  return { role: record.role, record: { ...record, sequential: looks !== null }, tested };
}

function oecRecord(
  data: ExperimentData,
  config: ExperimentConfig,
  arm: number,
  effect: Effect,
): MetricRecord {
  const record = metricRecord(data, config, oecMetric, arm, effect, {
    ...{ posterior: null, exact: null, bootstrap: null, guardrail: null },
  });
  return { ...record, role: 'oec' };
}

/**
 * The looks of a sequential plan at one comparison; null where there is no plan or no history of this metric.
 * @throws BAD_CONFIG, BAD_INPUT as primaryLooks and givenLooks: wrong looks are the input's fault, not the metric's
 */
export function historyOf(
  data: ExperimentData,
  config: ExperimentConfig,
  comparison: Comparison,
  daily: Daily | null,
): readonly Look[] | null {
  if (config.sequential === undefined) return null;
  const variant = config.treatments[comparison.arm - 1]!;
  const { metric } = comparison;
  if (metric?.role === 'primary') return primaryLooks(data, config, comparison, daily);
  const given = data.metricLooks?.get(metric?.name ?? 'OEC')?.get(variant);
  if (given !== undefined) return givenLooks(given, comparison, variant);
  // Without the looks of this metric, a p at the last one would count as the only look.
  if (daily === null || metric?.kind === 'quantile') return null;
  return looksOf(data, config, comparison, daily);
}

export function missingRecords(
  config: ExperimentConfig,
  missing: readonly Missing[],
): readonly NotComputableRecord[] {
  return missing.map(({ metric, arm, reason }) => {
    const { name, kind, direction } = metric ?? oecMetric;
    const role = metric?.role ?? 'oec';
    return { name, role, kind, direction, variant: config.treatments[arm - 1]!, reason };
  });
}
