import { flag, optional, requireKeys, resolveOptions } from '../base/options.js';
import { requirePart, requireShape } from '../base/shape.js';
import { crossing } from '../native/crossing.js';
import { addon } from '../native/load.js';
import { kernelColumn, type NumberColumn } from './column-input.js';

/** A monotone curve: linear between its knots, flat outside. JSON-safe once its arrays are listed. */
export interface IsotonicCurve {
  /** Strictly ascending, at least one. */
  readonly x: Float64Array;
  /** Value at each x, never against the direction asked for. */
  readonly y: Float64Array;
}

/** Weights and direction of the fit. */
export interface IsotonicOptions {
  /** One finite weight >= 0 per row; rows of weight 0 are left out. @default all 1 */
  readonly weights?: NumberColumn | undefined;
  /** @default true */
  readonly increasing?: boolean | undefined;
}

/**
 * The monotone curve closest to y in weighted squares: pooling of adjacent violators (Ayer et al.,
 * 1955). Rows with equal x are pooled first.
 * @param x one finite number a row
 * @param y one finite number a row
 * @param options weights and direction
 * @throws WinbackError BAD_INPUT for missing or infinite values, or lengths that differ
 *
 * @example
 * ```ts
 * import { fitIsotonic } from 'winback/stats';
 *
 * (await fitIsotonic(Float64Array.of(1, 2, 3), Float64Array.of(0, 2, 1))).y[2]; // 1.5
 * ```
 */
export async function fitIsotonic(
  x: NumberColumn,
  y: NumberColumn,
  options: IsotonicOptions = {},
): Promise<IsotonicCurve> {
  requireKeys(options, 'options', { weights: true, increasing: true });
  const { weights, ...rest } = options;
  const { increasing } = resolveOptions<{ increasing: boolean }>('options', rest, {
    increasing: optional(flag, true),
  });
  const columns = [kernelColumn(x, 'x'), kernelColumn(y, 'y')] as const;
  const weight = weights === undefined ? null : kernelColumn(weights, 'weights');
  return crossing(() => addon().rankingFitIsotonic(...columns, weight, increasing));
}

/**
 * The curve at one point; NaN stays NaN.
 * @param curve of fitIsotonic
 * @param x where the curve is read
 *
 * @example
 * ```ts
 * import { fitIsotonic, isotonicAt } from 'winback/stats';
 *
 * isotonicAt(await fitIsotonic(Float64Array.of(1, 2, 3), Float64Array.of(0, 2, 1)), 1.5); // 0.75
 * ```
 */
export function isotonicAt(curve: IsotonicCurve, x: number): number {
  requireShape(curve, 'curve', { x: 'list', y: 'list' });
  requirePart(x, 'x', 'number');
  if (Number.isNaN(x)) return x;
  let low = 0;
  let high = curve.x.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (curve.x[middle]! <= x) low = middle + 1;
    else high = middle;
  }
  if (low === 0) return curve.y[0]!;
  if (low === curve.x.length) return curve.y[low - 1]!;
  const share = (x - curve.x[low - 1]!) / (curve.x[low]! - curve.x[low - 1]!);
  return curve.y[low - 1]! + share * (curve.y[low]! - curve.y[low - 1]!);
}
