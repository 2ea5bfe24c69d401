import type { ChurnEvaluation } from '../../churn/records.js';
import type { ReportOrigin } from '../../report/records.js';
import { originOf } from '../origin.js';
import type { PreparedChurn } from './dataset.js';

/** The head of a churn report: with the model that was stored and the days the data cover. */
export function churnOrigin(
  config: string,
  modelDigest: string,
  data: PreparedChurn,
  { data: { split } }: ChurnEvaluation,
  now: string,
): ReportOrigin {
  const log = data.features?.report.log;
  const days = split.parts.flatMap(({ from, to }) => [from, to]).filter((day) => day !== null);
  const [first, last] = [days.toSorted()[0], days.toSorted().at(-1)];
  return {
    ...originOf(config, now),
    modelDigest,
    dataFrom: log?.firstDay ?? first ?? null,
    dataTo: log?.lastCompleteDay ?? last ?? null,
  };
}
