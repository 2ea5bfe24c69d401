import { WinbackError } from '../../base/errors.js';
import { allocateColumn } from '../../base/large-arrays.js';
import type { Pace } from '../../base/pace.js';
import { type ArrowTable, type ArrowVector, arrowType } from '../../data/arrow-shape.js';
import { viewCodes } from '../../data/columns.js';
import { bitAt } from '../../data/read/bits.js';
import { columnOf } from '../../data/read/column.js';
import { strictNumbers } from '../../data/read/numbers.js';

/** A numeric or bool column as `strictNumbers` gives it; the message for a text says what a proportion can do. */
export function numberColumn(table: ArrowTable, name: string): Float64Array {
  return strictNumbers(table, name, '; a proportion can say positive: TEXT');
}

/** A column as codes into its distinct labels; -1 for null. Numbers become their decimal text. */
export interface LabelColumn {
  /** For each row the place of its label in `labels`. */
  readonly codes: Int32Array;
  /** The different labels. */
  readonly labels: readonly string[];
}

/** What reading one text value costs against a step of a loop over numbers. */
const textCost = 16;

export async function labelColumn(table: ArrowTable, name: string, pace: Pace): Promise<LabelColumn> {
  const vector = columnOf(table, name);
  if (vector.type.typeId === arrowType.dictionary) return dictionaryLabels(table, name, pace);
  const labels = new Map<string, number>();
  const codes = allocateColumn(Int32Array, table.numRows);
  for (let row = 0; row < codes.length; row++) {
    if (row % 1024 === 0) await pace.breathe(1024 * textCost);
    const value = vector.get(row);
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
      const present = validity === null || bitAt(validity, bitOffset + row) === 1;
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
