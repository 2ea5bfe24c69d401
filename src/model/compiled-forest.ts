import { rm, writeFile } from 'node:fs/promises';
import type { Complete } from '../base/complete.js';
import { partialName, removeAbandoned, renameDurably } from '../base/durable-files.js';
import { WinbackError } from '../base/errors.js';
import { allocateColumn } from '../base/large-arrays.js';
import { flag, integer, optional, requireKeys, resolveOptions } from '../base/options.js';
import { threadsFor } from '../base/threads.js';
import type { ArrowTable } from '../data/arrow-shape.js';
import { checkTable } from '../data/columns.js';
import type { NativeTable } from '../native/binding.js';
import { crossing, crossingSync, withStop } from '../native/crossing.js';
import type { ShapHandle } from '../native/explain-binding.js';
import type { ForestHandle } from '../native/forest-binding.js';
import { addon } from '../native/load.js';
import { Booster } from './booster.js';
import { type FeatureColumn, type PredictOptions, predictKeys } from './classifier.js';
import { encode, type Reading } from './encoding.js';
import { modelBytes, requireRounds, type XgboostRounds } from './import/source.js';
import { chosenFeatures } from './names/feature-list.js';
import { type DescribedFeatures, describe, describedFeatures } from './names/forest-description.js';
import { textFeatures } from './names/text-features.js';
import { type RowOptions, RowScorer } from './row-scorer.js';

/** How the text of a model is taken. */
export interface ForestOptions {
  /**
   * The table columns behind the model's features, in the model's order, with the code maps of
   * categorical ones. @default what the model itself tells: names, and the categories of the text's
   * `pandas_categorical`. Dictionary columns are then matched by name, and are an error where the model does
   * not tell their categories; integer columns are taken as the codes of the training, and are an error where
   * they could be names of categories.
   */
  readonly features?: readonly FeatureColumn[] | undefined;
}

/** How a model of XGBoost is taken. */
export interface XgboostOptions extends ForestOptions {
  /**
   * Rounds of boosting that count: `'all'`, as `Booster.predict` does; `'best'`, those up to the best of early stopping, as
   * the scikit-learn wrapper does; or the first so many. @default 'all'
   */
  readonly rounds?: XgboostRounds | undefined;
}

/** How a compiled forest scores a table. */
export interface ForestScoreOptions extends PredictOptions {
  /** Sums of leaves, neither averaged nor transformed. @default false */
  readonly raw?: boolean | undefined;
  /** First boosting iteration to count. @default 0 */
  readonly startIteration?: number | undefined;
  /** Iterations to count; 0 = all that follow. @default 0 */
  readonly iterations?: number | undefined;
}

/** What a forest file holds. */
export interface ForestSaveOptions {
  /**
   * With the tables of single rows, several times larger than all the rest: an opened file then scores
   * rows at once. Without them they are made at the first row (tens of ms), in memory of the process.
   * @default false
   */
  readonly rows?: boolean | undefined;
}

/** Which path scores, and why it is not a faster one (empty: it is the fastest). */
export interface ForestEngine {
  /**
   * 'bit-sliced avx512', 'bit-sliced avx2' or 'bit-sliced neon'. Where none applies: 'bitmaps scalar' (avx2, avx512,
   * neon) once rows are prepared, by `prepareRows()` or the first table of 1000 rows, else 'scalar'.
   */
  readonly batch: string;
  /** Why tables are scored that way. */
  readonly batchReason: string;
  /**
   * 'bitmaps avx512', 'bitmaps avx2', 'bitmaps neon', 'bitmaps scalar', 'scalar', or 'not prepared' before the first
   * row.
   */
  readonly row: string;
  /** Why rows are scored that way. */
  readonly rowReason: string;
}

/**
 * A LightGBM model compiled for scoring: the same bits as LightGBM's predictor, raw and transformed,
 * about two orders of magnitude faster in batches and one in single rows. Immutable; every call may
 * run beside every other.
 *
 * @example
 * ```ts
 * import { Booster, CompiledForest } from 'winback/model';
 * import { generateChurnTable } from 'winback/simulate';
 *
 * const { table } = await generateChurnTable({ users: 1000 });
 * const features = ['active_days_30', 'pay_cnt_30'];
 * const parameters = { objective: 'binary', numIterations: 20 } as const;
 * const booster = await Booster.train(table, { label: 'label_churn_14d', features, parameters });
 * const forest = await CompiledForest.fromBooster(booster);
 * const scores = await forest.score(table);
 * scores.length; // 1000
 * const first = features.map((name) => Number(table.getChild(name)?.get(0)));
 * forest.scoreRow(Float64Array.from(first)) === scores[0]; // true
 * forest.close();
 * ```
 */
