import { ensure, WinbackError } from '../../base/errors.js';
import { shown } from '../../base/options.js';
import type { ArrowTable } from '../../data/arrow-shape.js';
import { columnOf } from '../../data/read/column.js';
import { flagIn } from '../../data/read/flags.js';
import type { Labels } from '../../model/metrics.js';

/**
 * 1 where the label says that the user left. Two values are needed. Without `positive` only pairs with one meaning are taken:
 * 0 and 1, -1 and 1, true and false, yes and no, in any case or as their first letters.
 * @throws WinbackError BAD_INPUT for a missing label, other numbers of values, or a meaning that is not known
 */
export function readLabels(table: ArrowTable, label: string, positive: string | null): Labels {
  const vector = columnOf(table, label);
  // Two values in the end, so each is turned into text once.
  const codes = new Map<unknown, number>();
  const coded = new Uint32Array(vector.length);
  for (let row = 0; row < vector.length; row++) {
    const value = vector.get(row);
    if (value === null || value === undefined || value === '')
      throw new WinbackError('BAD_INPUT', `label "${label}" is missing in row ${row + 1}`);
    const code = codes.get(value) ?? codes.size;
    if (code === codes.size) codes.set(value, code);
    coded[row] = code;
  }
  const texts = Array.from(codes.keys(), String);
  const seen = [...new Set(texts)];
  const found = seen.slice(0, 5).map(shown).join(', ');
  ensure(seen.length === 2, `label "${label}" must have two values, got ${seen.length}: ${found}`);
  const left = leftValue(seen, positive);
  ensure(
    left !== undefined,
    `label "${label}" has the values ${found}; name the one that means "left" as \`positive\``,
  );
  const isLeft = texts.map((text) => Number(text === left));
  return Uint8Array.from(coded, (code) => isLeft[code]!);
}

/** Readers of CSV files turn Yes, T and 1.0 into true and 1: texts of one meaning are one value. */
function meaningOf(text: string): string {
  const plain = text.trim().toLowerCase();
  const number = plain === '' ? Number.NaN : Number(plain);
  const shortest = Number.isNaN(number) ? plain : String(number);
  const flag = flagIn(shortest);
  return flag === undefined ? shortest : String(flag === 1);
}

function leftValue(seen: readonly string[], positive: string | null): string | undefined {
  if (positive !== null) {
    if (seen.includes(positive)) return positive;
    const same = seen.filter((text) => meaningOf(text) === meaningOf(positive));
    return same.length === 1 ? same[0] : undefined;
  }
  const left = seen.filter((text) => meaningOf(text) === 'true');
  const stayed = seen.filter((text) => ['false', '-1'].includes(meaningOf(text)));
  return left.length === 1 && stayed.length === 1 ? left[0] : undefined;
}
