import type { ReferenceSentences } from '../sentences.js';

const variances = () =>
  'the reference script takes p from the pooled variance and the interval from the unpooled one: they can contradict; ours inverts the test';
const theta = () =>
  'the reference script estimates theta on both arms together, which mixes the treatment effect into it when the covariate is imbalanced, and ignores that theta is estimated';

export const referenceRows: ReferenceSentences = {
  p: { label: () => 'p', why: variances },
  low: { label: () => 'low', why: variances },
  high: { label: () => 'high', why: variances },
  better: {
    label: () => 'P(better)',
    why: ({ draws, standardError }) =>
      `the reference script draws ${draws} times, standard error ${standardError.toExponential(1)}; ours is exact quadrature`,
  },
  users: {
    label: () => 'users per arm',
    why: () =>
      "the reference script's size depends on whether statsmodels is installed (arcsine) or not (pooled variance), and ignores the ratio of the arms",
  },
  t: { label: () => 't', why: () => "the reference script's t is A - B while its differences are B - A" },
  theta: { label: () => 'theta', why: theta },
  cuped: { label: () => 'CUPED p', why: theta },
  oec: {
    label: () => 'OEC',
    why: () =>
      'the reference script adds raw units, so that money decides nearly alone, and has no error; ours is computed per user on a common scale',
  },
  'oec-decision': {
    label: () => 'OEC decision',
    why: () => "the reference script's ship needs no significance",
  },
  level: {
    label: ({ look, looks }) => `level at look ${look} of ${looks}`,
    why: () =>
      'the reference script takes the cumulative spend for the nominal level: the true false positive rate of 5 looks is 6.1 %',
  },
};
