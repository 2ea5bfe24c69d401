import type { EvidenceStep } from '../rule/evidence.js';
import type { ColumnDrift, DriftReport } from './records.js';

/** The report with every series certain whose evidence over the updates raises an alarm. */
export function withAlarms(report: DriftReport, { alarms }: Pick<EvidenceStep, 'alarms'>): DriftReport {
  const raised = <C extends ColumnDrift>(column: C, name: string): C =>
    alarms.includes(name)
      ? { ...column, state: 'certain', reasons: [...column.reasons, 'evidence'] }
      : column;
  const columns = report.columns.map((column) => raised(column, column.name));
  const score = report.score === null ? null : raised(report.score, '(score)');
  return { ...report, columns, score, state: alarms.length > 0 ? 'certain' : report.state };
}