export class CompiledForest {
  /** The columns a table must have, by name, in the order of a row's values. */
  readonly features: readonly FeatureColumn[];
  /** Scores per row: 1, or the classes of a multiclass model. */
  readonly outputs: number;
  /** Iterations of boosting; trees an output of the forest. */
  readonly iterations: number;
  /** As the model names it, e.g. "binary sigmoid:1". */
  readonly objective: string;
  /** @internal What explains its scores, made at the first explanation; goes with the forest. */
  explainer: { readonly key: string; readonly handle: Promise<ShapHandle> } | null = null;
  readonly #handle: ForestHandle;
  readonly #reading: Reading;
  #single: RowScorer | undefined;
  #isClosed = false;

  private constructor(handle: ForestHandle, given: unknown, own: DescribedFeatures) {
    const info = crossingSync(() => addon().forestInfo(handle));
    this.#handle = handle;
    this.features = chosenFeatures(given, own.features);
    this.#reading = given === undefined ? own.reading : 'names';
    this.outputs = info.outputs;
    this.iterations = info.iterations;
    this.objective = info.objective;
  }

  /**
   * Compiles LightGBM's model text (save_model), off the event loop. The text is not trusted.
   * @param text of LightGBM's save_model
   * @param options features, where the text does not tell them
   * @throws WinbackError BAD_MODEL naming line and field
   *
   * @example
   * ```ts
   * import { readFile } from 'node:fs/promises';
   * import { CompiledForest } from 'winback/model';
   *
   * const forest = await CompiledForest.fromText(await readFile('out/model/model.txt', 'utf8'));
   * const copy = await CompiledForest.load(await forest.save());
   * copy.iterations === forest.iterations; // true
   * ```
   */
  static async fromText(text: string, options: ForestOptions = {}): Promise<CompiledForest> {
    if (typeof text !== 'string') throw new WinbackError('BAD_INPUT', 'the model text must be a string');
    const { features } = forestOptions(options);
    const handle = await crossing(() => addon().forestFromText(text));
    return made(
      handle,
      () => new CompiledForest(handle, features, { features: textFeatures(text), reading: 'codes' }),
    );
  }

  /**
   * Compiles a model of XGBoost (`save_model`, JSON or UBJSON, 1.3 to 3.x), off the event loop: the bits of its own
   * `predict`, raw and transformed. Trees of gbtree and DART, categories, several classes; gblinear and leaves with
   * several values are refused. The bytes are not trusted. A table's integer column gives category codes.
   * @param source the file's bytes, or its text where it is JSON
   * @param options which rounds count, and features where the model does not tell their names
   * @throws WinbackError BAD_MODEL naming the place
   *
   * @example
   * ```ts
   * import { CompiledForest } from 'winback/model';
   *
   * const lists = { left_children: [1, -1, -1], right_children: [2, -1, -1], split_indices: [0, 0, 0] };
   * const tree = { ...lists, split_conditions: [7, -0.5, 0.5], default_left: [1, 0, 0] };
   * const model = { gbtree_model_param: {}, tree_info: [0], trees: [tree] };
   * const learner = {
   *   feature_names: ['recency_days'],
   *   learner_model_param: { base_score: '5E-1', num_feature: '1' },
   *   objective: { name: 'binary:logistic' },
   *   gradient_booster: { name: 'gbtree', model },
   * };
   * const forest = await CompiledForest.fromXgboost(JSON.stringify({ learner }));
   * forest.row({ raw: true }).scoreObject({ recency_days: 30 }); // 0.5
   * ```
   */
  static async fromXgboost(
    source: string | Uint8Array,
    options: XgboostOptions = {},
  ): Promise<CompiledForest> {
    const bytes = modelBytes(source);
    const { features, rounds } = xgboostOptions(options);
    return CompiledForest.#foreign(() => addon().forestFromXgboost(bytes, rounds), features);
  }

  /**
   * Compiles a model of CatBoost (`save_model(..., format="json")`), off the event loop. Raw scores have the bits of
   * `predict(prediction_type="RawFormulaVal")` on the model that was saved, probabilities are within one unit in the last
   * place. Splits on categories, texts and embeddings are refused by name. The bytes are not trusted.
   * @param source the file's bytes or its text
   * @param options features, where the model does not tell their names
   * @throws WinbackError BAD_MODEL naming the place
   *
   * @example
   * ```ts
   * import { CompiledForest } from 'winback/model';
   *
   * const split = { split_type: 'FloatFeature', float_feature_index: 0, border: 7 };
   * const model = {
   *   features_info: {
   *     float_features: [{ feature_index: 0, feature_name: 'recency_days', nan_value_treatment: 'AsFalse' }],
   *   },
   *   model_info: { params: { loss_function: { type: 'Logloss' } } },
   *   oblivious_trees: [{ splits: [split], leaf_values: [-0.5, 0.5] }],
   *   scale_and_bias: [1, [0.25]],
   * };
   * const forest = await CompiledForest.fromCatboost(JSON.stringify(model));
   * forest.row({ raw: true }).scoreObject({ recency_days: 30 }); // 0.75
   * ```
   */
  static async fromCatboost(
    source: string | Uint8Array,
    options: ForestOptions = {},
  ): Promise<CompiledForest> {
    const bytes = modelBytes(source);
    const { features } = forestOptions(options);
    return CompiledForest.#foreign(() => addon().forestFromCatboost(bytes), features);
  }

