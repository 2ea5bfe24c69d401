import { msPerDay } from '../base/days.js';
import { WinbackError } from '../base/errors.js';
import { between, listOf, optional, resolveOptions, text } from '../base/options.js';
import type { ArrowTable, ArrowVector } from '../data/arrow-shape.js';
import { columnOf } from '../data/read/column.js';
import { columnAuc, leakAuc } from '../model/leak-rule.js';
import type { LeakAlarm } from './records.js';

/** Which columns are looked at, and from which AUC one is suspicious. */
export interface LeakCheckOptions {
  /** Column of the label: 0 and 1, without nulls. */
  readonly label: string;
  /** Columns a model would see. */
  readonly features: readonly string[];
  /** A single column that ranks the label better than this is an alarm, in [0.5, 1]. @default 0.95 */
  readonly aucLimit?: number | undefined;
  /** Column with the snapshot day. */
  readonly day?: string | undefined;
  /** Date or timestamp columns that must not lie after the snapshot day, whose end counts as the limit. */
  readonly times?: readonly string[] | undefined;
}

interface Settings {
  readonly label: string;
  readonly features: readonly string[];
  readonly aucLimit: number;
  readonly day: string | undefined;
  readonly times: readonly string[];
}

/**
 * Columns that know the future: one alone separates the classes (AUC, or 1 - AUC, above the limit; also by
 * being missing, and for categories by the rate of the other half of the rows), or holds times after
 * the snapshot. An empty result proves nothing; an alarm wants an explanation.
 * @param table features and label, one row a user or user and day
 * @param given label, columns to look at, and the limit
 * @throws WinbackError BAD_INPUT for an unknown column or a label with nulls
 *
 * @example
 * ```ts
 * import { tableFromArrays } from 'apache-arrow';
 * import { leakCheck } from 'winback/features';
 *
 * const left = Array.from({ length: 200 }, (_, row) => row % 2);
 * const visits = left.map((_, row) => row % 7);
 * const table = tableFromArrays({ left, closed: left, visits });
 * const alarms = await leakCheck(table, { label: 'left', features: ['closed', 'visits'] });
 * alarms.map(({ column }) => column); // [closed]
 * ```
 */
export async function leakCheck(table: ArrowTable, given: LeakCheckOptions): Promise<readonly LeakAlarm[]> {
  const options = resolveOptions<Settings>('leakCheck', given, {
    label: text,
    features: listOf(text),
    aucLimit: optional(between(0.5, 1), leakAuc),
    day: optional(text, undefined),
    times: optional(listOf(text), []),
  });
  const labels = labelsOf(columnOf(table, options.label), options.label);
  const alarms: LeakAlarm[] = [];
  for (const name of options.features) {
    const auc = await columnAuc(table, name, labels);
    if (auc <= options.aucLimit) continue;
    alarms.push({ column: name, kind: 'single-feature-auc', value: auc });
  }
  for (const name of options.times) {
    if (options.day === undefined) throw new WinbackError('BAD_INPUT', 'leakCheck: `times` needs `day`');
    const rows = rowsAfter(columnOf(table, name), columnOf(table, options.day));
    if (rows === 0) continue;
    alarms.push({ column: name, kind: 'time-after-snapshot', value: rows });
  }
  return alarms;
}

function labelsOf(vector: ArrowVector, name: string): Uint8Array {
  return Uint8Array.from({ length: vector.length }, (_, row) => {
    const value = vector.get(row);
    if (value === null)
      throw new WinbackError('BAD_INPUT', `leakCheck: ${name} is missing in row ${row + 1}`);
    return Number(value);
  });
}

function rowsAfter(times: ArrowVector, days: ArrowVector): number {
  let rows = 0;
  for (let row = 0; row < times.length; row++) {
    const [time, day] = [times.get(row), days.get(row)];
    if (time !== null && day !== null && Number(time) >= Number(day) + msPerDay) rows++;
  }
  return rows;
}
