/** Unit of a number that counts time since 1970-01-01. */
export interface TimeUnit {
  readonly name: 'd' | 's' | 'ms' | 'us' | 'ns';
  readonly milliseconds: number;
}

export const unitNames: Readonly<Record<TimeUnit['name'], string>> = {
  d: 'days',
  s: 'seconds',
  ms: 'milliseconds',
  us: 'microseconds',
  ns: 'nanoseconds',
};

const days: TimeUnit = { name: 'd', milliseconds: 86_400_000 };

/** Least size, most size. Between the units lie 1973 and the year 5138, so that no number has two meanings. */
const ranges: readonly (readonly [least: number, below: number, unit: TimeUnit])[] = [
  [1e8, 1e11, { name: 's', milliseconds: 1000 }],
  [1e11, 1e14, { name: 'ms', milliseconds: 1 }],
  [1e14, 1e17, { name: 'us', milliseconds: 1e-3 }],
  [1e17, 1e20, { name: 'ns', milliseconds: 1e-6 }],
];

/** Days since 1970 end in 2052: beyond lie the days of spreadsheets, of which 46024 is 2026-01-02. */
const mostDays = 3e4;
const mostSheetDays = 1e5;

/**
 * The unit that the size of a number tells: days below 30,000 (the years 1887 to 2052). Null for what no unit explains,
 * such as 20260305 and 46024.
 */
export function timeUnit(value: number): TimeUnit | null {
  const size = Math.abs(value);
  if (size < mostDays) return days;
  return ranges.find(([least, below]) => size >= least && size < below)?.[2] ?? null;
}

/** The date that a spreadsheet shows for a number of days, which it counts from 1899-12-30; null for what is none. */
export function sheetDate(value: number): string | null {
  if (!(value >= mostDays && value < mostSheetDays)) return null;
  return new Date(Date.UTC(1899, 11, 30) + Math.floor(value) * days.milliseconds).toISOString().slice(0, 10);
}
