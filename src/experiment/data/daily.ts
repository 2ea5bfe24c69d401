import { moments } from '../../stats/moments.js';
import { daySpan } from '../config/days.js';
import { emptyMoments, type JointMoments, mergeMoments } from '../moments/moments.js';
import { packedMoments } from '../moments/packed-moments.js';
import type { ExperimentData } from './data.js';

/** Arm (control first) -> stratum -> moments of the data's columns. */
export type Cells = readonly (readonly JointMoments[])[];

/** Everything known of the users exposed on each day. */
export interface Daily {
  /** First day of exposure since 1970-01-01. */
  readonly first: number;
  /** One entry per day from the first to the last, empty days included. */
  readonly days: readonly Cells[];
}

/** Groups the native kernel takes; also keeps days x arms x strata in memory bounds. */
const mostGroups = 65_536;

/**
 * Moments by day of first exposure, arm and stratum, computed off the JavaScript thread. Null without rows or days of
 * exposure, or with more days, arms and strata than the kernel takes.
 */
export async function dailyMoments(data: ExperimentData, signal?: AbortSignal): Promise<Daily | null> {
  const { rows, columns } = data;
  if (rows?.exposedAt == null) return null;
  const span = daySpan(rows.exposedAt, rows.arm);
  const width = data.strata.length;
  const arms = data.cells.length;
  const perDay = arms * width;
  const count = span.last - span.first + 1;
  if (!(count >= 1 && count * perDay <= mostGroups)) return null;
  const group = new Float64Array(rows.arm.length);
  for (let row = 0; row < group.length; row++) {
    const offset = Math.floor(rows.exposedAt[row]!) - span.first;
    group[row] =
      rows.arm[row]! < 0 ? Number.NaN : offset * perDay + rows.arm[row]! * width + rows.stratum[row]!;
  }
  const values = columns.map((name) => rows.columns.get(name)!);
  const result = await moments(values, { group, groups: count * perDay, ...(signal ? { signal } : {}) });
  const cells = result.groups.map((g) => (g.rows === 0 ? emptyMoments(columns.length) : packedMoments(g)));
  const day = (d: number): Cells =>
    Array.from({ length: arms }, (_, a) => cells.slice(d * perDay + a * width, d * perDay + (a + 1) * width));
  return { first: span.first, days: Array.from({ length: count }, (_, d) => day(d)) };
}

/** Cells of both taken together. */
export function mergeCells(a: Cells, b: Cells): Cells {
  return a.map((strata, arm) => strata.map((cell, s) => mergeMoments(cell, b[arm]![s]!)));
}

/** All strata of each arm together. */
export function wholeArms(cells: Cells): readonly JointMoments[] {
  return cells.map((strata) => strata.reduce(mergeMoments));
}
