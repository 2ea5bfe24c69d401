import { cohenH } from '../../stats/effects.js';
import { selectColumns } from '../moments/moments.js';
import type { AggregateCell, ArmValue, MomentsKind } from './kind.js';

/** The share of users with 1 among those with 0 or 1. */
export const proportion: MomentsKind = {
  plural: 'proportions',
  needs: {},
  takes: ['positive', 'covariates'],
  tests: ['auto', 'score', 'welch', 'exact'],
  from: 'moments',
  counted: true,
  binary: true,
  perUser: true,
  resampled: false,
  posterior: 'beta',
  unit: 'points',
  reference: 'proportion',
  method: 'welch-t',

  userMoments: (cells, { value, covariates }) =>
    cells.map((cell) => selectColumns(cell, [value, ...covariates])),

  effectSize(control, treatment, alpha) {
    const { estimate, low, high } = cohenH(countsOf(control), countsOf(treatment), alpha);
    return { name: 'cohen-h', value: estimate, low, high };
  },

  fromAggregate({ users, successes: given }: AggregateCell, refuse) {
    const successes = given ?? refuse('a proportion needs successes');
    if (successes > users) refuse(`${successes} successes of ${users} users`);
    const rate = successes / users;
    return { mean: rate, variance: (rate * (1 - rate) * users) / Math.max(1, users - 1) };
  },
};

function countsOf({ successes, users }: ArmValue) {
  return { successes: successes!, trials: users };
}
