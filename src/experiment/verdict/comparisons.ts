import type { Pace } from '../../base/pace.js';
import { sideOf } from '../config/metric-config.js';
import { type Analysis, type Comparison, comparisonOf } from '../data/comparison.js';
import type { Look } from '../data/look.js';
import { effectFor } from '../effects/effect.js';
import type { Compared } from '../effects/effect-types.js';
import { exactTest } from '../effects/exact-choice.js';
import { type GivenResults, metricRecord } from '../effects/metric-record.js';
import { oecMetric } from '../effects/oec.js';
import { bootstrapOf } from '../effects/resampled.js';
import { givenLooks } from '../looks/given-looks.js';
import { hasHistory, looksOf, primaryLooks } from '../looks/looks.js';
import { fixedTest, repeatedTest, untested } from '../looks/tested.js';
import { posteriorOf } from '../posterior/posterior.js';
import { type NotComputableReason, reasonOf } from '../records/not-computable.js';
import type { NotComputableRecord } from '../records/records.js';
import type { Claim } from './corrections.js';
import { guardrailRecord } from './guardrail.js';

/** Every metric, and the OEC, in every variant: those with an effect, and why the others have none. */
export interface Comparisons {
  readonly found: readonly Compared[];
  readonly missing: readonly Missing[];
}

/** One metric in one variant that cannot be computed. */
export interface Missing {
  readonly comparison: Comparison;
  readonly reason: NotComputableReason;
}

/** @throws BAD_CONFIG, ABORTED; a metric that cannot be computed is among `missing` */
export async function comparisonsOf(analysis: Analysis, pace: Pace): Promise<Comparisons> {
  const { metrics, oec, treatments } = analysis.config;
  const compared = [...metrics, ...(oec === undefined ? [] : [oecMetric])];
  const found: Compared[] = [];
  const missing: Missing[] = [];
  for (const [i, metric] of compared.entries()) {
    for (const t of treatments.keys()) {
      const comparison = comparisonOf(analysis, metric, t + 1);
      try {
        found.push({ ...comparison, effect: await effectFor(comparison) });
      } catch (error) {
        missing.push({ comparison, reason: reasonOf(error) });
      }
    }
    await pace.part('effects', 0.1 + (0.1 * (i + 1)) / compared.length);
  }
  return { found, missing };
}

/**
 * The records of all comparisons with the tests that their corrections work on: with looks, the sequential ones. A
 * comparison whose test fails moves to `missing`.
 */
export async function claimsOf(
  { found, missing }: Comparisons,
  pace: Pace,
): Promise<{ readonly claims: readonly Claim[] } & Comparisons> {
  const [claims, kept, failed]: [Claim[], Compared[], Missing[]] = [[], [], [...missing]];
  for (const [i, compared] of found.entries()) {
    const looks = historyOf(compared);
    try {
      claims.push(await claimOf(compared, looks, pace));
      kept.push(compared);
    } catch (error) {
      failed.push({ comparison: compared, reason: reasonOf(error) });
    }
    await pace.part('metrics', 0.2 + (0.4 * (i + 1)) / found.length);
  }
  const none = failed.map(({ comparison }): Claim => {
    return { role: comparison.metric.role, record: null, tested: untested };
  });
  return { claims: [...claims, ...none], found: kept, missing: failed };
}

async function claimOf(compared: Compared, looks: readonly Look[] | null, pace: Pace): Promise<Claim> {
  const { config, metric } = compared;
  const record = metricRecord(compared, await resultsOf(compared, looks, pace));
  const tested =
    looks === null
      ? fixedTest(compared, record)
      : await repeatedTest(looks, config, pace, { side: sideOf(metric) });
  return { role: record.role, record: { ...record, sequential: looks !== null }, tested };
}

async function resultsOf(
  compared: Compared,
  looks: readonly Look[] | null,
  pace: Pace,
): Promise<GivenResults> {
  const { role } = compared.metric;
  if (role === 'oec') return { posterior: null, exact: null, bootstrap: null, guardrail: null };
  return {
    posterior: await posteriorOf(compared),
    exact: await exactTest(compared, compared.config.alpha),
    bootstrap: await bootstrapOf(compared, pace.signal),
    guardrail: role === 'guardrail' ? await guardrailRecord(compared, looks, pace) : null,
  };
}

/**
 * The looks of a sequential plan at one comparison; null where there is no plan or no history of this metric.
 * @throws BAD_CONFIG, BAD_INPUT as primaryLooks and givenLooks: wrong looks are the input's fault, not the metric's
 */
export function historyOf(compared: Compared): readonly Look[] | null {
  const { data, config, daily, metric, variant } = compared;
  if (config.sequential === undefined) return null;
  if (metric.role === 'primary') return primaryLooks(compared);
  const given = data.metricLooks?.get(metric.name)?.get(variant);
  if (given !== undefined) return givenLooks(given, compared);
  // Without the looks of this metric, a p at the last one would count as the only look.
  if (daily === null || !hasHistory(metric)) return null;
  return looksOf(compared);
}

export function missingRecords(missing: readonly Missing[]): readonly NotComputableRecord[] {
  return missing.map(({ comparison, reason }) => {
    const { name, role, kind, direction } = comparison.metric;
    return { name, role, kind, direction, variant: comparison.variant, reason };
  });
}
