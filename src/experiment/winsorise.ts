import { WinbackError } from '../base/errors.js';
import { allocateColumn } from '../base/large-arrays.js';
import { quantileOf, sortedValues } from '../stats/quantile.js';

export interface WinsoriseRule {
  /** Quantile in (0.5, 1) above which values are set to it, e.g. 0.999. */
  readonly upper?: number | undefined;
  /** Quantile in (0, 0.5) below which values are set to it. */
  readonly lower?: number | undefined;
  /** Fixed caps instead, in the metric's unit: chosen before looking at the data. */
  readonly max?: number | undefined;
  readonly min?: number | undefined;
}

export interface Winsorised {
  readonly values: Float64Array;
  readonly lower: number | null;
  readonly upper: number | null;
  /** Users whose value was changed. */
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
  let users = 0;
  const [most, least] = [upper ?? Number.POSITIVE_INFINITY, lower ?? Number.NEGATIVE_INFINITY];
  const capped = allocateColumn(Float64Array, values.length);
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!;
    // A missing value stays missing: no comparison holds for it.
    const inCaps = value > most ? most : value < least ? least : value;
    capped[row] = inCaps;
    if ((value > most || value < least) && arm[row]! >= 0) users++;
  }
  return { values: capped, lower, upper, users };
}

function rowsInside(values: Float64Array, arm: Int32Array): Float64Array {
  const inside = allocateColumn(Float64Array, values.length);
  let count = 0;
  for (let row = 0; row < values.length; row++) if (arm[row]! >= 0) inside[count++] = values[row]!;
  return inside.subarray(0, count);
}
