import { dayNumber } from '../base/days.js';
import { allocateColumn } from '../base/large-arrays.js';
import { requireKeys } from '../base/options.js';
import { Random } from '../base/random.js';
import type { ArrowTable } from '../data/arrow-shape.js';
import { buildTable } from '../data/tables/build.js';
import { assigner } from '../experiment/assignment/assignment.js';
import { type ExperimentConfig, experimentConfig } from '../experiment/config/config.js';

/** Size, seed and effects of a generated experiment. */
export interface GenerateExperimentOptions {
  /** Users exposed in all. @default 20,000 */
  readonly users?: number | undefined;
  /** Seed: the same seed gives the same rows. @default 42 */
  readonly seed?: number | undefined;
  /** Conversion in control, in (0, 1). @default 0.08 */
  readonly baseline?: number | undefined;
  /** True rise of the conversion, absolute. @default 0.02 */
  readonly lift?: number | undefined;
}

/** A win-back coupon experiment whose true effect is known. */
export interface GeneratedExperiment {
  /** One row a user. */
  readonly table: ArrowTable;
  /** The configuration that analyses it. */
  readonly config: ExperimentConfig;
  /** The effects that the data was made with. */
  readonly truth: {
    /** Difference of the conversion rates. */
    readonly conversion: number;
    /** Difference of the mean spend. */
    readonly gmv: number;
  };
}

const days = 21;
const firstDay = dayNumber('2026-02-02');
const averageOrder = 60;

/**
 * Users are assigned by the hash of their id, exposed over three weeks, and convert with a chance that rises with what
 * they spent before; the coupon adds `lift` on average. Spending before and after is correlated, so that CUPED has
 * something to take away. Same seed, same bytes.
 * @param options users, seed, rate of the control and effect
 *
 * @example
 * ```ts
 * import { generateExperiment } from 'winback/simulate';
 *
 * const { table, config, truth } = await generateExperiment({ users: 1000, lift: 0.03 });
 * table.numRows; // 1000
 * config.treatments; // [coupon]
 * truth.conversion; // 0.03
 * ```
 */
export async function generateExperiment(
  options: GenerateExperimentOptions = {},
): Promise<GeneratedExperiment> {
  requireKeys(options, 'options', { users: true, seed: true, baseline: true, lift: true });
  const { users = 20_000, seed = 42, baseline = 0.08, lift = 0.02 } = options;
  const random = new Random(seed, 1);
  const assign = assigner({ seed: 'winback-coupon', variants: ['control', 'coupon'] });
  const column = (): Float64Array => allocateColumn(Float64Array, users);
  const [exposed, converted, gmv, pre, complaints] = [column(), column(), column(), column(), column()];
  const ids: string[] = [];
  const arms = allocateColumn(Int32Array, users);
  for (let i = 0; i < users; i++) {
    ids.push(`u${seed}-${i}`);
    arms[i] = assign(ids[i]!).variant === 'coupon' ? 1 : 0;
    exposed[i] = firstDay + Math.floor(days * random.uniform());
    const habit = Math.exp(0.7 * random.normal() - 0.245);
    pre[i] = round(habit * averageOrder * Math.exp(0.3 * random.normal() - 0.045));
    // Habit has mean 1, so the average chance is baseline + lift; cut to a probability.
    const chance = Math.min(1, habit * (baseline + (arms[i] === 1 ? lift : 0)));
    converted[i] = random.uniform() < chance ? 1 : 0;
    const browsing = 0.6 * habit * averageOrder * Math.exp(0.4 * random.normal() - 0.08);
    gmv[i] = round(browsing + converted[i]! * averageOrder);
    complaints[i] = random.uniform() < 0.03 ? 1 : 0;
  }
  const table = await buildTable([
    { name: 'user_id', kind: 'dictionary', codes: Int32Array.from(ids, (_, i) => i), categories: ids },
    { name: 'variant', kind: 'dictionary', codes: arms, categories: ['control', 'coupon'] },
    { name: 'exposed_at', kind: 'number', values: exposed },
    { name: 'converted', kind: 'number', values: converted },
    { name: 'gmv', kind: 'number', values: gmv },
    { name: 'pre_gmv', kind: 'number', values: pre },
    { name: 'complained', kind: 'number', values: complaints },
  ]);
  return {
    table,
    config: generatedConfig(users, seed),
    truth: { conversion: lift, gmv: lift * averageOrder },
  };
}

const round = (yuan: number): number => Math.round(yuan * 100) / 100;

function generatedConfig(users: number, seed: number): ExperimentConfig {
  return experimentConfig({
    name: 'winback-coupon',
    version: 1,
    data: { variant: 'variant', user: 'user_id', exposedAt: 'exposed_at' },
    control: 'control',
    treatments: ['coupon'],
    minimumDays: 14,
    sequential: { looks: 5, plannedUsers: users, bayesian: { win: 0.99, lose: 0.05 } },
    assignment: { seed: 'winback-coupon' },
    monteCarlo: 200_000,
    seed,
    splitCheckRuns: 400,
    metrics: [
      { name: 'conversion', kind: 'proportion', role: 'primary', column: 'converted' },
      { name: 'gmv', kind: 'mean', column: 'gmv', unit: 'yuan', covariates: ['pre_gmv'] },
      {
        name: 'complaints',
        kind: 'proportion',
        role: 'guardrail',
        column: 'complained',
        direction: 'decrease',
        margin: 0.01,
      },
    ],
    oec: {
      scaling: 'standardised',
      terms: [
        { metric: 'conversion', weight: 1 },
        { metric: 'gmv', weight: 0.5 },
      ],
    },
    reference: true,
  });
}
