import type { ArrowTable } from '../arrow-shape.js';
import { badCell, columnOf, isText } from './column.js';
import { strictNumbers } from './numbers.js';

/** What a text means as a flag: yes, true and the like, in any case. Undefined for other texts. */
export function flagIn(text: string): 0 | 1 | undefined {
  return meanings[text.trim().toLowerCase()];
}

const meanings: Readonly<Record<string, 0 | 1>> = {
  ...{ true: 1, yes: 1, y: 1, t: 1, '1': 1 },
  ...{ false: 0, no: 0, n: 0, f: 0, '0': 0 },
};

/**
 * Flags of a column: bool, numbers 0 and 1, or texts such as yes and no.
 * @throws WinbackError BAD_INPUT naming column and row (from 1) for a missing or other value
 */
export function strictFlags(table: ArrowTable, name: string): Uint8Array {
  const vector = columnOf(table, name);
  if (isText(vector)) {
    return Uint8Array.from({ length: vector.length }, (_, row) => {
      const value = vector.get(row);
      const flag = flagIn(String(value));
      if (flag === undefined) throw badCell(name, row, 'must be true or false', value ?? null);
      return flag;
    });
  }
  return Uint8Array.from(strictNumbers(table, name), (value, row) => {
    if (value === 0 || value === 1) return value;
    throw badCell(name, row, 'must be true or false', value);
  });
}
