import { WinbackError } from '../base/errors.js';
import { allocateColumn } from '../base/large-arrays.js';
import { requireKeys } from '../base/options.js';
import type { OnProgress } from '../base/progress.js';
import { threadsFor } from '../base/threads.js';
import type { ArrowTable } from '../data/arrow-shape.js';
import { checkTable } from '../data/columns.js';
import type { NativeBooster } from '../native/booster-binding.js';
import { crossing, crossingSync, withProgress, withStop } from '../native/crossing.js';
import { addon } from '../native/load.js';
import { type FeatureColumn, type PredictOptions, predictKeys } from './classifier.js';
import { encode, featureColumns, type Reading } from './encoding.js';
import { type LightGbmParameters, parameterText, resolveParameters } from './lightgbm-parameters.js';
import { chosenFeatures } from './names/feature-list.js';
import { textFeatures } from './names/text-features.js';
import { behindModel, checkedTraining, defaultFeatures, labelRules, trainingData } from './training-data.js';

/** How LightGBM trains: label, features, validation, parameters. */
export interface TrainingOptions {
  /** Column to learn: 0/1 for 'binary', 0..k-1 for multiclass, else a finite number in the objective's range. */
  readonly label: string;
  /** Columns to learn from. @default every column but label and weight */
  readonly features?: readonly string[] | undefined;
  /** Column of row weights >= 0. */
  readonly weight?: string | undefined;
  /** Rows to watch while training; same columns. */
  readonly validation?: ArrowTable | undefined;
  /**
   * Stop after so many iterations without gain on the first metric and keep the best one's model; needs
   * `validation`. DART, which changes earlier trees, is then trained again for the best number of iterations, so
   * that the model is the measured one. @default 0, never
   */
  readonly earlyStoppingRounds?: number | undefined;
  /** Parameters of LightGBM under their names in camel case. */
  readonly parameters?: LightGbmParameters | undefined;
  /** @default 1 below 50,000 rows, else every hardware thread */
  readonly threads?: number | undefined;
  /**
   * Called after each iteration with the metrics on `validation`. What it throws stops the training, which
   * rejects with it.
   * @param progress the iteration and its metrics
   */
  readonly onIteration?: ((progress: TrainingProgress) => void) | undefined;
  /** The same iterations as progress of the stage `training`. */
  readonly onProgress?: OnProgress | undefined;
  /** Stops within one iteration; rejects with ABORTED. */
  readonly signal?: AbortSignal | undefined;
}

/** Where a training stands. */
export interface TrainingProgress {
  /** The iteration that has ended, from 1. */
  readonly iteration: number;
  /** Iterations asked for; early stopping may end before. */
  readonly of: number;
  /** In the order of `parameters.metric`; empty without validation. */
  readonly values: readonly number[];
}

/** What happened in training. */
export interface TrainingLog {
  /** Iterations that were run. */
  readonly iterations: number;
  /** Iterations the model has: with early stopping those up to the best one. */
  readonly bestIteration: number;
  /** Names of the metrics measured on the validation table. */
  readonly metrics: readonly string[];
  /** For each iteration the values of `metrics`, in their order. */
  readonly history: readonly (readonly number[])[];
}

/**
 * What a prediction gives: probabilities, raw scores (log odds for binary labels), leaf numbers or contributions of
 * features.
 */
export type BoosterOutput = 'probability' | 'raw' | 'leaf' | 'contributions';

/**
 * A LightGBM model: trained, predicted and explained by LightGBM itself, from Arrow columns read in
 * place. For fast scoring compile it (CompiledForest); both give the same bits.
 *
 * @example
 * ```ts
 * import { Booster } from 'winback/model';
 * import { generateChurnTable } from 'winback/simulate';
 *
 * const { table } = await generateChurnTable({ users: 1000 });
 * const features = ['active_days_30', 'pay_cnt_30'];
 * const parameters = { objective: 'binary', numIterations: 20 } as const;
 * const booster = await Booster.train(table, { label: 'label_churn_14d', features, parameters });
 * const leaves = await booster.predict(table, { output: 'leaf' });
 * leaves.length / table.numRows === booster.width('leaf'); // true
 * [...(await booster.importance('gain')).keys()]; // [active_days_30, pay_cnt_30]
 * booster.close();
 * ```
 */
export class Booster {
  /** The columns a table must have, by name. */
  readonly features: readonly FeatureColumn[];
  /** LightGBM's model text. */
  readonly text: string;
  /** How the training went; absent on a loaded model. */
  readonly log: TrainingLog | undefined;
  /** @internal How tables are read for it. */
  readonly reading: Reading;
  readonly #classes: number;
  readonly #iterations: number;
  /** Loaded on first use: many models are compiled or stored without ever asking LightGBM again. */
  #native: Promise<NativeBooster> | undefined;
  #isClosed = false;

  private constructor(given: {
    readonly text: string;
    readonly features: readonly FeatureColumn[];
    readonly classes: number;
    readonly iterations: number;
    readonly log?: TrainingLog | undefined;
    readonly reading?: Reading | undefined;
  }) {
    this.text = given.text;
    this.features = given.features;
    this.log = given.log;
    this.reading = given.reading ?? 'names';
    this.#classes = given.classes;
    this.#iterations = given.iterations;
  }

