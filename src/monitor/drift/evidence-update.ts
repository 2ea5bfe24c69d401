import { seriesName } from '../../base/drift-series.js';
import { requireShape } from '../../base/shape.js';
import type { EvidenceUpdate, SeriesUpdate } from '../rule/evidence-records.js';
import type { ColumnDrift } from './column-records.js';
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
 * What a report adds to the evidence: the distances of all columns on which a verdict rests, and of the score; the shares of missing
 * values and of new categories of every column.
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
  const judged = columns.filter(({ expected }) => expected === null);
  return {
    ...of,
    series: [
      ...judged.map((column) => distanceOf(column, column.name, rule.limit)),
      ...(score === null ? [] : [distanceOf(score, null, rule.limit)]),
      ...columns.map((column) => missingOf(column, rule.missingLimit)),
      ...columns.flatMap((column) => unseenOf(column, rule.unseenLimit)),
    ],
  };
}

const rowsOf = (counts: readonly number[]): number => counts.reduce((sum, rows) => sum + rows, 0);

function distanceOf({ ks, counts }: ColumnDrift, column: string | null, limit: number): SeriesUpdate {
  return {
    name: seriesName({ column, about: 'distribution' }),
    // Rounding can put a distance of 1 a hair above.
    distance: Math.min(1, ks ?? 0),
    // The last bin has the missing values.
    rows: ks === null ? 0 : rowsOf(counts.current.slice(0, -1)),
    limit,
  };
}

function missingOf({ name, missing, counts, infinite }: ColumnDrift, limit: number): SeriesUpdate {
  const rows = rowsOf(counts.current) + infinite.current;
  const hasProfile = rowsOf(counts.reference) + infinite.reference > 0;
  return {
    name: seriesName({ column: name, about: 'missing' }),
    ...{ share: missing.current, reference: missing.reference, rows: hasProfile ? rows : 0, limit },
  };
}

function unseenOf({ name, unseen, counts }: ColumnDrift, limit: number): readonly SeriesUpdate[] {
  if (unseen === null) return [];
  const rows = rowsOf(counts.current.slice(0, -1));
  const of = { column: name, about: 'unseen' } as const;
  const { share, expectedShare: reference } = unseen;
  // Fewer new categories than expected are no fault.
  return [{ name: seriesName(of), share: Math.max(share, reference), reference, rows, limit }];
}
