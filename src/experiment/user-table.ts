import { WinbackError } from '../base/errors.js';
import { allocateColumn } from '../base/large-arrays.js';
import { suggestion } from '../base/options.js';
import { type ArrowTable, type ArrowVector, arrowType } from '../data/arrow-shape.js';
import { viewCodes, viewColumn } from '../data/columns.js';
import type { ChunkView, ColumnView } from '../data/table-view.js';
import type { Pace } from './pace.js';

/**
 * A numeric or bool column as doubles, NaN for null, for reading only: one chunk of doubles without nulls is not copied.
 * 64-bit integers are rounded to doubles.
 */
export function numberColumn(table: ArrowTable, name: string): Float64Array {
  const view = viewColumn(table, name);
  if (view.categorical) {
    throw new WinbackError('BAD_INPUT', `column "${name}" holds text, expected numbers`);
  }
  const [only] = view.chunks;
  if (view.chunks.length === 1 && only!.values instanceof Float64Array && only!.validity === null)
    return only!.values.subarray(0, only!.length);
  const out = allocateColumn(Float64Array, table.numRows);
  let at = 0;
  for (const chunk of view.chunks) {
    copyChunk(chunk, view, out.subarray(at, at + chunk.length));
    at += chunk.length;
  }
  return out;
}

function copyChunk(chunk: ChunkView, view: ColumnView, out: Float64Array): void {
  const { values, validity, bitOffset, length } = chunk;
  if (values instanceof Float64Array) out.set(values.subarray(0, length));
  else if (view.type === 'bool') {
    for (let row = 0; row < length; row++) out[row] = bit(values as Uint8Array, bitOffset + row);
  } else for (let row = 0; row < length; row++) out[row] = Number(values[row]);
  if (validity === null) return;
  for (let row = 0; row < length; row++) if (bit(validity, bitOffset + row) === 0) out[row] = Number.NaN;
}

function bit(bitmap: Uint8Array, at: number): number {
  return (bitmap[at >> 3]! >> (at & 7)) & 1;
}

/** A column as codes into its distinct labels; -1 for null. Numbers become their decimal text. */
export interface LabelColumn {
  readonly codes: Int32Array;
  readonly labels: readonly string[];
}

/** What reading one text value costs against a step of a loop over numbers. */
const textCost = 16;

export async function labelColumn(table: ArrowTable, name: string, pace: Pace): Promise<LabelColumn> {
  const vector = table.getChild(name);
  if (vector === null) viewColumn(table, name);
  if (vector?.type.typeId === arrowType.dictionary) return dictionaryLabels(table, name, pace);
  const labels = new Map<string, number>();
  const codes = allocateColumn(Int32Array, table.numRows);
  for (let row = 0; row < codes.length; row++) {
    if (row % 1024 === 0) await pace.breathe(1024 * textCost);
    const value = vector?.get(row);
    if (value === null || value === undefined) {
      codes[row] = -1;
      continue;
    }
    const text = String(value);
    const known = labels.get(text);
    codes[row] = known ?? labels.size;
    if (known === undefined) labels.set(text, labels.size);
  }
  return { codes, labels: [...labels.keys()] };
}

async function dictionaryLabels(table: ArrowTable, name: string, pace: Pace): Promise<LabelColumn> {
  const { chunks, dictionaries } = viewCodes(table, name);
  const codes = allocateColumn(Int32Array, table.numRows);
  let at = 0;
  for (const { values, validity, bitOffset, length } of chunks) {
    for (let row = 0; row < length; row++) {
      const present = validity === null || bit(validity, bitOffset + row) === 1;
      codes[at + row] = present ? Number(values[row]) : -1;
    }
    at += length;
    await pace.breathe(length);
  }
  return { codes, labels: await labelsOf(dictionaries, name, pace) };
}

// Dictionaries that grow from chunk to chunk: every earlier one is a prefix of the last.
async function labelsOf(
  dictionaries: readonly ArrowVector[],
  name: string,
  pace: Pace,
): Promise<readonly string[]> {
  const labels: string[] = [];
  let before: ArrowVector | undefined;
  for (const dictionary of dictionaries) {
    if (dictionary === before) continue;
    before = dictionary;
    for (let code = 0; code < dictionary.length; code++) {
      if (code % 1024 === 0) await pace.breathe(1024 * textCost);
      const label = String(dictionary.get(code));
      if (code >= labels.length) labels.push(label);
      else if (labels[code] !== label)
        throw new WinbackError('BAD_INPUT', `column "${name}": its chunks use different dictionaries`);
    }
  }
  return labels;
}

/** Days since 1970-01-01 UTC of a date or timestamp column, or of whole numbers as they are; NaN for null. */
export async function dayColumn(table: ArrowTable, name: string, pace: Pace): Promise<Float64Array> {
  const vector = table.getChild(name);
  const kind = vector?.type.typeId;
  if (vector === null || (kind !== arrowType.date && kind !== arrowType.timestamp)) {
    return numberColumn(table, name);
  }
  const days = allocateColumn(Float64Array, table.numRows);
  for (let row = 0; row < days.length; row++) {
    if (row % 1024 === 0) await pace.breathe(1024 * textCost);
    const value = vector.get(row);
    days[row] = value === null ? Number.NaN : Number(value) / 86_400_000;
  }
  return days;
}

/**
 * Arm of each row in the order control, treatments.
 * @throws BAD_INPUT for a variant the experiment does not have, or a row without one
 */
export function armCodes(column: LabelColumn, arms: readonly string[]): Int32Array {
  const of = column.labels.map((label) => arms.indexOf(label));
  return column.codes.map((code, row) => {
    if (code < 0) throw new WinbackError('BAD_INPUT', `row ${row} has no variant`);
    const arm = of[code]!;
    if (arm < 0) {
      const label = column.labels[code]!;
      throw new WinbackError(
        'BAD_INPUT',
        `row ${row}: unknown variant "${label}", expected one of ${arms.join(', ')}${suggestion(label, arms)}`,
      );
    }
    return arm;
  });
}

/** The rows of each user who appears more than once. */
export interface RepeatedUsers {
  /** Users in more than one arm: their rows are set to arm -1. */
  readonly multiVariant: number;
  readonly arm: Int32Array;
}

/**
 * Takes users of several arms out of all of them: they saw both, so they belong to none.
 * @throws BAD_INPUT when one user has two rows in the same arm, which would count them twice
 */
export function withoutMultiVariant(users: LabelColumn, arm: Int32Array): RepeatedUsers {
  const first = new Int32Array(users.labels.length).fill(-1);
  const mixed = new Set<number>();
  for (let row = 0; row < arm.length; row++) {
    const user = users.codes[row]!;
    if (user < 0) throw new WinbackError('BAD_INPUT', `row ${row} has no user identifier`);
    const seen = first[user]!;
    if (seen < 0) first[user] = row;
    else if (arm[seen] === arm[row] && !mixed.has(user)) {
      throw new WinbackError(
        'BAD_INPUT',
        `user "${users.labels[user]}" has two rows (${seen} and ${row}) in one variant: give one row per user`,
      );
    } else mixed.add(user);
  }
  if (mixed.size === 0) return { multiVariant: 0, arm };
  const cleaned = arm.map((a, row) => (mixed.has(users.codes[row]!) ? -1 : a));
  return { multiVariant: mixed.size, arm: cleaned };
}
