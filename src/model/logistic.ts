import { WinbackError } from '../base/errors.js';
import { allocateColumn } from '../base/large-arrays.js';
import { integer, optional, positive, requireKeys } from '../base/options.js';
import { requireShape } from '../base/shape.js';
import { threadsFor } from '../base/threads.js';
import type { ArrowTable } from '../data/arrow-shape.js';
import { checkTable, viewColumn } from '../data/columns.js';
import { crossing, pinned, withStop } from '../native/crossing.js';
import { addon } from '../native/load.js';
import type { NativeLogistic } from '../native/logistic-binding.js';
import { type Classifier, type FeatureColumn, type PredictOptions, predictKeys } from './classifier.js';
import { encode, featureColumns } from './encoding.js';
import { modelFiles } from './model-files.js';

/** How a logistic regression is trained. */
export interface LogisticOptions {
  /** Column of 0 and 1, both present. */
  readonly label: string;
  /** Columns to learn from. */
  readonly features: readonly string[];
  /** Penalty l2 / 2 · |coefficients|² on the summed log loss, standardised scale. > 0. @default 1 */
  readonly l2?: number | undefined;
  /** Newton steps before giving up. @default 50 */
  readonly maxIterations?: number | undefined;
  /** @default 1 below 50,000 rows, else every hardware thread. The result does not depend on it. */
  readonly threads?: number | undefined;
  /** Stops the training, which then rejects with `ABORTED`. */
  readonly signal?: AbortSignal | undefined;
}

/** A coefficient with the design column it belongs to. */
export interface Coefficient {
  /** Column that the design column was made of. */
  readonly feature: string;
  /** `value` of a number (per standard deviation), a category, or `missing`. */
  readonly term:
    | 'value'
    | 'missing'
    | {
        /** The category that the coefficient is of. */
        readonly category: string;
      };
  /** Change of the log odds. */
  readonly value: number;
}

/**
 * L2-penalised logistic regression on standardised numbers, one column per category and one for
 * "missing" per feature; fitted by Newton's method with step halving (IRLS).
 * Source: Hastie, Tibshirani and Friedman, The Elements of Statistical Learning, 4.4.
 *
 * @example
 * ```ts
 * import { loadClassifier, type LogisticModel, trainLogistic } from 'winback/model';
 * import { generateChurnTable } from 'winback/simulate';
 *
 * const { table } = await generateChurnTable({ users: 1000 });
 * const options = { label: 'label_churn_14d', features: ['active_days_30'] };
 * const model: LogisticModel = await trainLogistic(table, options);
 * model.coefficients.map(({ term }) => term); // [value, missing]
 * (await model.predict(table)).length; // 1000
 * const copy = await loadClassifier(model.files());
 * copy.kind; // logistic
 * model.close();
 * ```
 */
export class LogisticModel implements Classifier {
  /** Always `logistic`. */
  readonly kind = 'logistic';
  /** The columns a table must have, by name. */
  readonly features: readonly FeatureColumn[];
  readonly #native: NativeLogistic;

  /** @internal Made by `trainLogistic` and `loadClassifier`. */
  constructor(native: NativeLogistic, features: readonly FeatureColumn[]) {
    this.#native = native;
    this.features = features;
  }

  async predict(table: ArrowTable, options: PredictOptions = {}): Promise<Float64Array> {
    requireKeys(options, 'options', predictKeys);
    const out = allocateColumn(Float64Array, table.numRows);
    const native = encode(table, this.features);
    if (table.numRows === 0) return out;
    const threads = threadsFor(table.numRows, options.threads);
    await withStop(options.signal, (stop) =>
      crossing(() =>
        addon().logisticPredict(this.#native, native, categoryCounts(this.features), threads, out, stop),
      ),
    );
    return out;
  }

  /** @internal Coefficients, means and scales, for what stands beside this file. */
  get native(): NativeLogistic {
    return this.#native;
  }

  /** The log odds where every standardised feature is 0. */
  get intercept(): number {
    return this.#native.intercept;
  }

  /** The change of the log odds by each feature, and for categories by each of them. */
  get coefficients(): readonly Coefficient[] {
    const terms = this.features.flatMap((feature): Omit<Coefficient, 'value'>[] =>
      feature.kind === 'numeric'
        ? [
            { feature: feature.name, term: 'value' },
            { feature: feature.name, term: 'missing' },
          ]
        : [
            { feature: feature.name, term: 'missing' },
            ...feature.categories.map((category) => ({ feature: feature.name, term: { category } })),
          ],
    );
    return terms.map((term, i) => ({ ...term, value: this.#native.coefficients[i] ?? 0 }));
  }

  files(): ReadonlyMap<string, Uint8Array> {
    const { intercept, coefficients, means, scales } = this.#native;
    return modelFiles({
      kind: this.kind,
      features: this.features,
      logistic: { intercept, coefficients: [...coefficients], means: [...means], scales: [...scales] },
    });
  }

  /** Holds no native memory. */
  close(): void {}
}

/**
 * Fits on the columns of `table`, read in place. Off the event loop.
 * @param table features and label, read in place
 * @param options label, features, penalty, threads and stop signal
 * @throws WinbackError BAD_INPUT, NOT_CONVERGED (the message says how far it got), ABORTED
 *
 * @example
 * ```ts
 * import { trainLogistic } from 'winback/model';
 * import { generateChurnTable } from 'winback/simulate';
 *
 * const { table } = await generateChurnTable({ users: 1000 });
 * const model = await trainLogistic(table, { label: 'label_churn_14d', features: ['active_days_30'] });
 * model.coefficients[0]!.value < 0; // true
 * ```
 */
export async function trainLogistic(table: ArrowTable, options: LogisticOptions): Promise<LogisticModel> {
  checkTable(table);
  requireKeys(options, 'options', {
    ...{ label: true, features: true, l2: true, maxIterations: true, threads: true, signal: true },
  });
  requireShape(options, 'options', { label: 'text', features: 'list' });
  const features = featureColumns(table, options.features);
  const l2 = optional(positive, 1)(options.l2, 'l2');
  const maxIterations = optional(integer(1, 10_000), 50)(options.maxIterations, 'maxIterations');
  const threads = threadsFor(table.numRows, options.threads);
  const label = viewColumn(table, options.label);
  if (label.categorical)
    throw new WinbackError('BAD_INPUT', `label "${options.label}" must hold 0 and 1, not text`);
  const native = encode(table, features);
  pinned({ columns: [label] });
  const counts = categoryCounts(features);
  const fitted = await withStop(options.signal, (stop) =>
    crossing(() => addon().logisticFit(native, label, counts, { l2, maxIterations, threads }, stop)),
  );
  return new LogisticModel(fitted, features);
}

function categoryCounts(features: readonly FeatureColumn[]): Int32Array {
  return Int32Array.from(features, (feature) =>
    feature.kind === 'categorical' ? feature.categories.length : 0,
  );
}
