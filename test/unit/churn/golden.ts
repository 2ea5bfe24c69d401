import { readFileSync } from 'node:fs';

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

/** Made by golden/make_golden.py from scikit-learn and scipy. */
export const golden = JSON.parse(readFileSync(new URL('./golden/golden.json', import.meta.url), 'utf8')) as {
  readonly cases: readonly GoldenCase[];
};
