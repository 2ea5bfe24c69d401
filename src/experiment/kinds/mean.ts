import { normal } from '../../stats/distributions.js';
import { cohenD } from '../../stats/effects.js';
import { selectColumns } from '../moments/moments.js';
import type { AggregateCell, AggregateMoments, ArmValue, MomentsKind } from './kind.js';

/** The average of one number per user. */
export const mean: MomentsKind = {
  plural: 'means',
  needs: {},
  takes: ['covariates'],
  tests: ['auto', 'welch'],
  from: 'moments',
  counted: false,
  binary: false,
  perUser: true,
  resampled: true,
  posterior: 'normal',
  unit: 'value',
  reference: 'mean',
  method: 'welch-t',

  userMoments: (cells, { value, covariates }) =>
    cells.map((cell) => selectColumns(cell, [value, ...covariates])),

  effectSize(control, treatment, alpha) {
    const isLarge = control.users + treatment.users > largeSample;
    const { estimate, low, high } = isLarge
      ? largeCohenD(control, treatment, alpha)
      : cohenD(sampleOf(control), sampleOf(treatment), alpha);
    return { name: 'cohen-d', value: estimate, low, high };
  },

  fromAggregate: meanOf,
};

/** Mean and sample variance, which every kind but a proportion gives. */
export function meanOf(cell: AggregateCell, refuse: (message: string) => never): AggregateMoments {
  return { mean: cell.mean ?? refuse('needs mean'), variance: cell.variance ?? refuse('needs variance') };
}

function sampleOf({ users, value, deviation }: ArmValue) {
  return { n: users, mean: value, variance: deviation! ** 2 };
}

/** Users above which the noncentral t is the normal to more digits than are printed. */
const largeSample = 20_000;

// Cohen's d with its large-sample error (Hedges and Olkin, 1985).
function largeCohenD(c: ArmValue, t: ArmValue, alpha: number) {
  const [n1, n2] = [c.users, t.users];
  const pooled = ((n1 - 1) * c.deviation! ** 2 + (n2 - 1) * t.deviation! ** 2) / (n1 + n2 - 2);
  const estimate = (t.value - c.value) / Math.sqrt(pooled);
  const reach =
    normal.inverseSurvival(alpha / 2) * Math.sqrt(1 / n1 + 1 / n2 + estimate ** 2 / (2 * (n1 + n2)));
  return { estimate, low: estimate - reach, high: estimate + reach };
}
