import { seriesOf } from '../../base/drift-series.js';
import type { EvidenceStep } from '../rule/evidence-records.js';
import type { ColumnDrift, DriftReason } from './column-records.js';
import type { DriftReport } from './records.js';

/** The report with every column certain whose evidence over the updates raises an alarm. */
export function withAlarms(report: DriftReport, { alarms }: Pick<EvidenceStep, 'alarms'>): DriftReport {
  const raised = alarms.map(seriesOf);
  const judged = <C extends ColumnDrift>(one: C, name: string | null): C => {
    const about = raised.filter(({ column }) => column === name).map((series) => series.about);
    if (about.length === 0) return one;
    const states = { ...one.states, ...Object.fromEntries(about.map((what) => [what, 'certain'])) };
    const reasons = new Set<DriftReason>([...one.reasons, ...about, 'evidence']);
    return { ...one, state: 'certain', states, reasons: [...reasons] };
  };
  const columns = report.columns.map((column) => judged(column, column.name));
  const score = report.score === null ? null : judged(report.score, null);
  return { ...report, columns, score, state: alarms.length > 0 ? 'certain' : report.state };
}
