import type { ChurnEvaluation } from '../../churn/records.js';
import type { ExperimentData } from '../../experiment/data/data.js';
import type { ReportOrigin } from '../../report/records.js';
import type { LoadedData } from './churn-dataset.js';
import { winbackVersion } from './model-description.js';

/** What the head of every report says: the moment `now`, this program, and the configuration by name. */
function originOf(config: string, now: string): ReportOrigin {
  return { createdAt: now, version: winbackVersion(), config };
}

/** The same for an experiment: with the days of exposure of the users in it, where they are known. */
export function experimentOrigin(config: string, { rows }: ExperimentData, now: string): ReportOrigin {
  let [first, last] = [Infinity, -Infinity];
  rows?.exposedAt?.forEach((day, row) => {
    if (rows.arm[row]! < 0 || !Number.isFinite(day)) return;
    first = Math.min(first, day);
    last = Math.max(last, day);
  });
  const known = last >= first;
  return {
    ...originOf(config, now),
    dataFrom: known ? isoDay(first) : null,
    dataTo: known ? isoDay(last) : null,
  };
}

const isoDay = (day: number): string => new Date(Math.floor(day) * 86_400_000).toISOString().slice(0, 10);

/** The same for a churn run: with the model that was stored and the days the data cover. */
export function churnOrigin(
  config: string,
  modelDigest: string,
  data: LoadedData,
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
