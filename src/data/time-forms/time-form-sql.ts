import { quotedText } from '../sql/quote.js';
import { type DayOrder, halves, yearFirst, yearLast } from './time-form.js';

/** The readings of time-form.ts in DuckDB. */

const clockNames = ['half1', 'hour', 'minute', 'second', 'fraction', 'half2', 'zone'];

const narrowed = (text: string): string => `translate(${text}, '０１２３４５６７８９／', '0123456789/')`;

const parts = (text: string, pattern: string, names: readonly string[]): string =>
  `regexp_extract(${text}, ${quotedText(pattern)}, [${[...names, ...clockNames].map(quotedText).join(', ')}])`;

/** Whether a text is a date that ends with the year, or begins with it. */
export const matches = (text: string, which: 'first' | 'last'): string =>
  `regexp_matches(${narrowed(text)}, ${quotedText(which === 'first' ? yearFirst : yearLast)})`;

/** What dates that end with the year tell about their order: `d` day first, `m` month first, `e` either, '' nothing. */
export function orderSql(text: string): string {
  const number = (group: number): string =>
    `TRY_CAST(regexp_extract(${narrowed(text)}, ${quotedText(yearLast)}, ${group}) AS INTEGER)`;
  return `CASE WHEN NOT ${matches(text, 'last')} THEN '' WHEN ${number(1)} > 12 THEN 'd' WHEN ${number(2)} > 12 THEN 'm'
    WHEN ${number(1)} = ${number(2)} THEN '' WHEN regexp_matches(${text}, '^\\s*[0-9０-９]+\\s*[.]') THEN 'd' ELSE 'e' END`;
}

/** The ISO text of a time; the text itself where it is in none of the forms. */
export function isoSql(text: string, order: DayOrder | null): string {
  const narrow = narrowed(text);
  const year = isoFrom(parts(narrow, yearFirst, ['year', 'month', 'day']));
  const lastNames = order === 'month-first' ? ['month', 'day', 'year'] : ['day', 'month', 'year'];
  const end =
    order === null
      ? ''
      : ` WHEN ${matches(text, 'last')} THEN ${isoFrom(parts(narrow, yearLast, lastNames))}`;
  return `CASE WHEN ${matches(text, 'first')} THEN ${year}${end} ELSE ${text} END`;
}

function isoFrom(extracted: string): string {
  const p = (name: string): string => `p.${name}`;
  const two = (value: string): string => `lpad(${value}, 2, '0')`;
  const half = `(${p('half1')} || ${p('half2')})`;
  const is = (alternatives: string): string => `regexp_full_match(${half}, ${quotedText(alternatives)})`;
  const hour = `TRY_CAST(${p('hour')} AS INTEGER)`;
  const hours = `CASE WHEN ${half} = '' THEN ${hour} WHEN ${is(halves.am)} THEN if(${hour} > 12, NULL, ${hour} % 12)
    WHEN NOT ${is(halves.pm)} OR (${hour} = 12 AND regexp_matches(${half}, '[晚傍]')) THEN NULL
    WHEN ${hour} < 12 THEN ${hour} + 12 ELSE ${hour} END`;
  const or0 = (name: string): string => `if(${p(name)} = '', '0', ${p(name)})`;
  const clock = `' ' || ${two(`(${hours})::VARCHAR`)} || ':' || ${two(or0('minute'))} || ':' || ${two(or0('second'))} ||
    if(${p('fraction')} = '', '', '.' || ${p('fraction')}) ||
    replace(${p('zone')}, 'UTC', 'Z')`;
  const iso = `${p('year')} || '-' || ${two(p('month'))} || '-' || ${two(p('day'))} || if(${p('hour')} = '', '', ${clock})`;
  return `list_transform([${extracted}], lambda p: ${iso})[1]`;
}
