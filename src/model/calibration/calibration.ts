import { ensure, WinbackError } from '../../base/errors.js';
import { between, finite, nonNegative, object, oneOf, shown } from '../../base/options.js';
import { requireShape } from '../../base/shape.js';
import { crossingSync } from '../../native/crossing.js';
import { addon } from '../../native/load.js';
import type { Labels } from '../metrics.js';
import { fitIsotonic, type IsotonicCurve } from './calibration-isotonic.js';
import { fitLogLinear } from './calibration-newton.js';

export type CalibrationMethod = Calibration['method'];

/**
 * A monotone map from a model's probability to a calibrated one. Plain data: stored as JSON.
 * `platt`: sigmoid(slope * logit p + intercept). `beta`: sigmoid(a ln p - b ln(1 - p) + c).
 * `isotonic`: linear between knots.
 */
export type Calibration =
  | {
      /** How scores become probabilities. */
      readonly method: 'none';
    }
  | {
      /** How scores become probabilities. */
      readonly method: 'platt';
      /** Platt: factor of the log odds. */
      readonly slope: number;
      /** Platt: what is added to the log odds. */
      readonly intercept: number;
    }
  | {
      /** How scores become probabilities. */
      readonly method: 'beta';
      /** Beta: factor of ln p. */
      readonly a: number;
      /** Beta: factor of -ln(1 - p). */
      readonly b: number;
      /** Beta: what is added. */
      readonly c: number;
    }
  | ({
      /** How scores become probabilities. */
      readonly method: 'isotonic';
    } & IsotonicCurve);

export const calibrationMethods: readonly CalibrationMethod[] = ['none', 'platt', 'beta', 'isotonic'];

// Probabilities this close to 0 or 1 are treated as if they were this far away: logits stay finite.
const edge = 1e-12;
const inside = (p: number): number => Math.min(Math.max(p, edge), 1 - edge);
const logit = (p: number): number => Math.log(inside(p)) - Math.log1p(-inside(p));

/**
 * The calibrated probabilities, one per input. Inputs in [0, 1]; monotone: order is never reversed.
 * @param calibration of fitCalibration, chooseCalibration or a stored model
 * @param probabilities of the model it was fitted for
 *
 * @example
 * ```ts
 * import { calibrate } from 'winback/model';
 *
 * calibrate({ method: 'platt', slope: 1, intercept: -1 }, Float64Array.of(0.5, 0.9)); // [0.2689, 0.768]
 * ```
 */
export function calibrate(calibration: Calibration, probabilities: Float64Array): Float64Array {
  requireShape(calibration, 'calibration', { method: 'text' });
  requireShape(probabilities, 'probabilities', 'list');
  const calibrated = probabilities.slice();
  crossingSync(() => addon().calibrationApply(calibration, calibrated));
  return calibrated;
}

/**
 * Fits one method on held-out probabilities.
 *
 * Sources: Platt (1999) with his smoothed targets; beta: Kull, Silva Filho and Flach (2017), slopes kept
 * >= 0 (fitted with the same smoothed targets, so that separable data stay finite); isotonic: pool adjacent violators.
 * @param method how scores become probabilities
 * @param probabilities in [0, 1], of a model that never saw these rows
 * @param labels 1 for a user who left, 0 for one who stayed, row by row
 * @throws WinbackError BAD_INPUT when one class is missing
 *
 * @example
 * ```ts
 * import { calibrate, fitCalibration } from 'winback/model';
 *
 * const probabilities = Float64Array.of(0.1, 0.2, 0.6, 0.7, 0.8, 0.9);
 * const calibration = fitCalibration('isotonic', probabilities, Uint8Array.of(0, 0, 0, 1, 0, 1));
 * calibrate(calibration, Float64Array.of(0.7, 0.9)); // [0.5, 0.875]
 * ```
 */
