import type { NativeColumn, NativeTable, StopHandle } from './binding.js';

/** Coefficients on the standardised scale; a numeric column has [value, missing], a categorical one [missing, 0, 1, ...]. */
export interface NativeLogistic {
  readonly intercept: number;
  readonly coefficients: Float64Array;
  /** Per column; 0 and 1 for categorical ones. */
  readonly means: Float64Array;
  readonly scales: Float64Array;
}

/** native/addon/bindings/logistic_binding.cpp. Codes: BAD_INPUT, NOT_CONVERGED, ABORTED. */
export interface LogisticBinding {
  /** `categories`: per column the number of codes, 0 for a numeric one. */
  logisticFit(
    table: NativeTable,
    label: NativeColumn,
    categories: Int32Array,
    options: { readonly l2: number; readonly maxIterations: number; readonly threads: number },
    stop: StopHandle | null,
  ): Promise<NativeLogistic & { readonly iterations: number; readonly loss: number }>;
  logisticPredict(
    model: NativeLogistic,
    table: NativeTable,
    categories: Int32Array,
    threads: number,
    out: Float64Array,
    stop: StopHandle | null,
  ): Promise<void>;
}
