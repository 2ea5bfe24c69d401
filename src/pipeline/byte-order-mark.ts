import { WinbackError } from '../base/errors.js';
import { outputFormatOf } from '../data/tables/paths.js';

/** @throws WinbackError BAD_INPUT where a byte order mark is asked for in a file that is no CSV */
export function requireCsvFor(bom: boolean | undefined, output: string): void {
  if (bom !== true || outputFormatOf(output) === 'csv') return;
  throw new WinbackError(
    'BAD_INPUT',
    `bom: only CSV files have a byte order mark, and the output is ${output}`,
  );
}
