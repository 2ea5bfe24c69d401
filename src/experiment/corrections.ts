import { normal, studentT } from '../stats/distributions.js';
import { type Adjustment, adjustedPValues } from '../stats/multiplicity.js';
import type { ExperimentConfig } from './config.js';
import type { LedgerEntry, MetricRecord } from './records.js';

/** The confirmatory family: the primary metric (or the OEC) in every arm. Secondary metrics are their own. */
function familyOf(record: MetricRecord): 'primary' | 'secondary' | 'oec' | null {
  return record.role === 'guardrail' ? null : record.role;
}

/**
 * Corrects for several arms and metrics, family by family. Guardrails stay uncorrected: all of them must pass,
 * and a gate that needs every test to succeed does not raise the chance of a false launch.
 */
export function corrected(
  records: readonly MetricRecord[],
  config: ExperimentConfig,
): { readonly metrics: readonly MetricRecord[]; readonly ledger: readonly LedgerEntry[] } {
  const out = [...records];
  const ledger: LedgerEntry[] = [];
  for (const family of ['primary', 'secondary', 'oec'] as const) {
    const at = records.flatMap((record, i) => (familyOf(record) === family ? [i] : []));
    if (at.length < 2 || config.correction === 'none') continue;
    const adjusted = adjustedPValues(
      at.map((i) => records[i]!.p),
      config.correction as Adjustment,
    );
    const ends = simultaneous(
      at.map((i) => records[i]!),
      adjusted,
      config,
    );
    at.forEach((i, k) => {
      const p = adjusted[k]!;
      out[i] = { ...records[i]!, adjustedP: p, significant: p < config.alpha, ...ends[k]! };
    });
    ledger.push(entry(family, at.length, config));
  }
  return { metrics: out, ledger };
}

type Ends = Pick<MetricRecord, 'simultaneousLow' | 'simultaneousHigh'>;

/**
 * Intervals at level 1 - alpha / m (Bonferroni) hold together; under Benjamini-Hochberg the selected ones are
 * at 1 - selected x alpha / m (Benjamini and Yekutieli, 2005). Exact and score tests get theirs from the
 * standard error, like the others.
 */
function simultaneous(
  records: readonly MetricRecord[],
  adjusted: readonly number[],
  { correction, alpha }: ExperimentConfig,
): readonly Ends[] {
  const m = records.length;
  const selected = adjusted.filter((p) => p < alpha).length;
  return records.map((record, i): Ends => {
    if (correction === 'benjamini-hochberg' && !(adjusted[i]! < alpha))
      return { simultaneousLow: null, simultaneousHigh: null };
    const level = correction === 'holm' ? alpha / m : (selected * alpha) / m;
    const critical =
      record.df === null ? normal.inverseSurvival(level / 2) : studentT.inverseSurvival(level / 2, record.df);
    const reach = critical * record.standardError;
    return { simultaneousLow: record.difference - reach, simultaneousHigh: record.difference + reach };
  });
}

function entry(family: string, tests: number, { correction }: ExperimentConfig): LedgerEntry {
  const name = correction === 'holm' ? 'Holm' : 'Benjamini-Hochberg';
  return {
    code: `correction-${family}`,
    what: {
      zh: `${family === 'secondary' ? '次要指标' : family === 'oec' ? 'OEC' : '主指标'}共 ${tests} 个检验，用 ${name} 校正 p 值，并给出联合置信区间`,
      en: `${tests} tests in the ${family} family: p-values corrected by ${name}, simultaneous intervals beside them`,
    },
    why: {
      zh: '检验越多，至少一个误报的概率越大',
      en: 'the more tests, the more likely at least one false alarm',
    },
  };
}
