import type { Keys } from '../base/options.js';
import type { ArrowTable } from '../data/arrow-shape.js';

/** A column a model was trained on. A categorical one carries its stable code map: code = index. */
export type FeatureColumn =
  | {
      /** Name of the column that is read. */
      readonly name: string;
      /** `numeric`, or `categorical` with the names of its categories. */
      readonly kind: 'numeric';
    }
  | {
      /** Name of the column that is read. */
      readonly name: string;
      /** `numeric`, or `categorical` with the names of its categories. */
      readonly kind: 'categorical';
      /** The categories known in training, in the order of their codes; any other one counts as missing. */
      readonly categories: readonly string[];
    };

/** How a table is scored. */
export interface PredictOptions {
  /** Threads to use. @default 1 below 50,000 rows, else every hardware thread */
  readonly threads?: number | undefined;
  /** Stops the scoring, which then rejects with `ABORTED`. */
  readonly signal?: AbortSignal | undefined;
}

export const predictKeys: Keys<PredictOptions> = { threads: true, signal: true };

/**
 * A trained binary model over named feature columns of an Arrow table. Missing values (null, NaN) and
 * categories unseen in training are accepted by every kind.
 */
export interface Classifier {
  /** Which kind of model it is. */
  readonly kind: 'lightgbm' | 'logistic' | 'forest';
  /** The columns a table must have, by name; their order in the table does not matter. */
  readonly features: readonly FeatureColumn[];
  /**
   * Probability of the positive class, in (0, 1), one per row in row order.
   * @param table has the columns of `features` in any order
   * @param options threads and stop signal
   */
  predict(table: ArrowTable, options?: PredictOptions): Promise<Float64Array>;
  /** The files that rebuild the model, by name: text or JSON, nothing executable. */
  files(): ReadonlyMap<string, Uint8Array>;
  /** Lets go of native memory; later calls throw CLOSED. */
  close(): void;
}