  /**
   * Compiles a trained model; tables are read as the booster reads them.
   * @param booster may be closed afterwards
   */
  static async fromBooster(booster: Booster): Promise<CompiledForest> {
    if (!(booster instanceof Booster)) throw new WinbackError('BAD_INPUT', 'fromBooster: expected a Booster');
    const handle = await crossing(() => addon().forestFromText(booster.text));
    return made(handle, () => new CompiledForest(handle, undefined, booster));
  }

  /**
   * Loads what `save()` made, over a copy of it. Checked as by `open`: memory-safe, not authenticated.
   * @param bytes of `save()`
   * @param options features, where the file does not tell them
   * @throws WinbackError BAD_MODEL
   */
  static async load(bytes: Uint8Array, options: ForestOptions = {}): Promise<CompiledForest> {
    if (!(bytes instanceof Uint8Array)) throw new WinbackError('BAD_INPUT', 'expected a Uint8Array');
    return CompiledForest.#described(() => addon().forestLoad(bytes), options);
  }

  /**
   * Opens a file that `saveTo()` made: it is mapped and its tables are used where they lie, so that
   * processes share one copy. Every index in it is checked, once, and some scores: it is memory-safe,
   * whatever it holds, but not authenticated (changed trees with a fitting checksum are another model).
   * The file may be removed or replaced by another while it is open, but never written in place or cut
   * short, which kills the process (SIGBUS): use `load` where that cannot be trusted.
   * @param file written by `saveTo()`
   * @param options features, where the file does not tell them
   * @throws WinbackError BAD_MODEL for a damaged or foreign file and one whose tables are not its
   * trees', BAD_INPUT for one that cannot be opened
   *
   * @example
   * ```ts
   * import { readFile } from 'node:fs/promises';
   * import { CompiledForest } from 'winback/model';
   *
   * const forest = await CompiledForest.fromText(await readFile('out/model/model.txt', 'utf8'));
   * await forest.saveTo('model.forest', { rows: true });
   * const opened = await CompiledForest.open('model.forest');
   * opened.outputs; // 1
   * opened.close();
   * ```
   */
  static async open(file: string, options: ForestOptions = {}): Promise<CompiledForest> {
    if (typeof file !== 'string') throw new WinbackError('BAD_INPUT', 'the file must be a path');
    return CompiledForest.#described(() => addon().forestOpen(file), options);
  }

