import { requirePart, requireShape } from '../../base/shape.js';
import { normal } from '../../stats/distributions.js';
import { tailOf } from '../config/metric-config.js';
import { kindOf } from '../kinds/kinds.js';
import type { ExperimentResult } from '../records/records.js';

/** Users per arm against the smallest difference they find, by power; what the report draws. */
export interface SizeCurves {
  /** One curve a power. */
  readonly curves: readonly {
    /** Power of the curve, in (0, 1). */
    readonly power: number;
    /** Users needed for each effect. */
    readonly points: readonly {
      /** Smallest difference that is found, in `unit`. */
      readonly effect: number;
      /** Users that each arm needs for it. */
      readonly users: number;
    }[];
  }[];
  /** Where this experiment stands. */
  readonly chosen: {
    /** Difference that this experiment could find, in `unit`. */
    readonly effect: number;
    /** Users an arm of the plan. */
    readonly users: number;
  };
  /** Percentage points, or the metric's own unit. */
  readonly unit: 'points' | 'value';
  /** Two-sided error. */
  readonly alpha: number;
}

const points = 25;

/**
 * What the primary metric's next experiment would need, from the error it really had here (CUPED and strata
 * included): n per arm = 2 V (z(alpha / 2) + z(power))^2 / d^2. Null for a result without a primary metric.
 * @param result of analyzeExperiment
 * @param powers one curve for each, in (0, 1)
 *
 * @example
 * ```ts
 * import { analyzeExperiment, dataFromTable, sizeCurves } from 'winback/experiment';
 * import { generateExperiment } from 'winback/simulate';
 *
 * const { table, config } = await generateExperiment({ users: 2000 });
 * const result = await analyzeExperiment(await dataFromTable(table, config), config);
 * const sizes = sizeCurves(result, [0.8, 0.9]);
 * sizes?.curves.map(({ power }) => power); // [0.8, 0.9]
 * ```
 */
export function sizeCurves(
  result: ExperimentResult,
  powers: readonly number[] = [0.8, 0.9],
): SizeCurves | null {
  requireShape(result, 'result', { metrics: 'list', alpha: 'number' });
  requirePart(powers, 'powers', 'numbers');
  const primary = result.metrics.find((m) => m.role === 'primary');
  if (primary === undefined || !(primary.standardError > 0)) return null;
  const [c, t] = [primary.controlArm.users, primary.treatmentArm.users];
  const variance = primary.standardError ** 2 * ((c * t) / (c + t));
  const critical = normal.inverseSurvival(tailOf(result.alpha, primary.alternative));
  const here = (critical + normal.quantile(powers[0]!)) * primary.standardError;
  const effects = Array.from({ length: points }, (_, i) => here * 0.4 * 10 ** (i / (points - 1)));
  return {
    curves: powers.map((power) => ({
      power,
      points: effects.map((effect) => ({
        effect,
        users: Math.ceil((2 * variance * (critical + normal.quantile(power)) ** 2) / effect ** 2),
      })),
    })),
    chosen: { effect: here, users: Math.round((2 * c * t) / (c + t)) },
    unit: kindOf(primary).unit,
    alpha: result.alpha,
  };
}
