import type { NoValues } from '../../base/coded.js';
import { requirePart } from '../../base/shape.js';
import { normal } from '../../stats/distributions.js';
import { meanTest } from '../../stats/means.js';
import { proportionSampleSize } from '../../stats/power/power-proportions.js';
import { twoProportionTest } from '../../stats/proportions/proportions.js';
import { boundaries } from '../../stats/sequential/boundaries.js';
import type { ExperimentConfig } from '../config/config.js';
import type { ExperimentData } from '../data/data.js';
import { isFlat } from '../effects/computable.js';
import { kindOf } from '../kinds/kinds.js';
import { comparePair } from '../moments/adjusted.js';
import { mergeMoments, selectColumns } from '../moments/moments.js';
import type { MetricRecord, ReferenceCode, ReferenceRow, ReferenceValues } from '../records/records.js';

/**
 * What the reference script prints for the same data, beside the corrected numbers. No decision uses it; its mistakes
 * are explained in the docs of experiments. The script knows one treatment: here each treatment is paired with
 * control, and named in the row where there are several.
 */
export function referenceRows(
  data: ExperimentData,
  config: ExperimentConfig,
  metrics: readonly MetricRecord[],
): readonly ReferenceRow[] {
  const several = config.treatments.length > 1;
  const pairs = config.treatments.flatMap((variant, i) => {
    const mine = metrics.filter((m) => m.variant === variant);
    const rows = [
      ...mine.filter((m) => kindOf(m).reference === 'proportion').flatMap(proportionRows),
      ...mine
        .filter((m) => kindOf(m).reference === 'mean' && m.role !== 'oec')
        .flatMap((m) => meanRows(data, m, i + 1)),
      ...oecRows(config, mine),
    ];
    return several ? rows.map((r) => ofVariant(variant, r)) : rows;
  });
  return [...pairs, ...boundaryRows(config)];
}

function ofVariant(variant: string, row: ReferenceRow): ReferenceRow {
  return { ...row, variant, name: `${variant} / ${row.name}` };
}

/** What a row is called after its metric; part of its name, so that it stays. */
const figures = {
  p: 'p',
  low: 'low',
  high: 'high',
  better: 'P(better)',
  users: 'users per arm',
  t: 't',
  theta: 'theta',
  cuped: 'CUPED p',
} as const satisfies Partial<Record<ReferenceCode, string>>;

function row<C extends keyof typeof figures>(
  metric: string,
  code: C,
  reference: ReferenceRow['reference'],
  corrected: ReferenceRow['corrected'],
  ...[values]: ReferenceValues[C] extends NoValues ? [] : [ReferenceValues[C]]
): ReferenceRow {
  const name = `${metric}: ${figures[code]}`;
  return { name, variant: null, metric, code, values: values ?? {}, reference, corrected } as ReferenceRow;
}

function proportionRows(m: MetricRecord): ReferenceRow[] {
  const arms = [m.controlArm, m.treatmentArm].map((a) => ({ successes: a.successes!, trials: a.users }));
  const level = { alpha: 1 - m.level };
  const pooled = twoProportionTest(arms[0]!, arms[1]!, { ...level, variance: 'pooled' });
  // Nobody or everybody in each arm: Wald's interval is the difference itself.
  const constant = arms.every(({ successes, trials }) => successes === 0 || successes === trials);
  const wald = constant
    ? { low: m.treatment - m.control, high: m.treatment - m.control }
    : twoProportionTest(arms[0]!, arms[1]!, { ...level, variance: 'unpooled' });
  return [
    row(m.name, 'p', pooled.p, m.p),
    row(m.name, 'low', wald.low, m.low ?? 'unbounded'),
    row(m.name, 'high', wald.high, m.high ?? 'unbounded'),
    ...posteriorRows(m),
    ...sizeRows(m),
  ];
}

function posteriorRows({ name, posterior }: MetricRecord): ReferenceRow[] {
  if (posterior === null || posterior.monteCarlo === null) return [];
  const { draws, standardError, probabilityBetter } = posterior.monteCarlo;
  return [row(name, 'better', probabilityBetter, posterior.probabilityBetter, { draws, standardError })];
}