  /**
   * Trains on the columns of `table`. Reproducible: seeded and deterministic unless told otherwise.
   * Runs off the event loop; trainings of one process queue up behind each other.
   * @param table features and label, read in place
   * @param options label, features, parameters, validation, threads and stop signal
   * @throws WinbackError BAD_INPUT (data, parameters), TRAINING (LightGBM refused), ABORTED
   */
  static async train(table: ArrowTable, options: TrainingOptions): Promise<Booster> {
    checkTable(table);
    const { features: names = defaultFeatures(table, options), rounds } = checkedTraining(options);
    const features = featureColumns(table, names);
    const parameters = resolveParameters(options.parameters, features.length);
    const threads = threadsFor(table.numRows, options.threads);
    const categorical = features.flatMap((feature, i) => (feature.kind === 'categorical' ? [i] : []));
    const nativeParameters = parameterText(parameters, {
      num_threads: threads,
      verbosity: -1,
      ...(categorical.length > 0 ? { categorical_feature: categorical.join(',') } : {}),
    });
    const iterations = parameters.numIterations ?? 100;
    const result = await withProgress(options.signal, reporter(options, iterations), (stop, report) =>
      crossing(() =>
        addon().boosterTrain(
          trainingData(table, features, options),
          options.validation === undefined ? null : trainingData(options.validation, features, options),
          {
            parameters: nativeParameters,
            labelRule: labelRules[parameters.objective ?? 'binary'] ?? 'finite',
            classes: parameters.numClass ?? 1,
            iterations,
            earlyStoppingRounds: rounds,
          },
          report,
          stop,
        ),
      ),
    );
    const { model, metrics, ...rest } = result;
    const log = { ...rest, metrics: metrics.map((metric) => metric.name) };
    const classes = parameters.numClass ?? 1;
    const kept = (model.match(/^Tree=/gm)?.length ?? 0) / classes;
    const whole = model + behindModel(table, features);
    return new Booster({ text: whole, features, classes, iterations: kept, log });
  }

  /**
   * Loads LightGBM's model text.
   * @param text of LightGBM's save_model
   * @param features columns of tables, in the model's order.
   * @default what the text tells, as for CompiledForest
   * @throws WinbackError BAD_MODEL: the text is checked by our own strict parser before LightGBM sees it
   *
   * @example
   * ```ts
   * import { readFile } from 'node:fs/promises';
   * import { Booster } from 'winback/model';
   *
   * const booster = await Booster.load(await readFile('out/model/model.txt', 'utf8'));
   * booster.width('probability'); // 1
   * booster.close();
   * ```
   */
  static async load(text: string, features?: readonly FeatureColumn[]): Promise<Booster> {
    if (typeof text !== 'string') throw new WinbackError('BAD_INPUT', 'the model text must be a string');
    const native = await crossing(() => addon().boosterLoad(text));
    try {
      const own = textFeatures(text);
      const { classes, iterations } = native;
      const booster = new Booster({
        ...{ text, classes, iterations, features: chosenFeatures(features, own, 'BAD_MODEL') },
        reading: features === undefined ? 'codes' : 'names',
      });
      booster.#native = Promise.resolve(native);
      return booster;
    } catch (error) {
      addon().boosterClose(native.handle);
      throw error;
    }
  }

  /**
   * Outputs per row: 1, classes, iterations or features + 1, by `output`.
   * @param output which prediction
   */
  width(output: BoosterOutput): number {
    const perClass =
      output === 'contributions' ? this.features.length + 1 : output === 'leaf' ? this.#iterations : 1;
    return this.#classes * perClass;
  }

  /**
   * LightGBM's own prediction, row-major, `width(output)` numbers per row. Contributions end with the
   * expected value, and add up to the raw score.
   * @param table has the columns of `features` in any order
   * @param options which prediction, threads and stop signal
   * @throws WinbackError BAD_INPUT for a table that does not fit, or contributions of trees with linear leaves;
   * CLOSED, ABORTED
   */
  async predict(
    table: ArrowTable,
    options: PredictOptions & { readonly output?: BoosterOutput | undefined } = {},
  ): Promise<Float64Array> {
    requireKeys(options, 'options', { ...predictKeys, output: true });
    checkTable(table);
    const output = options.output ?? 'probability';
    // LightGBM refuses too, but the text it loads does not tell it.
    if (output === 'contributions' && this.text.includes('\nis_linear=1')) {
      throw new WinbackError('BAD_INPUT', 'contributions are not defined for trees with linear leaves');
    }
    const native = encode(table, this.features, this.reading);
    const out = allocateColumn(Float64Array, table.numRows * this.width(output));
    if (table.numRows === 0) return out;
    const threads = threadsFor(table.numRows, options.threads);
    const { handle } = await this.#loaded();
    await withStop(options.signal, (stop) =>
      crossing(() => addon().boosterPredict(handle, native, output, threads, out, stop)),
    );
    return out;
  }

  /**
   * Importance by feature: number of splits, or total loss reduction.
   * @param kind what is counted: splits, or the loss they took away
   */
  async importance(kind: 'split' | 'gain' = 'gain'): Promise<ReadonlyMap<string, number>> {
    const { handle } = await this.#loaded();
    const values = crossingSync(() => addon().boosterImportance(handle, kind === 'gain'));
    return new Map(this.features.map((feature, i) => [feature.name, values[i] ?? 0]));
  }

  /** Lets go of native memory; later calls throw CLOSED. */
  close(): void {
    this.#isClosed = true;
    this.#native?.then(({ handle }) => addon().boosterClose(handle)).catch(() => undefined);
  }

  #loaded(): Promise<NativeBooster> {
    if (this.#isClosed) throw new WinbackError('CLOSED', 'the booster is closed');
    this.#native ??= crossing(() => addon().boosterLoad(this.text));
    return this.#native;
  }
}

/** One callback for both that the options may hold; undefined where they hold none. */
function reporter(
  { onIteration, onProgress }: TrainingOptions,
  of: number,
): ((iteration: number, values: readonly number[]) => void) | undefined {
  if (onIteration === undefined && onProgress === undefined) return undefined;
  return (iteration, values) => {
    onIteration?.({ iteration, of, values });
    onProgress?.({ stage: 'training', done: iteration, total: of });
  };
}
