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

/**
 * The unit that the size of a number tells: days within 100,000 (the years 1696 to 2243). Null for what no unit explains,
 * such as 20260305.
 */
export function timeUnit(value: number): TimeUnit | null {
  const size = Math.abs(value);
  if (size <= 1e5) return days;
  return ranges.find(([least, below]) => size >= least && size < below)?.[2] ?? null;
}