export function fitCalibration(
  method: CalibrationMethod,
  probabilities: Float64Array,
  labels: Labels,
): Calibration {
  switch (method) {
    case 'none':
      return { method };
    case 'platt':
      return fitPlatt(probabilities, labels);
    case 'beta':
      return fitBeta(probabilities, labels);
    case 'isotonic':
      return { method, ...fitIsotonic(probabilities, labels) };
  }
}

function fitPlatt(probabilities: Float64Array, labels: Labels): Calibration {
  const [slope, intercept] = fitLogLinear([probabilities.map(logit)], labels) as [number, number];
  if (slope >= 0) return { method: 'platt', slope, intercept };
  const [constant] = fitLogLinear([], labels) as [number];
  return { method: 'platt', slope: 0, intercept: constant };
}

// A negative slope would reverse the order: as in the paper, that term is dropped and the rest refitted.
function fitBeta(probabilities: Float64Array, labels: Labels): Calibration {
  const low = probabilities.map((p) => Math.log(inside(p)));
  const high = probabilities.map((p) => -Math.log1p(-inside(p)));
  const [a, b, c] = fitLogLinear([low, high], labels) as [number, number, number];
  if (a >= 0 && b >= 0) return { method: 'beta', a, b, c };
  const kept = a < 0 ? high : low;
  const [slope, intercept] = fitLogLinear([kept], labels) as [number, number];
  if (slope < 0) return { method: 'beta', a: 0, b: 0, c: fitLogLinear([], labels)[0]! };
  return { method: 'beta', a: a < 0 ? 0 : slope, b: a < 0 ? slope : 0, c: intercept };
}

/**
 * Checks a calibration read from outside.
 * @param value as parsed from JSON
 * @throws WinbackError BAD_MODEL, naming what is wrong
 *
 * @example
 * ```ts
 * import { readFile } from 'node:fs/promises';
 * import { calibrate, parseCalibration } from 'winback/model';
 *
 * const calibration = parseCalibration(JSON.parse(await readFile('out/model/calibration.json', 'utf8')));
 * calibrate(calibration, Float64Array.of(0.3)).length; // 1
 * ```
 */
export function parseCalibration(value: unknown): Calibration {
  try {
    return checkedCalibration(value);
  } catch (cause) {
    throw new WinbackError('BAD_MODEL', `calibration: ${(cause as Error).message}`, { cause });
  }
}

function checkedCalibration(value: unknown): Calibration {
  ensure(value !== null && typeof value === 'object', `expected an object, got ${shown(value)}`);
  const method = oneOf(...calibrationMethods)((value as { method?: unknown }).method, 'method');
  const exact = oneOf(method);
  switch (method) {
    case 'none':
      return object<Calibration & { method: 'none' }>({ method: exact as never })(value, 'calibration');
    case 'platt':
      return object<Calibration & { method: 'platt' }>({
        method: exact as never,
        slope: nonNegative,
        intercept: finite,
      })(value, 'calibration');
    case 'beta':
      return object<Calibration & { method: 'beta' }>({
        method: exact as never,
        a: nonNegative,
        b: nonNegative,
        c: finite,
      })(value, 'calibration');
    case 'isotonic':
      return checkedCorners(
        object<Calibration & { method: 'isotonic' }>({
          method: exact as never,
          x: ascending,
          y: ascending,
          low: between(0, 1),
          high: between(0, 1),
        })(value, 'calibration'),
      );
  }
}

function checkedCorners<T extends IsotonicCurve>(curve: T): T {
  ensure(curve.x.length === curve.y.length, `x has ${curve.x.length} corners, y must have as many`);
  ensure(curve.low <= curve.high, 'low must not exceed high');
  return curve;
}

function ascending(value: unknown, name: string): readonly number[] {
  ensure(Array.isArray(value) && value.length > 0, `${name} must be a non-empty array`);
  return value.map((item, i) => {
    const number = between(0, 1)(item, `${name}[${i}]`);
    ensure(i === 0 || number >= value[i - 1], `${name} must ascend`);
    return number;
  });
}
