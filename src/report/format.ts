/**
 * How numbers are written in reports: one minus sign (U+2212), which the axes of the charts have too; a value that is
 * not known is an em dash, never 0.
 */

import { pointUnits } from './texts/units.js';

/** The languages of reports. */
export const languages = ['zh', 'en'] as const;

/** Language of a report: Chinese or English. */
export type Language = (typeof languages)[number];

/** Shown where a number is missing (null, undefined, NaN). */
export const missing = '—';

type Maybe = number | null | undefined;

function known(value: Maybe): value is number {
  return value !== null && value !== undefined && !Number.isNaN(value);
}

const formats = new Map<number, Intl.NumberFormat>();

// Making a format takes a hundred times as long as using it.
function formatOf(digits: number): Intl.NumberFormat {
  let format = formats.get(digits);
  if (format === undefined) {
    format = new Intl.NumberFormat('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
    formats.set(digits, format);
  }
  return format;
}

function grouped(value: number, digits: number): string {
  if (value === Infinity) return '∞';
  if (value === -Infinity) return `${minus}∞`;
  const text = plain(value, digits) ?? formatOf(digits).format(value);
  return /^-[0.,]*$/.test(text) ? text.slice(1) : text.replace('-', minus);
}

/**
 * The same letters as the format's in a fifth of its time, null where they might differ: `toFixed` groups nothing, and it rounds
 * the binary value, the format its shortest decimal one, which differ where the last digit is cut at a five.
 */
function plain(value: number, digits: number): string | null {
  const size = Math.abs(value);
  if (size >= 999) return null;
  const scaled = size * 10 ** (digits + 1);
  const whole = Math.round(scaled);
  const isTie = whole % 10 === 5 && Math.abs(scaled - whole) <= 1e-9 * Math.max(1, scaled);
  return isTie ? null : value.toFixed(digits);
}

/** The minus sign of everything a person reads. */
export const minus = '\u2212';

function scientific(value: number, digits: number): string {
  return value.toExponential(digits).replaceAll('-', minus);
}

/**
 * A sentence of an engine as a report writes it: the minus sign, no ASCII comparisons, no space before a percent sign.
 * The hyphen of a name or a date stays.
 */
export function typographic(text: string): string {
  return text
    .replace(/(^|[\s([（，、：=<>≥≤])-(?=[\d.¥∞])/g, `$1${minus}`)
    .replace(/(\d)e-(?=\d)/g, `$1e${minus}`)
    .replaceAll('>=', '≥')
    .replaceAll('<=', '≤')
    .replace(/(\d) %/g, '$1%');
}

/** A whole number with thousands separators: 1,234,567. */
export function count(value: Maybe): string {
  return known(value) ? grouped(Math.round(value), 0) : missing;
}

/** A number with a fixed count of decimals and thousands separators. */
export function decimal(value: Maybe, digits = 3): string {
  return known(value) ? grouped(value, digits) : missing;
}

/** A number with `digits` significant digits, in scientific form outside [1e-4, 1e9). */
export function significant(value: Maybe, digits = 4): string {
  if (!known(value)) return missing;
  if (value === 0 || !Number.isFinite(value)) return grouped(value, 0);
  const size = Math.abs(value);
  if (size < 1e-4 || size >= 1e9) return scientific(value, digits - 1);
  const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(size)));
  return grouped(value, Math.min(decimals, 10));
}

/** With an explicit sign: `+0.012`, `−0.012`, `0.000`. */
export function signed(text: string): string {
  return /^[−—]/.test(text) || /^[0.,%¥]+$/.test(text) ? text : `+${text}`;
}

/** A share in [0, 1] as percent: 0.1234 is 12.3%. */
export function percent(share: Maybe, digits = 1): string {
  return known(share) ? `${grouped(share * 100, digits)}%` : missing;
}

/** A difference of two shares in percentage points: 0.0149 is +1.49 pp. */
export function points(difference: Maybe, language: Language, digits = 2): string {
  if (!known(difference)) return missing;
  return `${signed(grouped(difference * 100, digits))}${pointUnit(language)}`;
}

/** The unit of `points`, with the space before it. */
export function pointUnit(language: Language): string {
  return pointUnits[language];
}

/** Money given in yuan (decimal): ¥1,234.50. */
export function yuan(value: Maybe, digits = 2): string {
  if (!known(value)) return missing;
  const text = grouped(Math.abs(value), digits);
  return value < 0 && /[1-9∞]/.test(text) ? `${minus}¥${text}` : `¥${text}`;
}

/** Money given in fen, the integer minor unit used inside: 123450 is ¥1,234.50. */
export function fen(value: Maybe, digits = 2): string {
  return known(value) ? yuan(value / 100, digits) : missing;
}

/** Smallest p-value that is printed as a number. */
const smallestShownP = 1e-16;

/** A p-value: four decimals from 0.001 on, scientific below, and `< 1e−16` instead of a misleading 0. */
export function pValue(p: Maybe): string {
  if (!known(p)) return missing;
  if (p < smallestShownP) return `< 1e${minus}16`;
  return p < 0.001 ? scientific(p, 2) : grouped(p, 4);
}

/** A p-value to follow a `p`: `= 0.0123` or `< 1e−16`. */
export function pRelation(p: Maybe): string {
  const text = pValue(p);
  return text.startsWith('<') ? text : `= ${text}`;
}

/**
 * An estimated probability, in percent of `digits` decimals: `> 99.99%` and `< 0.01%` instead of a certainty nobody
 * has.
 */
export function probability(p: Maybe, digits = 2): string {
  if (!known(p)) return missing;
  const least = 10 ** -(digits + 2);
  if (p > 1 - least) return `> ${percent(1 - least, digits)}`;
  return p < least ? `< ${percent(least, digits)}` : percent(p, digits);
}

/** `[low, high]`, both ends written by `write`. */
export function interval(low: Maybe, high: Maybe, write: (value: Maybe) => string): string {
  return known(low) || known(high) ? `[${write(low)}, ${write(high)}]` : missing;
}

/** A duration in seconds, in the unit a person would use: 340 ms, 12.3 s, 4 min 05 s. */
export function duration(seconds: Maybe): string {
  if (!known(seconds)) return missing;
  if (seconds < 1) return `${grouped(seconds * 1000, 0)} ms`;
  if (seconds < 60) return `${grouped(seconds, 1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}

/** Yes or no as a sign that reads in both languages and in plain text. */
export function mark(ok: boolean): string {
  return ok ? '✓' : '✗';
}