  /**
   * The compiled forest in a binary form that loads faster than the text, with the names and categories of
   * its features.
   * @param options whether the tables of single rows go with it
   */
  save(options: ForestSaveOptions = {}): Promise<Uint8Array> {
    const { rows } = resolveOptions<Complete<ForestSaveOptions>>('save', options, {
      rows: optional(flag, false),
    });
    const description = describe({ features: this.features, reading: this.#reading });
    return crossing(() => addon().forestSave(this.#open(), rows, description));
  }

  /**
   * Saves to a file: written beside it, then renamed, so that whoever has the old one open keeps it.
   * @param file path; an older file is replaced
   * @param options whether the tables of single rows go with it
   */
  async saveTo(file: string, options: ForestSaveOptions = {}): Promise<void> {
    if (typeof file !== 'string') throw new WinbackError('BAD_INPUT', 'the file must be a path');
    const partial = partialName(file);
    const bytes = await this.save(options);
    try {
      await removeAbandoned(file);
      await writeFile(partial, bytes);
      await renameDurably(partial, file);
    } catch (error) {
      await rm(partial, { force: true });
      throw error;
    }
  }

  /** How tables and rows are scored on this machine, and why. */
  get engine(): ForestEngine {
    return crossingSync(() => addon().forestEngine(this.#open()));
  }

  /**
   * Scores every row: `outputs` numbers a row, row-major. Runs off the event loop and reads the columns
   * in place; null and NaN are missing.
   * @param table has the columns of `features` in any order
   * @param options raw scores, iterations, threads and stop signal
   * @throws WinbackError BAD_INPUT for a table that does not fit, ABORTED, CLOSED
   */
  async score(table: ArrowTable, options: ForestScoreOptions = {}): Promise<Float64Array> {
    const handle = this.#open();
    checkTable(table);
    requireKeys(options, 'score', { ...predictKeys, raw: true, startIteration: true, iterations: true });
    const { signal, threads, ...rest } = options;
    const given = resolveOptions<Complete<Omit<ForestScoreOptions, 'signal' | 'threads'>>>('score', rest, {
      raw: optional(flag, false),
      startIteration: optional(integer(0, 2 ** 30), 0),
      iterations: optional(integer(0, 2 ** 30), 0),
    });
    const used = threadsFor(table.numRows, threads);
    const native = this.#columns(table);
    const scores = allocateColumn(Float64Array, table.numRows * this.outputs);
    await withStop(signal, (stop) =>
      crossing(() => addon().forestScore(handle, native, scores, { ...given, threads: used }, stop)),
    );
    return scores;
  }

  /** Makes the tables of single rows now, off the event loop, instead of at the first row (tens of ms). */
  prepareRows(): Promise<void> {
    return crossing(() => addon().forestPrepareRows(this.#open()));
  }

  /**
   * A scorer with a buffer of its own, for a caller that scores many single rows.
   * @param options whether scores are raw
   *
   * @example
   * ```ts
   * import { readFile } from 'node:fs/promises';
   * import { CompiledForest } from 'winback/model';
   *
   * const forest = await CompiledForest.fromText(await readFile('out/model/model.txt', 'utf8'));
   * await forest.prepareRows();
   * const row = forest.row();
   * row.scoreObject({ recency_days: 1 }) < row.scoreObject({ recency_days: 25 }); // true
   * ```
   */
  row(options: RowOptions = {}): RowScorer {
    const { raw } = resolveOptions<Complete<RowOptions>>('row', options, { raw: optional(flag, false) });
    return new RowScorer(this.#open(), this.features, this.outputs, raw);
  }

  /**
   * Scores one row, synchronously and without allocating: one value per feature in the model's order,
   * NaN = missing, categories as their codes. A model of several outputs gives the first: see `row()`.
   * @param values as many as `features`
   */
  scoreRow(values: Float64Array): number {
    this.#single ??= this.row();
    if (values.length !== this.#single.values.length) {
      throw new WinbackError(
        'BAD_INPUT',
        `a row holds ${this.features.length} values, got ${String(values.length)}`,
      );
    }
    this.#single.values.set(values);
    return this.#single.score();
  }

  /** @internal The native forest, and a table as it reads one: for the explanations beside this file. */
  crossing(table: ArrowTable): { readonly handle: ForestHandle; readonly columns: NativeTable } {
    const handle = this.#open();
    checkTable(table);
    return { handle, columns: this.#columns(table) };
  }

  /** @internal The native forest, for what stands beside this file. @throws WinbackError CLOSED */
  handle(): ForestHandle {
    return this.#open();
  }

  /** Lets go of native memory; later calls, also of its row scorers, throw CLOSED. Scoring that runs ends first. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.explainer = null;
    addon().forestClose(this.#handle);
  }

  #open(): ForestHandle {
    if (this.#isClosed) throw new WinbackError('CLOSED', 'the forest is closed');
    return this.#handle;
  }

  #columns(table: ArrowTable): NativeTable {
    return encode(table, this.features, this.#reading);
  }

  // Names are all that these models tell of their features; integer columns are codes.
  static async #foreign(make: () => Promise<ForestHandle>, features: unknown): Promise<CompiledForest> {
    const handle = await crossing(make);
    return made(handle, () => {
      const info = crossingSync(() => addon().forestInfo(handle));
      const own = info.features.map((name): FeatureColumn => ({ name, kind: 'numeric' }));
      return new CompiledForest(handle, features, { features: own, reading: 'codes' });
    });
  }

  static async #described(
    read: () => Promise<ForestHandle>,
    options: ForestOptions,
  ): Promise<CompiledForest> {
    const { features } = forestOptions(options);
    const handle = await crossing(read);
    return made(handle, () => {
      const info = crossingSync(() => addon().forestInfo(handle));
      return new CompiledForest(handle, features, describedFeatures(info.description, info.features));
    });
  }
}

function forestOptions(options: ForestOptions): { readonly features: unknown } {
  return resolveOptions<{ features: unknown }>('options', options, { features: (value) => value });
}

function xgboostOptions(options: XgboostOptions): {
  readonly features: unknown;
  readonly rounds: XgboostRounds;
} {
  return resolveOptions<{ features: unknown; rounds: XgboostRounds }>('options', options, {
    features: (value) => value,
    rounds: optional(requireRounds, 'all'),
  });
}

/** What `make` makes of a native forest, which is let go of where that fails. */
function made(handle: ForestHandle, make: () => CompiledForest): CompiledForest {
  try {
    return make();
  } catch (error) {
    addon().forestClose(handle);
    throw error;
  }
}
