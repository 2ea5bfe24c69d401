import { ensure } from '../../base/errors.js';
import { requirePart } from '../../base/shape.js';
import { level, measurable } from '../arguments.js';
import { normal } from '../distributions.js';

/** Where a running test stands. */
export interface Interim {
  /** Estimate over its standard error, now. */
  readonly z: number;
  /** Information fraction now, in (0, 1). */
  readonly time: number;
  /** The bound of the final look, e.g. 1.96 or the last of Boundaries.z. */
  readonly critical: number;
}

/**
 * What effect the rest of the test is assumed to have, as the expected final z: 'trend' (what was seen so far, z / sqrt t),
 * 'null' (none), or a number: the design's own drift (z(alpha/2) + z(power)).
 */
export type Assumption = 'trend' | 'null' | number;

function driftOf(assumption: Assumption, { z, time }: Interim): number {
  if (assumption === 'trend') return z / Math.sqrt(time);
  return assumption === 'null' ? 0 : measurable(assumption, 'assumption');
}

function check(interim: Interim): void {
  requirePart(interim, 'interim', 'object');
  const { z, time, critical } = interim;
  ensure(Number.isFinite(z) && Number.isFinite(critical), 'z and critical must be finite numbers');
  level(time, 'time');
}

/**
 * Chance that the final z exceeds `critical`, given z now (Lan and Wittes 1988; later interim looks ignored).
 * @param interim z and information now, and the final bound
 * @param assumption the effect from now on
 *
 * @example
 * ```ts
 * import { conditionalPower } from 'winback/stats';
 *
 * conditionalPower({ z: 1, time: 0.5, critical: 1.96 }, 'trend'); // 0.2201
 * ```
 */
export function conditionalPower(interim: Interim, assumption: Assumption): number {
  check(interim);
  const { z, time, critical } = interim;
  const rest = 1 - time;
  return normal.cdf((z * Math.sqrt(time) + driftOf(assumption, interim) * rest - critical) / Math.sqrt(rest));
}

/**
 * Conditional power averaged over what the data say about the effect (flat prior; Spiegelhalter et al. 1986).
 * @param interim z and information now, and the final bound
 *
 * @example
 * ```ts
 * import { predictivePower } from 'winback/stats';
 *
 * predictivePower({ z: 1, time: 0.5, critical: 1.96 }); // 0.2926
 * ```
 */
export function predictivePower(interim: Interim): number {
  check(interim);
  const { z, time, critical } = interim;
  return normal.cdf((z / Math.sqrt(time) - critical) / Math.sqrt((1 - time) / time));
}

/**
 * The z at or below which conditional power falls under `threshold`: a non-binding futility bound. Non-binding means
 * that the efficacy bounds were computed without it, so going on in spite of it never raises the false positive rate.
 * @param interim information now, and the final bound
 * @param assumption the effect from now on
 * @param threshold conditional power that is too little, in (0, 1)
 *
 * @example
 * ```ts
 * import { futilityBound } from 'winback/stats';
 *
 * futilityBound({ time: 0.5, critical: 1.96 }, 'trend', 0.2); // 0.9651
 * ```
 */
export function futilityBound(interim: Omit<Interim, 'z'>, assumption: Assumption, threshold = 0.2): number {
  check({ ...interim, z: 0 });
  level(threshold, 'threshold');
  const { time, critical } = interim;
  const root = Math.sqrt(time);
  const wanted = critical + normal.quantile(threshold) * Math.sqrt(1 - time);
  // z sqrt(t) + drift (1 - t) = wanted, where the trend's drift is z / sqrt(t).
  if (assumption === 'trend') return wanted * root;
  return (wanted - driftOf(assumption, { z: 0, time, critical }) * (1 - time)) / root;
}
