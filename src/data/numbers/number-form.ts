import { type Check, oneOf } from '../../base/options.js';

/** How people write numbers: which sign parts whole and fraction, and everything around the digits. */

/** A form of numbers, called by an example. */
export type NumberFormat = '1,234.56' | '1.234,56';

/** Checks the form of numbers in a configuration. */
export const numberFormat: Check<NumberFormat> = oneOf('1,234.56', '1.234,56');

/** Wide digits and signs, and what they are in ASCII; the minus sign of mathematics. */
export const wide = '０１２３４５６７８９．，－＋％（）￥−';
export const narrow = '0123456789.,-+%()¥-';

const codes = 'CNY|RMB|USD|EUR|GBP|JPY|HKD|TWD|NTD|KRW|INR|SGD|AUD|CAD|CHF|RUB|BRL|MXN|THB|VND|IDR|MYR|PHP';
const before = `(?:US|HK|NT|[ACRS])?[$]|[¥€£₩₹₽]|人民币|${codes}`;
const after = `[¥€£₩₹₽$]|人民币|美元|欧元|港元|港币|日元|新台币|[元圆块円]|${codes}`;

/** Powers of ten that Chinese units stand for. */
export const units: Readonly<Record<string, number>> = {
  ...{ 万亿: 12, 亿: 8, 千万: 7, 百万: 6, 十万: 5, 万: 4, 千: 3 },
};

// Between groups of three digits: no-break, narrow and thin spaces, apostrophes.
const separators = "  \u00a0\u202f\u2009'’";

/** Spaces between the parts: those of RE2's `\s` are ASCII alone. */
const space = '[\\s\u00a0\u202f\u2009]*';

/**
 * Pattern of a whole number text, for JavaScript and for DuckDB's RE2. Groups: 1 opening bracket, 2 sign, 3 money, 4 sign,
 * 5 digits with separators, 6 power of ten, 7 unit, 8 money, 9 per cent, 10 closing bracket or sign. A first group of digits
 * that starts with 0 is no thousands: 0,123 has a fraction.
 */
export const patterns: Readonly<Record<NumberFormat, string>> = {
  '1,234.56': patternOf(',', '[.]'),
  '1.234,56': patternOf('.', ','),
};

function patternOf(group: string, decimal: string): string {
  const digits = `(?:[1-9]\\d{0,2}(?:[${group}${separators}]\\d{3})+|\\d+)(?:${decimal}\\d*)?|${decimal}\\d+`;
  const unit = Object.keys(units).join('|');
  const parts = [
    ...['([(])?', '([+-])?', `(${before})?`, '([+-])?', `(${digits})([eE][+-]?\\d+)?`],
    ...[`(${unit})?`, `(${after})?`, '(%)?', '([)-])?'],
  ];
  return `^${space}${parts.join(space)}${space}$`;
}

const expressions = {
  '1,234.56': new RegExp(patterns['1,234.56']),
  '1.234,56': new RegExp(patterns['1.234,56']),
} as const;

/** What a text says as a number. */
export interface WrittenNumber {
  readonly value: number;
  /** Sign or code of money; empty without. */
  readonly money: string;
  readonly percent: boolean;
}

/** The number that a text says in a form; null where it says none. */
export function parseNumber(text: string, form: NumberFormat): WrittenNumber | null {
  const found = expressions[form].exec(narrowed(text));
  if (found === null) return null;
  const [, open, sign1, money1, sign2, digits, power = '', unit, money2, percent, close] = found;
  // Two signs, or half of a pair of brackets, mean nothing.
  const signs = [open, sign1, sign2, close].join('');
  if (!['', '-', '+', '()'].includes(signs)) return null;
  const exponent = Number(power.slice(1) || 0) + (units[unit ?? ''] ?? 0) - (percent === undefined ? 0 : 2);
  const plain = plainDigits(digits!, form);
  const value = Number(`${signs === '' || signs === '+' ? '' : '-'}${plain}e${exponent}`);
  return { value, money: money1 ?? money2 ?? '', percent: percent !== undefined };
}

const narrowed = (text: string): string =>
  text.replaceAll(/[０-９．，－＋％（）￥−]/g, (letter) => narrow[wide.indexOf(letter)]!);

function plainDigits(digits: string, form: NumberFormat): string {
  const bare = digits.replaceAll(form === '1,234.56' ? /[^0-9.]/g : /[^0-9,]/g, '');
  return bare.replace(',', '.');
}
