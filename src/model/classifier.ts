import type { ArrowTable } from '../data/arrow-shape.js';

/** A column a model was trained on. A categorical one carries its stable code map: code = index. */
export type FeatureColumn =
  | { readonly name: string; readonly kind: 'numeric' }
  | { readonly name: string; readonly kind: 'categorical'; readonly categories: readonly string[] };

export interface PredictOptions {
  /** Threads to use. @default 1 below 50,000 rows, else every hardware thread */
  readonly threads?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * A trained binary model over named feature columns of an Arrow table. Missing values (null, NaN) and
 * categories unseen in training are accepted by every kind.
 */
export interface Classifier {
  readonly kind: 'lightgbm' | 'logistic' | 'forest';
  readonly features: readonly FeatureColumn[];
  /** Probability of the positive class, in (0, 1), one per row in row order. */
  predict(table: ArrowTable, options?: PredictOptions): Promise<Float64Array>;
  /** The files that rebuild the model, by name: text or JSON, nothing executable. */
  files(): ReadonlyMap<string, Uint8Array>;
  /** Lets go of native memory; later calls throw CLOSED. */
  close(): void;
}
