import { ensure } from '../../base/errors.js';
import { finite, shown } from '../../base/options.js';
import { requirePart } from '../../base/shape.js';

/** Numbers, one a row: an array or a typed array. */
export type Values = ArrayLike<number>;

/** @throws WinbackError BAD_INPUT unless there is one finite number a row */
export function requireValues(values: Values, name: string, rows: number): void {
  requirePart(values, name, 'list');
  ensure(values.length === rows, `${name} has ${values.length} entries for ${rows} rows`);
  for (let row = 0; row < rows; row++)
    if (!Number.isFinite(values[row])) finite(values[row], `${name}[${row}]`);
}

/** @throws WinbackError BAD_INPUT unless there is one whole number in [0, below) a row */
export function requireCodes(codes: Values, name: string, rows: number, below: number): void {
  requirePart(codes, name, 'list');
  ensure(codes.length === rows, `${name} has ${codes.length} entries for ${rows} rows`);
  for (let row = 0; row < rows; row++) {
    const code = codes[row]!;
    if (Number.isInteger(code) && code >= 0 && code < below) continue;
    const range = `a whole number from 0 to ${below - 1}`;
    ensure(false, `${name}[${row}] must be ${range}, got ${shown(code)}`);
  }
}
