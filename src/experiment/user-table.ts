import { WinbackError } from '../base/errors.js';
import { suggestion } from '../base/options.js';
import { type ArrowTable, arrowType } from '../data/arrow-shape.js';
import { viewColumn } from '../data/columns.js';
import type { ChunkView, ColumnView } from '../data/table-view.js';

/** A numeric or bool column as doubles, NaN for null. 64-bit integers are rounded to doubles. */
export function numberColumn(table: ArrowTable, name: string): Float64Array {
  const view = viewColumn(table, name);
  if (view.categorical) {
    throw new WinbackError('BAD_INPUT', `column "${name}" holds text, expected numbers`);
  }
  const out = new Float64Array(table.numRows);
  let at = 0;
  for (const chunk of view.chunks) {
    copyChunk(chunk, view, out.subarray(at, at + chunk.length));
    at += chunk.length;
  }
  return out;
}

function copyChunk(chunk: ChunkView, view: ColumnView, out: Float64Array): void {
  const { values, validity, bitOffset, length } = chunk;
  for (let row = 0; row < length; row++) {
    out[row] = view.type === 'bool' ? bit(values as Uint8Array, bitOffset + row) : Number(values[row]);
  }
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

export function labelColumn(table: ArrowTable, name: string): LabelColumn {
  const vector = table.getChild(name);
  if (vector === null) viewColumn(table, name);
  if (vector?.type.typeId === arrowType.dictionary) return dictionaryLabels(table, name);
  const labels = new Map<string, number>();
  const codes = new Int32Array(table.numRows);
  for (let row = 0; row < codes.length; row++) {
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

function dictionaryLabels(table: ArrowTable, name: string): LabelColumn {
  const view = viewColumn(table, name);
  const codes = new Int32Array(table.numRows);
  let at = 0;
  for (const chunk of view.chunks) {
    for (let row = 0; row < chunk.length; row++) {
      const present = chunk.validity === null || bit(chunk.validity, chunk.bitOffset + row) === 1;
      codes[at + row] = present ? Number(chunk.values[row]) : -1;
    }
    at += chunk.length;
  }
  return { codes, labels: view.categories ?? [] };
}

/** Days since 1970-01-01 UTC of a date or timestamp column, or of whole numbers as they are; NaN for null. */
export function dayColumn(table: ArrowTable, name: string): Float64Array {
  const vector = table.getChild(name);
  const kind = vector?.type.typeId;
  if (vector === null || (kind !== arrowType.date && kind !== arrowType.timestamp)) {
    return numberColumn(table, name);
  }
  return Float64Array.from({ length: table.numRows }, (_, row) => {
    const value = vector.get(row);
    return value === null ? Number.NaN : Number(value) / 86_400_000;
  });
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
