import { WinbackError } from '../../base/errors.js';
import { shown } from '../../base/options.js';

/** The one place where names and values become SQL text. */

/** `name` as a double-quoted identifier of standard SQL. ClickHouse needs backslashes escaped: see its dialect. */
export const quotedName = (name: string): string => quotedIn(name, '"');

/** `name` as an identifier between backticks, as MySQL and Spark take it. */
export const backtickName = (name: string): string => quotedIn(name, '`');

function quotedIn(name: string, mark: string): string {
  if (name === '' || name.includes('\0')) {
    throw new WinbackError('BAD_INPUT', `not a usable column name: ${shown(name)}`);
  }
  return `${mark}${name.replaceAll(mark, mark + mark)}${mark}`;
}

/** `value` as a string literal of standard SQL. ClickHouse needs backslashes escaped: see its dialect. */
export function quotedText(value: string): string {
  if (value.includes('\0')) throw new WinbackError('BAD_INPUT', 'a text value holds a NUL character');
  return `'${value.replaceAll("'", "''")}'`;
}
