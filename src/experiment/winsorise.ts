import { WinbackError } from '../base/errors.js';

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
export function winsorise(values: Float64Array, arm: Int32Array, rule: WinsoriseRule): Winsorised {
  const inside = values.filter((_, row) => arm[row]! >= 0);
  const upper = rule.max ?? (rule.upper === undefined ? null : quantileOf(inside, rule.upper));
  const lower = rule.min ?? (rule.lower === undefined ? null : quantileOf(inside, rule.lower));
  if (upper !== null && lower !== null && lower > upper) {
    throw new WinbackError('BAD_INPUT', `winsorise: the lower cap ${lower} is above the upper one ${upper}`);
  }
  let users = 0;
  const capped = values.map((value, row) => {
    const kept = Math.min(upper ?? value, Math.max(lower ?? value, value));
    if (kept !== value && arm[row]! >= 0) users++;
    return kept;
  });
  return { values: capped, lower, upper, users };
}

/** Quantile with linear interpolation between order statistics (R type 7). Sorts a copy. */
export function quantileOf(values: Float64Array, p: number): number {
  if (values.length === 0) throw new WinbackError('BAD_INPUT', 'a quantile needs at least one value');
  const sorted = Float64Array.from(values).sort();
  const at = (sorted.length - 1) * p;
  const below = Math.floor(at);
  const next = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return sorted[below]! + (at - below) * (next - sorted[below]!);
}
