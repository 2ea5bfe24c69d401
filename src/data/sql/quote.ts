import { WinbackError } from '../../base/errors.js';
import { shown } from '../../base/options.js';

/** The one place where names and values become SQL text. */

/** `name` as a double-quoted identifier of standard SQL. ClickHouse needs backslashes escaped: see its dialect. */
export function quotedName(name: string): string {
  if (name === '' || name.includes('\0')) {
    throw new WinbackError('BAD_INPUT', `not a usable column name: ${shown(name)}`);
  }
  return `"${name.replaceAll('"', '""')}"`;
}

/** `value` as a string literal of standard SQL. ClickHouse needs backslashes escaped: see its dialect. */
export function quotedText(value: string): string {
  if (value.includes('\0')) throw new WinbackError('BAD_INPUT', 'a text value holds a NUL character');
  return `'${value.replaceAll("'", "''")}'`;
}
