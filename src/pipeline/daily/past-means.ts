import { addDays } from '../../base/days.js';
import type { DailyMean } from '../../monitor/drift/options.js';
import type { DriftReport } from '../../monitor/drift/records.js';
import { type Day, stepFile } from './day.js';
import { readJson, writeJson } from './json-files.js';

const meansFile = 'means.json';
/** Days back whose means are compared with: eight weeks, which the comparison of weekdays needs. */
const daysBack = 56;

/** What `monitor/means.json` holds. */
interface DayMeans {
  /** Means of other features under the same names are no history. */
  readonly featureVersion: string;
  /** Mean of each column of numbers that has a value on that day. */
  readonly means: Readonly<Record<string, number>>;
}

/**
 * The means of the days before by column, the oldest first: what the three-sigma rule takes as history.
 * @param columns columns that a mean is asked for
 */
export async function pastMeans(
  { out, date }: Pick<Day, 'out' | 'date'>,
  featureVersion: string,
  columns: readonly string[],
): Promise<Readonly<Record<string, readonly DailyMean[]>>> {
  const days = Array.from({ length: daysBack }, (_, i) => addDays(date, i - daysBack));
  const found = await Promise.all(
    days.map((day) => readJson<DayMeans>(stepFile(out, day, 'monitor', meansFile))),
  );
  const meansOf = (column: string): readonly DailyMean[] =>
    days.flatMap((day, i) => {
      const one = found[i];
      const mean = one?.featureVersion === featureVersion ? one.means[column] : undefined;
      return mean === undefined ? [] : [{ day, mean }];
    });
  return Object.fromEntries(columns.map((column) => [column, meansOf(column)]));
}

/** Keeps the day's means for the days after it. */
export async function writeMeans(
  folder: string,
  featureVersion: string,
  { columns }: Pick<DriftReport, 'columns'>,
): Promise<void> {
  const means = columns.flatMap(({ name, mean }) => {
    const current = mean?.current ?? null;
    return current === null ? [] : [[name, current] as const];
  });
  const record: DayMeans = { featureVersion, means: Object.fromEntries(means.sort(byName)) };
  await writeJson(folder, meansFile, record);
}

const byName = ([a]: readonly [string, number], [b]: readonly [string, number]): number => (a < b ? -1 : 1);
