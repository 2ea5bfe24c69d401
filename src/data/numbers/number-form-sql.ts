import { quotedText } from '../sql/quote.js';
import { type NumberFormat, narrow, patterns, units, wide } from './number-form.js';

/** The reading of number-form.ts in DuckDB. */

/** `text` with wide digits and signs in ASCII. */
export const narrowedSql = (text: string): string =>
  `translate(${text}, ${quotedText(wide)}, ${quotedText(narrow)})`;

/** Whether a narrowed text says a number in a form. */
export const isNumberSql = (narrowed: string, form: NumberFormat): string =>
  `(regexp_matches(${narrowed}, ${quotedText(patterns[form])}) AND ${signsFit(narrowed)})`;

// At most one minus, and brackets in pairs; an exponent's sign is no sign of the number.
function signsFit(narrowed: string): string {
  const signs = `regexp_replace(regexp_replace(${narrowed}, '[eE][+-]', ''), '[^()+-]', '', 'g')`;
  return `${signs} IN ('', '-', '+', '()')`;
}

/** The number of a narrowed text as DOUBLE; NULL where it says none in this form. */
export function writtenNumberSql(narrowed: string, form: NumberFormat): string {
  const part = (group: number): string =>
    `regexp_extract(${narrowed}, ${quotedText(patterns[form])}, ${group})`;
  const others = form === '1,234.56' ? '[^0-9.]' : '[^0-9,]';
  const digits = `replace(regexp_replace(${part(5)}, '${others}', '', 'g'), ',', '.')`;
  const minus = `CASE WHEN regexp_matches(regexp_replace(${narrowed}, '[eE]-', ''), '[(-]') THEN '-' ELSE '' END`;
  const power = `coalesce(TRY_CAST(substr(${part(6)}, 2) AS INTEGER), 0)`;
  const unit = `CASE ${part(7)} ${Object.entries(units)
    .map(([name, exponent]) => `WHEN ${quotedText(name)} THEN ${exponent}`)
    .join(' ')} ELSE 0 END`;
  const percent = `CASE WHEN ${part(9)} = '%' THEN -2 ELSE 0 END`;
  // One conversion of all digits: the nearest double, as if the number had been written plainly.
  const value = `TRY_CAST(${minus} || ${digits} || 'e' || (${power} + ${unit} + ${percent}) AS DOUBLE)`;
  return `CASE WHEN ${isNumberSql(narrowed, form)} THEN ${value} END`;
}

/** The sign or code of money in a narrowed text; empty without. */
export const moneySql = (narrowed: string, form: NumberFormat): string =>
  `(regexp_extract(${narrowed}, ${quotedText(patterns[form])}, 3) || regexp_extract(${narrowed}, ${quotedText(patterns[form])}, 8))`;
