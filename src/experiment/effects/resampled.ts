import { bootstrap, replicateInterval } from '../../stats/resampling/bootstrap.js';
import type { Comparison } from '../data/comparison.js';
import { kindOf } from '../kinds/kinds.js';
import type { LedgerEntry, MetricRecord } from '../records/records.js';

/**
 * The percentile interval of a mean difference from Poisson bootstrap replicates of both arms: a second opinion on
 * skewed metrics, where Welch's t may need more users than there are. Null without rows or when not asked for.
 */
export async function bootstrapOf(
  { data, config, metric, arm }: Comparison,
  signal?: AbortSignal,
): Promise<NonNullable<MetricRecord['bootstrap']> | null> {
  if (config.bootstrapReplicates === 0 || data.rows === null || !kindOf(metric).resampled) return null;
  const { arm: arms, columns } = data.rows;
  const all = columns.get(metric.name)!;
  const group = new Float64Array(all.length);
  // A row of neither arm has no group: the kernel leaves it out.
  for (let row = 0; row < group.length; row++)
    group[row] = arms[row] === 0 ? 0 : arms[row] === arm ? 1 : Number.NaN;
  const replicates = config.bootstrapReplicates;
  const [control, variant] = await bootstrap(all, {
    ...{ group, groups: 2, replicates, seed: config.seed },
    ...(signal ? { signal } : {}),
  });
  const differences = variant!.replicates.map((value, r) => value - control!.replicates[r]!);
  return { replicates, ...replicateInterval(differences, 1 - config.alpha) };
}

/** What the bootstrap says beside the test, in the ledger. */
export function bootstrapEntry(record: MetricRecord): LedgerEntry[] {
  if (record.bootstrap === undefined) return [];
  const { name: metric, variant, bootstrap: found } = record;
  return [{ code: 'bootstrap', values: { metric, variant, ...found } }];
}
