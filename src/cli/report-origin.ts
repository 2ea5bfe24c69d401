import type { ChurnEvaluation, ReportOrigin } from '../index.js';
import type { LoadedData } from './churn-dataset.js';
import { winbackVersion } from './model-description.js';

/** What the head of every report says: this moment, this program, and the configuration by name. */
export function originOf(config: string): ReportOrigin {
  return { createdAt: new Date().toISOString(), version: winbackVersion(), config };
}

/** The same for a churn run: with the model that was stored and the days the data cover. */
export function churnOrigin(
  config: string,
  modelDigest: string,
  data: LoadedData,
  { data: { split } }: ChurnEvaluation,
): ReportOrigin {
  const log = data.features?.report.log;
  const days = split.parts.flatMap(({ from, to }) => [from, to]).filter((day) => day !== null);
  const [first, last] = [days.toSorted()[0], days.toSorted().at(-1)];
  return {
    ...originOf(config),
    modelDigest,
    dataFrom: log?.firstDay ?? first ?? null,
    dataTo: log?.lastCompleteDay ?? last ?? null,
  };
}
