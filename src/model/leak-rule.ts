import { type ArrowTable, type ArrowVector, arrowType } from '../data/arrow-shape.js';
import { viewColumn } from '../data/columns.js';
import { columnOf } from '../data/read/column.js';
import { numbersOrCodes } from '../data/read/numbers.js';
import { rankMetrics } from '../stats/auc.js';
import { countPositives, type Labels } from './metrics.js';

/** A single column that ranks better than this is more likely the label in disguise than a discovery. */
export const leakAuc = 0.95;

/** Rows of each class below which an AUC near 1 is chance. */
const fewestRows = 20;

/** Rows of the whole table that the rate of a rare category is drawn towards. */
const shrinkage = 10;

/**
 * AUC of one column alone, at least 0.5: the larger of the AUC of its values on the rows that have one, and the AUC of whether
 * a row has a value. A category ranks by the rate of its rows in the other half, so that no row's own label decides its rank.
 * @param labels 0 and 1, one a row
 * @throws WinbackError BAD_INPUT where the table has no such column
 */
export async function columnAuc(
  table: ArrowTable,
  name: string,
  labels: Labels,
  threads?: number,
): Promise<number> {
  const vector = columnOf(table, name);
  const scores =
    vector.type.typeId === arrowType.dictionary
      ? ratesOfOtherHalf(numbersOrCodes(table, name), categoriesIn(table, name), labels)
      : numbersIn(table, name, vector);
  const present = Uint8Array.from(scores, (score) => Number(!Number.isNaN(score)));
  const values = scores.filter((_, row) => present[row] === 1);
  const own = labels.filter((_, row) => present[row] === 1);
  return Math.max(
    await separation(values, own, threads),
    await separation(Float64Array.from(present), labels, threads),
  );
}

async function separation(
  scores: Float64Array,
  labels: Labels,
  threads: number | undefined,
): Promise<number> {
  const positives = countPositives(labels);
  if (Math.min(positives, labels.length - positives) < fewestRows) return 0.5;
  const { auc } = await rankMetrics(scores, labels, { threads });
  return Math.max(auc, 1 - auc);
}

// Dates and times are no column of a kernel: read value by value.
function numbersIn(table: ArrowTable, name: string, vector: ArrowVector): Float64Array {
  const { typeId } = vector.type;
  if (typeId === arrowType.int || typeId === arrowType.float || typeId === arrowType.bool)
    return numbersOrCodes(table, name).map(within);
  return Float64Array.from({ length: vector.length }, (_, row) => {
    const value = vector.get(row);
    return value === null || value === undefined ? Number.NaN : Number(value);
  });
}

/** Infinite values rank at the ends. */
const within = (value: number): number => Math.min(Math.max(value, -Number.MAX_VALUE), Number.MAX_VALUE);

const categoriesIn = (table: ArrowTable, name: string): number =>
  viewColumn(table, name).categories?.length ?? 0;

/** @param codes NaN where missing, and so is the rate */
function ratesOfOtherHalf(codes: Float64Array, categories: number, labels: Labels): Float64Array {
  const base = countPositives(labels) / labels.length;
  const sums = [new Float64Array(categories), new Float64Array(categories)] as const;
  const counts = [new Float64Array(categories), new Float64Array(categories)] as const;
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row]!;
    if (Number.isNaN(code)) continue;
    counts[(row % 2) as 0 | 1][code]! += 1;
    sums[(row % 2) as 0 | 1][code]! += labels[row]!;
  }
  return codes.map((code, row) => {
    const other = row % 2 === 0 ? 1 : 0;
    if (Number.isNaN(code)) return Number.NaN;
    return (sums[other][code]! + shrinkage * base) / (counts[other][code]! + shrinkage);
  });
}
