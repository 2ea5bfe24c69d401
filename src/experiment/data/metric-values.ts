import { WinbackError } from '../../base/errors.js';
import { allocateColumn } from '../../base/large-arrays.js';
import { shown } from '../../base/options.js';
import type { Pace } from '../../base/pace.js';
import type { ArrowTable } from '../../data/arrow-shape.js';
import { labelHint, labelIndex } from '../config/labels.js';
import type { MetricConfig } from '../config/metric-config.js';
import { kindOf } from '../kinds/kinds.js';
import { type RepeatedUsers, summedRows } from './arms.js';
import { labelColumn, numberColumn } from './user-table.js';

/** Rows of the analysis: the arm of each, and what was done with several rows of one user. */
export interface AnalysedRows {
  readonly arm: Int32Array;
  readonly repeated: RepeatedUsers | null;
}

/**
 * One value per user: 0 or 1 for a proportion, the sum of a user's rows where the config says so.
 * @throws BAD_INPUT for a missing value or a proportion outside {0, 1}
 */
export async function metricValues(
  table: ArrowTable,
  metric: MetricConfig,
  rows: AnalysedRows,
  pace: Pace,
): Promise<Float64Array> {
  const { column, positive } = metric;
  if (!kindOf(metric).binary) return numericValues(table, column, rows, pace);
  await pace.breathe(rows.arm.length);
  const raw =
    positive === undefined
      ? numberColumn(table, column)
      : await positiveColumn(table, column, positive, pace);
  const counted = countedRows(rows);
  const values = complete(raw, counted, column);
  await pace.breathe(rows.arm.length);
  requireBinary(values, counted, column);
  return isSummed(rows) ? summed(values, rows).map((sum) => Number(sum > 0)) : values;
}

/** A column with one finite number per user, or the sums of their rows. */
export async function numericValues(
  table: ArrowTable,
  column: string,
  rows: AnalysedRows,
  pace: Pace,
): Promise<Float64Array> {
  await pace.breathe(rows.arm.length);
  const values = complete(numberColumn(table, column), countedRows(rows), column);
  return isSummed(rows) ? summed(values, rows) : values;
}

const isSummed = ({ repeated }: AnalysedRows): boolean => repeated?.rule === 'sum';

const summed = (values: Float64Array, { repeated }: AnalysedRows): Float64Array =>
  summedRows(values, repeated!.keeper);

/** >= 0 for the rows whose values count: with sums those too that are added to another. */
function countedRows(rows: AnalysedRows): Int32Array {
  return isSummed(rows) ? rows.repeated!.keeper : rows.arm;
}

/** 1 where a text is `positive`, 0 where it is another, NaN where there is none. */
async function positiveColumn(
  table: ArrowTable,
  name: string,
  positive: string,
  pace: Pace,
): Promise<Float64Array> {
  const { codes, labels } = await labelColumn(table, name, pace);
  const is = labels.map((label) => labelIndex(label, [positive]) === 0);
  if (!is.includes(true)) {
    const found = labels.slice(0, 5).map(shown).join(', ');
    throw new WinbackError(
      'BAD_INPUT',
      `column "${name}" nowhere holds the positive ${shown(positive)}; it holds ${found}${labelHint(positive, labels)}`,
    );
  }
  const values = allocateColumn(Float64Array, codes.length);
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row]!;
    values[row] = code < 0 || labels[code]!.trim() === '' ? Number.NaN : Number(is[code]!);
  }
  return values;
}

function complete(values: Float64Array, arm: Int32Array, name: string): Float64Array {
  let bad = 0;
  while (bad < values.length && (arm[bad]! < 0 || Number.isFinite(values[bad]!))) bad++;
  if (bad === values.length) return values;
  const what = Number.isNaN(values[bad]!) ? 'missing or NaN' : 'not finite';
  throw new WinbackError(
    'BAD_INPUT',
    `column "${name}", row ${bad + 1}: the value is ${what}; a metric needs one per user. Fill 0 for users who did ` +
      'nothing (COALESCE after a join), or leave such rows out with exclude',
  );
}

function requireBinary(values: Float64Array, arm: Int32Array, name: string): void {
  let bad = 0;
  while (bad < values.length && (arm[bad]! < 0 || values[bad] === 0 || values[bad] === 1)) bad++;
  if (bad < values.length) {
    throw new WinbackError(
      'BAD_INPUT',
      `column "${name}", row ${bad + 1}: a proportion needs 0 or 1, got ${values[bad]}`,
    );
  }
}
