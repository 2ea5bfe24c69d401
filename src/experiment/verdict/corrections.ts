import {
  type Adjustment,
  adjustedPValues,
  type SidedEnds,
  sidedEnds,
  sidedHolm,
} from '../../stats/multiplicity.js';
import type { Alternative } from '../../stats/test-options.js';
import type { ExperimentConfig } from '../config/config.js';
import { sideOf } from '../config/metric-config.js';
import { bounded, directionOf } from '../effects/metric-record.js';
import type { Ends } from '../looks/look-statistic.js';
import type { Tested } from '../looks/tested.js';
import type { LedgerEntry, MetricRecord, MetricRole } from '../records/records.js';

/** The confirmatory family: the primary metric (or the OEC) in every arm. Secondary metrics are their own. */
function familyOf(role: MetricRole): 'primary' | 'secondary' | 'oec' | null {
  return role === 'guardrail' ? null : role;
}

/** A record and what its correction works on; null for a metric that cannot be computed, which counts as p = 1. */
export interface Claim {
  readonly role: MetricRole;
  readonly record: MetricRecord | null;
  readonly tested: Tested;
}

/**
 * Corrects for several arms and metrics, family by family, and gives each record the interval that agrees: adjusted p
 * below alpha exactly when the simultaneous interval leaves out 0. Guardrails stay uncorrected: all of them
 * must pass, and a gate that needs every test to succeed does not raise the chance of a false launch.
 */
export async function corrected(
  claims: readonly Claim[],
  config: ExperimentConfig,
): Promise<{ readonly metrics: readonly MetricRecord[]; readonly ledger: readonly LedgerEntry[] }> {
  const { correction } = config;
  const out = claims.map(({ record }) => record);
  const ledger: LedgerEntry[] = [];
  for (const family of ['primary', 'secondary', 'oec', null] as const) {
    const at = claims.flatMap(({ role }, i) => (familyOf(role) === family ? [i] : []));
    const corrects = family !== null && at.length > 1 && correction !== 'none';
    const method: Adjustment = corrects ? correction : 'none';
    const tested = at.map((i) => claims[i]!.tested);
    const p = tested.map((t) => t.p);
    const side = family === 'primary' ? sideOfPrimary(config) : 'two-sided';
    const adjusted =
      method === 'holm' && side === 'two-sided'
        ? sidedHolm(
            p,
            tested.map((t) => t.positive),
          )
        : adjustedPValues(p, method);
    const ends =
      method === 'holm' && side !== 'two-sided'
        ? await oneSidedHolm(tested, adjusted, config.alpha, side)
        : await simultaneous(tested, adjusted, method, config.alpha);
    at.forEach((i, k) => {
      const p = adjusted[k]!;
      const record = out[i];
      if (record == null) return;
      const significant = p < config.alpha;
      const effectDirection = directionOf(significant, tested[k]!.positive);
      out[i] = { ...record, adjustedP: p, significant, effectDirection, ...ends[k]! };
    });
    if (corrects) ledger.push(entry(family, at.length, correction, side));
  }
  return { metrics: out.filter((record) => record !== null), ledger };
}

type SimultaneousEnds = Pick<MetricRecord, 'simultaneousLow' | 'simultaneousHigh'>;

/**
 * None: each at its own level. Holm: sidedEnds, which hold together with confidence 1 - alpha. Benjamini-Hochberg: the
 * selected ones at level 1 - selected x alpha / m (Benjamini and Yekutieli, 2005), none for the rest.
 */
async function simultaneous(
  tested: readonly Tested[],
  adjusted: readonly number[],
  method: Adjustment,
  alpha: number,
): Promise<readonly SimultaneousEnds[]> {
  const m = tested.length;
  const rejected = adjusted.map((p) => p < alpha);
  if (method === 'holm') {
    const levels = sidedEnds(
      rejected,
      tested.map((t) => t.positive),
      alpha,
    );
    return Promise.all(tested.map((test, i) => compatible(test, rejected[i]!, levels[i]!)));
  }
  const count = rejected.filter(Boolean).length;
  return Promise.all(
    tested.map(async (test, i): Promise<SimultaneousEnds> => {
      if (method === 'none') return printed(await test.intervalAt(alpha));
      return printed(rejected[i] ? await test.intervalAt((count * alpha) / m) : unbounded);
    }),
  );
}

function sideOfPrimary({ metrics }: ExperimentConfig): Alternative {
  return sideOf(metrics.find((m) => m.role === 'primary')!);
}

/**
 * Bounds that agree with Holm's one-sided claims and hold together with confidence 1 - alpha (Strassburger and Bretz, 2008;
 * Guilbaud, 2008): while any effect is left unclaimed the claimed ones end at 0, and the others share alpha.
 */
async function oneSidedHolm(
  tested: readonly Tested[],
  adjusted: readonly number[],
  alpha: number,
  side: Alternative,
): Promise<readonly SimultaneousEnds[]> {
  const rejected = adjusted.map((p) => p < alpha);
  const left = rejected.filter((is) => !is).length;
  return Promise.all(
    tested.map(async (test, i) => {
      if (rejected[i]! && left > 0)
        return printed(side === 'greater' ? { ...unbounded, low: 0 } : { ...unbounded, high: 0 });
      const { low, high } = await test.intervalAt(alpha / (left || tested.length));
      if (!rejected[i]!) return printed({ low, high });
      return printed(side === 'greater' ? { low: Math.max(0, low), high } : { low, high: Math.min(0, high) });
    }),
  );
}

const unbounded: Ends = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };

// The end at 0 is open: the effect is shown to differ from 0. An effect makes no claim on the side its evidence is not on.
async function compatible(test: Tested, rejected: boolean, levels: SidedEnds): Promise<SimultaneousEnds> {
  const low = levels.low === null ? 0 : (await test.intervalAt(levels.low)).low;
  const high = levels.high === null ? 0 : (await test.intervalAt(levels.high)).high;
  if (test.positive) return printed({ low: rejected ? Math.max(0, low) : low, high: Math.max(0, high) });
  return printed({ low: Math.min(0, low), high: rejected ? Math.min(0, high) : high });
}

function printed({ low, high }: Ends): SimultaneousEnds {
  return { simultaneousLow: bounded(low), simultaneousHigh: bounded(high) };
}

function entry(
  family: 'primary' | 'secondary' | 'oec',
  tests: number,
  correction: 'holm' | 'benjamini-hochberg',
  side: Alternative,
): LedgerEntry {
  const oneSided = correction === 'holm' && side !== 'two-sided';
  return { code: `correction-${family}`, values: { tests, correction, oneSided } };
}
