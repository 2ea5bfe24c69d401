import { readGolden } from '../../support/golden.js';

export interface GoldenCase {
  readonly scores: readonly number[];
  readonly labels: readonly number[];
  readonly metrics: Readonly<Record<'auc' | 'averagePrecision' | 'logLoss' | 'brier', number>>;
  readonly grid: readonly number[];
  readonly calibration: {
    readonly platt: { readonly slope: number; readonly intercept: number };
    readonly beta: { readonly a: number; readonly b: number; readonly c: number };
    readonly isotonic: readonly number[];
  };
  readonly clusters: readonly number[];
  readonly variance: number;
  readonly clusteredVariance: number;
}

/** Made by test/golden/churn/make_golden.py from scikit-learn and scipy. */
export const golden = readGolden<{ readonly cases: readonly GoldenCase[] }>('churn/golden.json');
