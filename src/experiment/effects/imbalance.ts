import { welchTest } from '../../stats/means.js';
import type { Comparison } from '../data/comparison.js';
import { covariance, mergeMoments } from '../moments/moments.js';

/** p of Welch's test on a covariate measured before exposure: sound arms differ on it by chance only. */
export function covariateBalance({ data, arm }: Comparison, covariate: string): number {
  const index = data.columns.indexOf(covariate);
  const sample = (a: number) => {
    const whole = data.cells[a]!.reduce(mergeMoments);
    return { n: whole.n, mean: whole.mean[index]!, variance: covariance(whole, index, index) };
  };
  const [control, treatment] = [sample(0), sample(arm)];
  if (control.variance === 0 && treatment.variance === 0) return 1;
  return welchTest(control, treatment).p;
}
