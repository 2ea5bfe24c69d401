import { dayOf } from '../../base/days.js';
import type { ExperimentData } from '../../experiment/data/data.js';
import type { ReportOrigin } from '../../report/records.js';
import { originOf } from '../origin.js';

/** The head of an experiment's report: with the days of exposure of the users in it, where they are known. */
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
    dataFrom: known ? dayOf(Math.floor(first)) : null,
    dataTo: known ? dayOf(Math.floor(last)) : null,
  };
}
