import { WinbackError } from '../base/errors.js';
import { between, listOf, optional, resolveOptions, shown, suggestion, text } from '../base/options.js';
import { type ArrowTable, type ArrowVector, arrowType } from '../data/arrow-shape.js';
import { rankMetrics } from '../stats/auc.js';
import type { LeakAlarm } from './records.js';

export interface LeakCheckOptions {
  /** Column with 0 and 1. */
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

const msPerDay = 86_400_000;
/** Rows of each class below which an AUC near 1 is chance. */
const fewestRows = 20;

/**
 * Columns that know the future: one alone separates the classes (AUC, or 1 - AUC, above the limit; also by
 * being missing, and for categories by the rate of the other half of the rows), or holds times after
 * the snapshot. An empty result proves nothing; an alarm wants an explanation.
 * @throws WinbackError BAD_INPUT for an unknown column or a label with nulls
 */
export async function leakCheck(table: ArrowTable, given: LeakCheckOptions): Promise<readonly LeakAlarm[]> {
  const options = resolveOptions<Settings>('leakCheck', given, {
    label: text,
    features: listOf(text),
    aucLimit: optional(between(0.5, 1), 0.95),
    day: optional(text, undefined),
    times: optional(listOf(text), []),
  });
  const labels = labelsOf(vectorOf(table, options.label), options.label);
  const alarms: LeakAlarm[] = [];
  for (const name of options.features) {
    const auc = await columnAuc(vectorOf(table, name), labels);
    if (auc <= options.aucLimit) continue;
    const message = `${name} alone ranks the label with AUC ${auc.toFixed(3)}: does it look into the future?`;
    alarms.push({ column: name, kind: 'single-feature-auc', value: auc, message });
  }
  for (const name of options.times) {
    if (options.day === undefined) throw new WinbackError('BAD_INPUT', 'leakCheck: `times` needs `day`');
    const rows = rowsAfter(vectorOf(table, name), vectorOf(table, options.day));
    if (rows === 0) continue;
    const message = `${name} lies after the snapshot day in ${rows} rows`;
    alarms.push({ column: name, kind: 'time-after-snapshot', value: rows, message });
  }
  return alarms;
}

function vectorOf(table: ArrowTable, name: string): ArrowVector {
  const vector = table.getChild(name);
  if (vector !== null) return vector;
  const known = table.schema.fields.map((field) => field.name);
  throw new WinbackError('BAD_INPUT', `leakCheck: no column ${shown(name)}${suggestion(name, known)}`);
}

function labelsOf(vector: ArrowVector, name: string): Uint8Array {
  return Uint8Array.from({ length: vector.length }, (_, row) => {
    const value = vector.get(row);
    if (value === null)
      throw new WinbackError('BAD_INPUT', `leakCheck: ${name} is missing in row ${row + 1}`);
    return Number(value);
  });
}

// The better of: the values where there are any, and whether there is one.
async function columnAuc(vector: ArrowVector, labels: Uint8Array): Promise<number> {
  const scores = vector.type.typeId === arrowType.dictionary ? halfRates(vector, labels) : numbersOf(vector);
  const present = Float64Array.from(scores, (score) => (Number.isNaN(score) ? 0 : 1));
  const rows = [...scores.keys()].filter((row) => present[row] === 1);
  const values = Float64Array.from(rows, (row) => scores[row]!);
  const own = Uint8Array.from(rows, (row) => labels[row]!);
  return Math.max(await separation(values, own), await separation(present, labels));
}

async function separation(scores: Float64Array, labels: Uint8Array): Promise<number> {
  const positives = labels.reduce((sum, label) => sum + label, 0);
  if (Math.min(positives, labels.length - positives) < fewestRows) return 0.5;
  const { auc } = await rankMetrics(scores, labels);
  return Math.max(auc, 1 - auc);
}

function numbersOf(vector: ArrowVector): Float64Array {
  return Float64Array.from({ length: vector.length }, (_, row) => {
    const value = vector.get(row);
    return value === null || value === undefined ? Number.NaN : Number(value);
  });
}

// Each row gets the rate of its category among the rows of the other parity, so that a category seen
// once does not know its own label.
function halfRates(vector: ArrowVector, labels: Uint8Array): Float64Array {
  const sums = [new Map<unknown, [number, number]>(), new Map<unknown, [number, number]>()] as const;
  for (let row = 0; row < vector.length; row++) {
    const half = sums[row % 2 === 0 ? 0 : 1];
    const sum = half.get(vector.get(row)) ?? [0, 0];
    half.set(vector.get(row), [sum[0] + labels[row]!, sum[1] + 1]);
  }
  return Float64Array.from({ length: vector.length }, (_, row) => {
    const value = vector.get(row);
    const sum = sums[row % 2 === 0 ? 1 : 0].get(value);
    return value === null || sum === undefined ? Number.NaN : sum[0] / sum[1];
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
