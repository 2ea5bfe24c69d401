import { WinbackError } from '../../base/errors.js';
import { allocateColumn } from '../../base/large-arrays.js';
import { quantileOf, sortedValues } from '../../stats/quantile/quantile.js';
import type { WinsoriseRule } from '../config/metric-config.js';

export interface Caps {
  /** Least value; null where that side is not cut. */
  readonly lower: number | null;
  /** Largest value; null where that side is not cut. */
  readonly upper: number | null;
}

export interface Winsorised extends Caps {
  readonly values: Float64Array;
  /** Users whose value was changed. */
  readonly users: number;
}

/** Caps of a ratio: those of the numerator, and the denominator's where a quantile gives one. */
export interface RatioCaps extends Caps {
  readonly perUpper: number | null;
}

export interface WinsorisedRatio extends RatioCaps {
  readonly top: Float64Array;
  readonly bottom: Float64Array;
  readonly users: number;
}

/**
 * Caps a column. Quantile thresholds come from all arms together: one per arm would let the treatment
 * move its own cap. Rows with arm < 0 neither count nor change.
 */
export async function winsorise(
  values: Float64Array,
  arm: Int32Array,
  rule: WinsoriseRule,
): Promise<Winsorised> {
  const caps = await capsOf(values, arm, rule);
  let users = 0;
  const [most, least] = [caps.upper ?? Number.POSITIVE_INFINITY, caps.lower ?? Number.NEGATIVE_INFINITY];
  const capped = allocateColumn(Float64Array, values.length);
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!;
    // A missing value stays missing: no comparison holds for it.
    const inCaps = value > most ? most : value < least ? least : value;
    capped[row] = inCaps;
    if ((value > most || value < least) && arm[row]! >= 0) users++;
  }
  return { values: capped, ...caps, users };
}

/**
 * Caps the users of a ratio: numerator and denominator of a user are multiplied by one factor, the largest up to 1 that
 * leaves neither outside its caps. A user above them counts as much as one at them, with the ratio they have. Capping the
 * numerator alone would take spending from the heavy users and leave them their orders, so that two arms with the same
 * ratio and different numbers of heavy users would differ.
 * @throws BAD_INPUT for a cap that binds and has the sign of no such factor
 */
export async function winsoriseRatio(
  top: Float64Array,
  bottom: Float64Array,
  arm: Int32Array,
  rule: WinsoriseRule,
): Promise<WinsorisedRatio> {
  const { lower, upper } = await capsOf(top, arm, rule);
  const ofBottom = rule.max === undefined && rule.upper !== undefined ? { upper: rule.upper } : {};
  const { upper: perUpper } = await capsOf(bottom, arm, ofBottom);
  const caps = { lower, upper, perUpper };
  let users = 0;
  const capped = [top, bottom].map((values) => allocateColumn(Float64Array, values.length)) as [
    Float64Array,
    Float64Array,
  ];
  for (let row = 0; row < top.length; row++) {
    const factor = arm[row]! < 0 ? 1 : shrinkFactor(top[row]!, bottom[row]!, caps);
    if (factor < 1) users++;
    capped[0][row] = top[row]! * factor;
    capped[1][row] = bottom[row]! * factor;
  }
  return { top: capped[0], bottom: capped[1], ...caps, users };
}

function shrinkFactor(top: number, bottom: number, { lower, upper, perUpper }: RatioCaps): number {
  let factor = 1;
  if (upper !== null && top > upper) factor = checkedFactor(upper, top);
  if (lower !== null && top < lower) factor = checkedFactor(lower, top);
  if (perUpper !== null && bottom > perUpper) factor = Math.min(factor, checkedFactor(perUpper, bottom));
  return factor;
}

function checkedFactor(cap: number, value: number): number {
  requireRatioCap(cap, value > cap);
  return cap / value;
}

/** A cap of 0 would take the user out whole, one of the other sign has no factor. */
export function requireRatioCap(cap: number, isUpper: boolean): void {
  if (isUpper ? cap > 0 : cap < 0) return;
  throw new WinbackError(
    'BAD_INPUT',
    isUpper
      ? `winsorise: the upper cap of a ratio must be above 0, got ${cap}: most users have none; take a higher quantile, or max`
      : `winsorise: the lower cap of a ratio must be below 0, got ${cap}: a user is only ever scaled down`,
  );
}

/** Fixed caps as they are, quantiles over the users of all arms. */
async function capsOf(values: Float64Array, arm: Int32Array, rule: WinsoriseRule): Promise<Caps> {
  const needsOrder =
    (rule.max === undefined && rule.upper !== undefined) ||
    (rule.min === undefined && rule.lower !== undefined);
  const kept = needsOrder ? rowsInside(values, arm) : new Float64Array();
  const inside = needsOrder ? await sortedValues(kept) : kept;
  const upper = rule.max ?? (rule.upper === undefined ? null : quantileOf(inside, rule.upper));
  const lower = rule.min ?? (rule.lower === undefined ? null : quantileOf(inside, rule.lower));
  if (upper !== null && lower !== null && lower > upper) {
    throw new WinbackError('BAD_INPUT', `winsorise: the lower cap ${lower} is above the upper one ${upper}`);
  }
  return { lower, upper };
}

function rowsInside(values: Float64Array, arm: Int32Array): Float64Array {
  const inside = allocateColumn(Float64Array, values.length);
  let count = 0;
  for (let row = 0; row < values.length; row++) if (arm[row]! >= 0) inside[count++] = values[row]!;
  return inside.subarray(0, count);
}
