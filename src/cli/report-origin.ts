import type { ChurnEvaluation, ExperimentData, ReportOrigin } from '../index.js';
import type { LoadedData } from './churn-dataset.js';
import { winbackVersion } from './model-description.js';

/** What the head of every report says: this moment, this program, and the configuration by name. */
function originOf(config: string): ReportOrigin {
  return { createdAt: new Date().toISOString(), version: winbackVersion(), config };
}

/** The same for an experiment: with the days of exposure of the users in it, where they are known. */
export function experimentOrigin(config: string, { rows }: ExperimentData): ReportOrigin {
  let [first, last] = [Infinity, -Infinity];
  rows?.exposedAt?.forEach((day, row) => {
    if (rows.arm[row]! < 0 || !Number.isFinite(day)) return;
    first = Math.min(first, day);
    last = Math.max(last, day);
  });
  const known = last >= first;
  return { ...originOf(config), dataFrom: known ? isoDay(first) : null, dataTo: known ? isoDay(last) : null };
}

const isoDay = (day: number): string => new Date(Math.floor(day) * 86_400_000).toISOString().slice(0, 10);

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
