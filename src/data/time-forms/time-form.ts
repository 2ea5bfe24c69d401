/** Times as people write them: order of day and month, Chinese signs, 12-hour clocks. Each becomes an ISO text. */

/** Order of the first two numbers of dates that end with the year. */
export type DayOrder = 'day-first' | 'month-first';

const space = '[\\s\u00a0\u202f\u3000]*';
const am = 'AM|am|a[.]m[.]|上午|凌晨|早上';
const pm = 'PM|pm|p[.]m[.]|下午|中午|傍晚|晚上';

// Groups: 1 half of the day, 2 hour, 3 minute, 4 second, 5 fraction, 6 half of the day, 7 zone.
const clock =
  `(?:[T,]?${space}(?:星期.|周.)?${space}(${am}|${pm})?${space}(\\d{1,2})${space}[:：时点]${space}` +
  `(?:(\\d{1,2})${space}(?:[:：分]${space}(?:(\\d{1,2})(?:[.,](\\d{1,9}))?${space}秒?)?)?)?` +
  `${space}(${am}|${pm})?${space}(Z|UTC|[+-]\\d{2}(?::?\\d{2})?)?)?`;

/** Year first: groups 1 year, 2 month, 3 day, then those of the clock. */
export const yearFirst = `^${space}(\\d{4})${space}[-/.年]${space}(\\d{1,2})${space}[-/.月]${space}(\\d{1,2})${space}[日号]?${clock}${space}$`;

/** Year last: groups 1 and 2 day and month in some order, 3 year, then those of the clock. */
export const yearLast = `^${space}(\\d{1,2})${space}[-/.]${space}(\\d{1,2})${space}[-/.]${space}(\\d{4})${clock}${space}$`;

const first = new RegExp(yearFirst);
const last = new RegExp(yearLast);
const isAfternoon = new RegExp(`^(?:${pm})$`);

/** What a date that ends with the year tells about the order; `either` where day and month could be exchanged. */
export function orderOf(text: string): DayOrder | 'either' | 'same' | null {
  const found = last.exec(narrowDigits(text));
  if (found === null) return null;
  const [a, b] = [Number(found[1]), Number(found[2])];
  if (a > 12) return 'day-first';
  if (b > 12) return 'month-first';
  if (a === b) return 'same';
  // No country writes month.day.year.
  return found[0].includes('.') && /^\s*\d+\s*[.]/.test(found[0]) ? 'day-first' : 'either';
}

/**
 * The time that a text says, as an ISO 8601 text: `2026-01-02 15:04:05.5+08:00`. Null for a text that is none.
 * @param order of dates that end with the year; without one these are null
 */
export function isoOf(text: string, order: DayOrder | null): string | null {
  const narrow = narrowDigits(text);
  const found = first.exec(narrow);
  if (found !== null) return isoText(found[1]!, found[2]!, found[3]!, found.slice(4));
  const ending = order === null ? null : last.exec(narrow);
  if (ending === null) return null;
  const [, a, b, year] = ending;
  const [month, day] = order === 'day-first' ? [b, a] : [a, b];
  return isoText(year!, month!, day!, ending.slice(4));
}

const narrowDigits = (text: string): string =>
  text.replaceAll(/[０-９]/g, (digit) => String(digit.codePointAt(0)! - 0xff10)).replaceAll('／', '/');

const two = (digits: string | number): string => String(digits).padStart(2, '0');

function isoText(
  year: string,
  month: string,
  day: string,
  parts: readonly (string | undefined)[],
): string | null {
  const [half1, hour, minute, second, fraction, half2, zone = ''] = parts;
  const date = `${year}-${two(month)}-${two(day)}`;
  if (hour === undefined) return date;
  const hours = hourOf(Number(hour), half1 ?? half2 ?? null);
  if (hours === null || (half1 !== undefined && half2 !== undefined)) return null;
  const rest = fraction === undefined ? '' : `.${fraction}`;
  return `${date} ${two(hours)}:${two(minute ?? 0)}:${two(second ?? 0)}${rest}${zone.replace('UTC', 'Z')}`;
}

/** Hour of the day, from 0; null for one that the half of the day has not. */
function hourOf(hour: number, half: string | null): number | null {
  if (half === null) return hour;
  if (!isAfternoon.test(half)) return hour > 12 ? null : hour % 12;
  // 12 at night is the start of a day, but of which is not said.
  if (hour === 12 && /[晚傍]/.test(half)) return null;
  return hour < 12 ? hour + 12 : hour;
}

/** Alternatives of the halves of the day, for SQL. */
export const halves = { am, pm } as const;
