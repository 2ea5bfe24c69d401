import { plainNumberSql } from '../sql/plain-number.js';
import { quotedText } from '../sql/quote.js';
import type { ShapeName } from './records.js';

const matches = (pattern: string) => (text: string) => `regexp_matches(${text}, ${quotedText(pattern)})`;

const clock = '([T ,]+\\d{1,2}:\\d{2}(:\\d{2}([.,]\\d+)?)?( ?[AaPp][Mm])?)?';
const zone = '\\s*(Z|UTC|[+-]\\d{2}(:?\\d{2})?)';
const isoDay = '\\d{4}[-/]\\d{1,2}[-/]\\d{1,2}';
const months = '(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\\.?';
const money = '(?i:[¥￥$€£₹₩]|rmb|cny|usd|eur|gbp|jpy|元|us\\$|hk\\$)';
const amount = '\\d[\\d.,]*';

/** Each shape as a condition on a trimmed text. A text may have several; the first of them that most texts have counts. */
export const shapes: Readonly<Record<ShapeName, (text: string) => string>> = {
  iso: matches(`^${isoDay}${clock}$`),
  isoZoned: matches(`^${isoDay}[T ]+\\d{1,2}:\\d{2}(:\\d{2}([.,]\\d+)?)?${zone}$`),
  slash: matches(`^\\d{1,2}[/.-]\\d{1,2}[/.-](\\d{4}|\\d{2})${clock}$`),
  chineseDate: matches('^\\d{4}年\\d{1,2}月\\d{1,2}日'),
  compactDate: matches('^(19|20)\\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\\d|3[01])([T ]?\\d{6}|\\d{4})?$'),
  monthName: matches(`^((\\w{3}, )?\\d{1,2}[ -]${months}[ -]\\d{2,4}|${months} \\d{1,2},? \\d{4})`),
  number: (text) => `coalesce(isfinite(${plainNumberSql(text)}), false)`,
  currency: matches(`^[-(]?\\s*(${money}\\s*-?${amount}|-?${amount}\\s*${money})\\s*\\)?$`),
  thousands: matches('^[-(]?\\d{1,3}(,\\d{3})+(\\.\\d+)?\\)?$'),
  decimalComma: matches('^-?(\\d{1,3}(\\.\\d{3})+|\\d+),\\d{1,2}$'),
  percent: matches(`^-?${amount}\\s*[%％]$`),
  wan: matches(`^-?${amount}\\s*[万亿]元?$`),
  email: matches('^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$'),
  phone: matches('^(\\+?\\d{1,3}[ -]?)?(1[3-9]\\d{9}|\\(?\\d{3}\\)?[ -]\\d{3,4}[ -]\\d{4})$'),
  uuid: matches('^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$'),
  url: matches('^https?://'),
  object: (text) => `(${text} LIKE '{%' AND json_valid(${text}))`,
};

export const shapeNames = Object.keys(shapes) as readonly ShapeName[];

/** Shapes of times. */
export const timeShapes: readonly ShapeName[] = [
  'iso',
  'isoZoned',
  'slash',
  'chineseDate',
  'compactDate',
  'monthName',
];

/** Shapes of numbers that a cast cannot read. */
export const numberShapes: readonly ShapeName[] = ['currency', 'thousands', 'decimalComma', 'percent', 'wan'];

/** First and second number of a date such as 03/04/2026. */
export const slashPart = (text: string, part: 1 | 2): string =>
  `TRY_CAST(regexp_extract(${text}, '^(\\d{1,2})[/.-](\\d{1,2})', ${part}) AS INTEGER)`;