// The difference seen here as the planned one: what the reference script's calculator answers for it, at power .8.
function sizeRows(m: MetricRecord): ReferenceRow[] {
  const mde = m.treatment - m.control;
  const inside = m.control > 0 && m.control < 1 && m.treatment > 0 && m.treatment < 1;
  if (!inside || mde === 0) return [];
  const plan = { baseline: m.control, mde, alpha: 1 - m.level, power: 0.8 };
  const arcsine = proportionSampleSize({ ...plan, method: 'arcsine' });
  return [row(m.name, 'users', arcsine.control, proportionSampleSize(plan).control)];
}

function meanRows(data: ExperimentData, m: MetricRecord, treatment: number): ReferenceRow[] {
  const whole = [0, treatment].map((arm) => data.cells[arm]!.reduce(mergeMoments));
  const y = data.columns.indexOf(m.name);
  const pair = comparePair([selectColumns(whole[0]!, [y])], [selectColumns(whole[1]!, [y])], 'pooled');
  const test = meanTest('welch-t', pair.control, pair.treatment, pair.errors);
  const rows = [row(m.name, 't', -test.statistic!, test.statistic!)];
  const covariate = m.cuped?.covariates[0];
  if (m.cuped === null || covariate === undefined) return rows;
  const x = data.columns.indexOf(covariate);
  const both = whole.map((moments) => selectColumns(moments, [y, x]));
  const reference = comparePair([both[0]!], [both[1]!], 'pooled');
  if (isFlat(reference)) return rows;
  const p = meanTest('welch-t', reference.control, reference.treatment, reference.errors).p;
  return [
    ...rows,
    row(m.name, 'theta', reference.theta[0]!, m.cuped.theta[0]!),
    row(m.name, 'cuped', p, m.cuped.after.p),
  ];
}

// decide_with_oec: 1.0 x rate difference + 0.5 x money difference, ship when positive and money not negative.
function oecRows(config: ExperimentConfig, metrics: readonly MetricRecord[]): ReferenceRow[] {
  const corrected = metrics.find((m) => m.role === 'oec');
  if (config.oec === undefined || corrected === undefined) return [];
  const differences = config.oec.terms.map(({ metric, weight }) => {
    const record = metrics.find((m) => m.name === metric);
    // A term that cannot be computed is constant, or its arms are too small: the OEC's own value stands without it.
    return { weight, difference: record === undefined ? 0 : record.treatment - record.control };
  });
  const oec = differences.reduce((sum, d) => sum + d.weight * d.difference, 0);
  const guarded = metrics.filter((m) => m.guardrail !== null).every((m) => m.difference >= 0);
  const shown = corrected.p < config.alpha && corrected.difference > 0;
  const whole = { variant: null, metric: null, values: {} };
  return [
    { ...whole, code: 'oec', name: 'OEC', reference: oec, corrected: corrected.difference },
    {
      ...whole,
      code: 'oec-decision',
      name: 'OEC decision',
      reference: oec > 0 && guarded ? 'ship' : 'hold',
      corrected: shown ? 'better' : 'not shown',
    },
  ];
}

/**
 * The reference script's "O'Brien-Fleming" level at look i of k: the cumulative spend read as a nominal level.
 * @param alpha error of the plan, in (0, 1)
 * @param looks planned number of looks
 * @param look the look, from 1
 *
 * @example
 * ```ts
 * import { referenceObrienFlemingLevel } from 'winback/experiment';
 *
 * referenceObrienFlemingLevel(0.05, 5, 1); // 1.173e-5
 * ```
 */
export function referenceObrienFlemingLevel(alpha: number, looks: number, look: number): number {
  for (const [name, value] of Object.entries({ alpha, looks, look })) requirePart(value, name, 'number');
  const z = normal.inverseSurvival(alpha / 2) / Math.sqrt(Math.max(look / looks, 1e-6));
  return Math.max(Math.min(2 * normal.survival(z), alpha), 1e-6);
}

function boundaryRows(config: ExperimentConfig): ReferenceRow[] {
  if (config.sequential === undefined) return [];
  const { looks } = config.sequential;
  const look = Math.ceil(looks / 2);
  return [
    {
      ...{ code: 'level', name: `level at look ${look} of ${looks}`, variant: null, metric: null },
      values: { look, looks },
      reference: referenceObrienFlemingLevel(config.alpha, looks, look),
      corrected: boundaries({ looks, alpha: config.alpha }).nominalP[look - 1]!,
    },
  ];
}
