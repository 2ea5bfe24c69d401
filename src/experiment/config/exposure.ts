import { WinbackError } from '../../base/errors.js';
import type { Pace } from '../../base/pace.js';
import type { ArrowTable } from '../../data/arrow-shape.js';
import { instantOfText, type TimeColumn, TimeReader } from '../../data/times.js';
import type { ExperimentConfig } from './config.js';
import { runDays } from './days.js';

/** What reading one time costs against a step of a loop over numbers. */
const timeCost = 16;
const slice = 1024;

/** A column of times in the zone of the experiment. @throws BAD_INPUT as readTimes */
export async function timeColumn(
  table: ArrowTable,
  name: string,
  { timeZone, data: { timeFormat } }: Pick<ExperimentConfig, 'timeZone' | 'data'>,
  pace: Pace,
): Promise<TimeColumn> {
  const reader = new TimeReader(table, name, { timeZone, timeFormat });
  for (let from = 0; from < table.numRows; from += slice) {
    await pace.breathe(slice * timeCost);
    reader.read(from, Math.min(from + slice, table.numRows));
  }
  return reader.finish();
}

/**
 * Users whose window is still open would count as "did not convert" and dilute the effect. Users without a time of
 * exposure are counted, and left out where there is a window.
 */
export function matureOnly(
  { windowDays, asOf, timeZone }: ExperimentConfig,
  exposed: TimeColumn | null,
  arm: Int32Array,
): { readonly arm: Int32Array; readonly immature: number; readonly untimed: number } {
  if (exposed === null) return { arm, immature: 0, untimed: 0 };
  const untimed = countUntimed(exposed.instants, arm);
  if (windowDays === undefined || asOf === undefined) return { arm, immature: 0, untimed };
  const end = instantOfText(asOf, timeZone) / 86_400_000;
  const { instants } = exposed;
  let immature = 0;
  const mature = arm.map((a, row) => {
    if (a < 0 || instants[row]! + windowDays <= end) return a;
    if (!Number.isNaN(instants[row]!)) immature++;
    return -1;
  });
  return { arm: mature, immature, untimed };
}

function countUntimed(instants: Float64Array, arm: Int32Array): number {
  let untimed = 0;
  for (let row = 0; row < arm.length; row++) if (arm[row]! >= 0 && Number.isNaN(instants[row]!)) untimed++;
  return untimed;
}

export interface ConversionOrder {
  /** Users whose conversion came before their exposure. */
  readonly beforeExposure: number;
  /** Users of whom only the day is known of one of the times, and it is the same day. */
  readonly sameDay: number;
}

/** Where one of the times is a day only, days are compared with days: within one the order cannot be told. */
export function conversionOrder(
  exposed: TimeColumn,
  converted: TimeColumn,
  arm: Int32Array,
): ConversionOrder {
  const daysOnly = exposed.dateOnly || converted.dateOnly;
  let [beforeExposure, sameDay] = [0, 0];
  for (let row = 0; row < arm.length; row++) {
    if (arm[row]! < 0) continue;
    const [from, to] = daysOnly
      ? [Math.floor(exposed.days[row]!), Math.floor(converted.days[row]!)]
      : [exposed.instants[row]!, converted.instants[row]!];
    if (to < from) beforeExposure++;
    else if (daysOnly && to === from) sameDay++;
  }
  return { beforeExposure, sameDay };
}

/** Days from the first to the last exposure, both counted, but for users far from all others; null without times. */
export function daysOf(
  exposed: Pick<TimeColumn, 'days'> | null,
  arm: Int32Array,
): { readonly days: number | null; readonly farUsers: number } {
  if (exposed === null) return { days: null, farUsers: 0 };
  const { first, last, far } = runDays(exposed.days, arm);
  return { days: first > last ? 0 : last - first + 1, farUsers: far };
}

/** @throws BAD_CONFIG unless the text is a date or time */
export function requireTime(name: string, value: string, refuse: (message: string) => never): void {
  try {
    instantOfText(value, 'UTC');
  } catch (error) {
    if (!(error instanceof WinbackError)) throw error;
    refuse(`${name}: ${error.message}`);
  }
}
