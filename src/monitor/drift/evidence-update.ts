import { requireShape } from '../../base/shape.js';
import type { EvidenceUpdate } from '../rule/evidence.js';
import type { DriftReport } from './records.js';

/** Whose day a report is. */
export interface ReportDay {
  /** Digest of the model whose profile was compared. */
  readonly model: string;
  /** Day of the rows, YYYY-MM-DD. */
  readonly day: string;
  /** Whether no user of this day was in an earlier update. @default false */
  readonly disjointUsers?: boolean | undefined;
}

/**
 * What a report adds to the evidence: the distances of all columns on which a verdict rests, and of the score.
 * @param report of driftOf
 * @param of model and day
 *
 * @example
 * ```ts
 * import { driftOf, evidenceUpdate, nextEvidence, profileOf } from 'winback/monitor';
 * import { generateChurnTable } from 'winback/simulate';
 *
 * const { table } = await generateChurnTable({ users: 1000 });
 * const profile = await profileOf(table, { columns: [{ name: 'active_days_30', kind: 'numeric' }] });
 * const report = await driftOf(profile, table);
 * const step = nextEvidence(null, evidenceUpdate(report, { model: 'a1', day: '2026-03-02' }));
 * step.alarms.length; // 0
 * ```
 */
export function evidenceUpdate(report: DriftReport, of: ReportDay): EvidenceUpdate {
  requireShape(report, 'report', { columns: 'list', rule: { limit: 'number' } });
  requireShape(of, 'of', { model: 'text', day: 'text' });
  const { columns, score, rule } = report;
  const all = [...columns.filter(({ expected }) => expected === null), ...(score === null ? [] : [score])];
  return {
    ...of,
    series: all.map((one) => {
      const { name, ks, counts } = one;
      const valued = counts.current.slice(0, -1).reduce((sum, rows) => sum + rows, 0);
      return {
        // A column of the table may be called score.
        name: one === score ? '(score)' : name,
        // Rounding can put a distance of 1 a hair above.
        distance: Math.min(1, ks ?? 0),
        rows: ks === null ? 0 : valued,
        limit: rule.limit,
      };
    }),
  };
}
