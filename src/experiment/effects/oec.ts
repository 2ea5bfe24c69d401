import { WinbackError } from '../../base/errors.js';
import { meanTest } from '../../stats/means.js';
import type { ComparedMetric, Comparison } from '../data/comparison.js';
import type { RunTest } from '../kinds/kind.js';
import { kindOf } from '../kinds/kinds.js';
import { comparePair, errorOf } from '../moments/adjusted.js';
import { combineColumns, covariance, type JointMoments, mergeMoments } from '../moments/moments.js';
import { NotComputableError, notComputable } from '../records/not-computable.js';
import type { OecRecord } from '../records/records.js';
import { checkArms, constantReason, isFlat } from './computable.js';
import type { Effect } from './effect-types.js';
import { pairLiftP } from './pair-lift.js';

/** The OEC as its records name it: a mean per user. */
export const oecMetric: ComparedMetric = {
  name: 'OEC',
  kind: 'mean',
  role: 'oec',
  direction: 'increase',
  unit: undefined,
  column: 'OEC',
  positive: undefined,
  oneSided: false,
  per: undefined,
  quantile: undefined,
  covariates: [],
  winsorise: undefined,
  rows: undefined,
  margin: undefined,
  relativeMargin: undefined,
  test: 'auto',
};

export interface Oec {
  readonly record: OecRecord;
  readonly effect: Effect;
}

/**
 * The overall evaluation criterion of one variant: a weighted sum per user, so that its standard error
 * includes how the metrics move together. Scaling makes weights mean something: raw units would let money (tens)
 * drown conversion (hundredths).
 * @throws BAD_CONFIG for a quantile or ratio term, which is no per-user value; NotComputableError (BAD_INPUT) for arms
 * too small, or a term or the whole without spread
 */
export function oecEffect(comparison: Comparison): Oec {
  const { data, config, arm } = comparison;
  const { terms } = config.oec!;
  checkArms(comparison);
  const wholes = data.cells.map((cells) => cells.reduce(mergeMoments));
  const units = unitsOf(comparison, wholes[0]!);
  const row = data.columns.map((_, c) =>
    units.reduce((sum, { at, scale }, i) => sum + (at === c ? terms[i]!.weight / scale : 0), 0),
  );
  const user = [wholes[0]!, wholes[arm]!].map((whole) => combineColumns(whole, [row]));
  const pair = comparePair([user[0]!], [user[1]!], 'pooled');
  if (isFlat(pair)) throw new NotComputableError(oecMetric.name, constantReason(pair));
  const total = pair.treatment - pair.control;
  const run: RunTest = (options) => meanTest('welch-t', pair.control, pair.treatment, pair.errors, options);
  const side = (i: number) => ({
    users: user[i]!.n,
    value: user[i]!.mean[0]!,
    successes: null,
    deviation: Math.sqrt(covariance(user[i]!, 0, 0)),
  });
  const gains = units.map(({ at }) => wholes[arm]!.mean[at]! - wholes[0]!.mean[at]!);
  const errors = { standardError: errorOf(pair), rawError: errorOf(pair) };
  const arms = { control: side(0), treatment: side(1) };
  return {
    record: recordOf(config.oec!, units, gains, total),
    effect: {
      ...{ run, raw: run, score: null, liftP: pairLiftP(pair) },
      ...{ cuped: null, stratified: false, adjusted: null },
      ...{ ...arms, difference: total, ...errors },
    },
  };
}

/** What each term adds to the whole. @param gains of the terms' means, in their own units */
function recordOf(
  { terms, scaling }: NonNullable<Comparison['config']['oec']>,
  units: ReturnType<typeof unitsOf>,
  gains: readonly number[],
  total: number,
): OecRecord {
  return {
    scaling,
    terms: terms.map(({ metric, weight }, i) => {
      const { scale } = units[i]!;
      return { metric, weight, scale, share: total === 0 ? null : (gains[i]! * weight) / scale / total };
    }),
  };
}

/** Column of each term and what one unit of its weight is worth. */
function unitsOf(
  { data, config, oecScales }: Comparison,
  control: JointMoments,
): readonly { readonly at: number; readonly scale: number }[] {
  const { terms, scaling } = config.oec!;
  return terms.map(({ metric }, i) => {
    const term = config.metrics.find((m) => m.name === metric)!;
    if (!kindOf(term).perUser)
      throw new WinbackError('BAD_CONFIG', `oec: "${metric}" is a ${term.kind}, which has no value per user`);
    const at = data.columns.indexOf(metric);
    if (oecScales !== undefined) return { at, scale: oecScales[i]! };
    const mean = Math.abs(control.mean[at]!);
    const scale = { none: 1, relative: mean, standardised: Math.sqrt(covariance(control, at, at)) }[scaling];
    // What rounding leaves of a constant is no unit.
    if (scale > 1e-15 * mean) return { at, scale };
    throw new NotComputableError(oecMetric.name, notComputable('constant-unit', { metric }));
  });
}
