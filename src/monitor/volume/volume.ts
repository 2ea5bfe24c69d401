import { WinbackError } from '../../base/errors.js';
import { requireShape } from '../../base/shape.js';
import { expectationOf } from './expectation.js';
import type { DayCounts, VolumeCheck, VolumeFault, VolumeReading, VolumeState } from './records.js';

/** Below this share of what was expected a fall is critical. */
const criticalShare = 0.5;
/** Series with fewer expected rows are too rare for an alarm of their own. */
const rarest = 20;
/** Days that are filled in: the expectation looks eight weeks back. */
const filledDays = 60;

/**
 * Whether the rows of a day are those that the weeks before lead to expect: each event by itself, and all of them. A day on
 * which everything falls is a gap in the data; an event that falls while the others hold is a loss of its tracking.
 * @param counts days in any order, each once; only the eight weeks before `day` are looked at
 * @param day days since 1970-01-01; a day without counts has no rows
 * @throws WinbackError BAD_INPUT for a day that comes twice
 *
 * @example
 * ```ts
 * import { checkVolume } from 'winback/monitor';
 *
 * const usual = Array.from({ length: 56 }, (_, i) => ({ day: 20_000 + i, rows: { login: 500, pay: 100 } }));
 * const check = checkVolume([...usual, { day: 20_056, rows: { login: 490, pay: 12 } }], 20_056);
 * check.state; // critical
 * check.series.find(({ name }) => name === 'pay')?.fault; // tracking-loss
 * ```
 */
export function checkVolume(counts: readonly DayCounts[], day: number): VolumeCheck {
  requireShape(counts, 'counts', 'list');
  requireShape(day, 'day', 'number');
  const totals = seriesOf(counts, ({ rows }) => Object.values(rows).reduce((sum, n) => sum + n, 0));
  const first = Math.min(...totals.keys());
  const known = counts.filter((one) => one.day <= day);
  const names = [...new Set(known.flatMap(({ rows }) => Object.keys(rows)))].sort();
  const total = readingOf('*', totals, day, first, () => 'data-gap');
  const series = names.map((name) => {
    const own = seriesOf(counts, ({ rows }) => rows[name] ?? 0);
    const others = new Map([...totals].map(([at, rows]) => [at, rows - (own.get(at) ?? 0)]));
    const rest = readingOf('*', others, day, first, () => 'data-gap');
    return readingOf(name, own, day, first, () => (isFall(rest.state) ? 'data-gap' : 'tracking-loss'));
  });
  return { day, total, series, state: worst([total, ...series]) };
}

function seriesOf(counts: readonly DayCounts[], value: (counts: DayCounts) => number): Map<number, number> {
  const found = new Map<number, number>();
  for (const one of counts) {
    if (found.has(one.day)) throw new WinbackError('BAD_INPUT', `the rows of day ${one.day} are given twice`);
    found.set(one.day, value(one));
  }
  return found;
}

/** Days between the first one and `day` that have no rows had none: they are not unknown. */
function withEmptyDays(rows: ReadonlyMap<number, number>, first: number, day: number): Map<number, number> {
  const whole = new Map<number, number>();
  for (let at = Math.max(first, day - filledDays); at < day; at++) whole.set(at, rows.get(at) ?? 0);
  return whole;
}

function readingOf(
  name: string,
  series: ReadonlyMap<number, number>,
  day: number,
  first: number,
  faultOf: () => VolumeFault,
): VolumeReading {
  const rows = series.get(day) ?? 0;
  const expected = expectationOf(withEmptyDays(series, first, day), day);
  if (expected === null) return { name, rows, expected, state: 'learning', fault: null, severity: null };
  const state = stateOf(rows, expected.low, expected.high);
  if (!isFall(state) || expected.median < rarest)
    return { name, rows, expected, state, fault: null, severity: null };
  const severity = rows < criticalShare * expected.median ? 'critical' : 'warning';
  return { name, rows, expected, state, fault: faultOf(), severity };
}

function stateOf(rows: number, low: number, high: number): VolumeState {
  if (rows === 0 && low > 0) return 'zero';
  if (rows < low) return 'low';
  return rows > high ? 'high' : 'expected';
}

const isFall = (state: VolumeState): boolean => state === 'low' || state === 'zero';

function worst(readings: readonly VolumeReading[]): VolumeCheck['state'] {
  if (readings.some(({ severity }) => severity === 'critical')) return 'critical';
  if (readings.some(({ severity }) => severity === 'warning')) return 'warning';
  return readings[0]!.state === 'learning' ? 'learning' : 'ok';
}
