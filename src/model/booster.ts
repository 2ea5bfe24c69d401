import { WinbackError } from '../base/errors.js';
import { allocateColumn } from '../base/large-arrays.js';
import { integer, optional } from '../base/options.js';
import type { ArrowTable } from '../data/arrow-shape.js';
import { checkTable, viewColumn } from '../data/columns.js';
import type { NativeColumn } from '../native/binding.js';
import type { NativeBooster, NativeTrainingData } from '../native/booster-binding.js';
import { crossing, crossingSync, pinned, withStop } from '../native/crossing.js';
import { addon } from '../native/load.js';
import type { FeatureColumn, PredictOptions } from './classifier.js';
import { encode, featureColumns } from './encoding.js';
import { type LightGbmParameters, parameterText, resolveParameters } from './lightgbm-parameters.js';
import { defaultThreads } from './threads.js';

export interface TrainingOptions {
  /** Column to learn: 0/1 for 'binary', 0..k-1 for multiclass, any finite number else. */
  readonly label: string;
  /** Columns to learn from. @default every column but label and weight */
  readonly features?: readonly string[];
  /** Column of row weights >= 0. */
  readonly weight?: string;
  /** Rows to watch while training; same columns. */
  readonly validation?: ArrowTable;
  /** Stop after so many iterations without gain on the first metric; needs `validation`. @default 0, never */
  readonly earlyStoppingRounds?: number;
  readonly parameters?: LightGbmParameters;
  /** @default 1 below 50,000 rows, else every hardware thread */
  readonly threads?: number;
  /** Called after each iteration with the metrics on `validation`. A throw stops the training. */
  readonly onIteration?: (progress: TrainingProgress) => void;
  /** Stops within one iteration; rejects with ABORTED. */
  readonly signal?: AbortSignal;
}

export interface TrainingProgress {
  /** 1-based. */
  readonly iteration: number;
  readonly of: number;
  /** In the order of `parameters.metric`; empty without validation. */
  readonly values: readonly number[];
}

export interface TrainingLog {
  readonly iterations: number;
  readonly bestIteration: number;
  readonly metrics: readonly string[];
  readonly history: readonly (readonly number[])[];
}

export type BoosterOutput = 'probability' | 'raw' | 'leaf' | 'contributions';

/**
 * A LightGBM model: trained, predicted and explained by LightGBM itself, from Arrow columns read in
 * place. For fast scoring compile it (CompiledForest); both give the same bits.
 */
export class Booster {
  readonly features: readonly FeatureColumn[];
  /** LightGBM's model text. */
  readonly text: string;
  /** How the training went; absent on a loaded model. */
  readonly log: TrainingLog | undefined;
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
    readonly log?: TrainingLog;
  }) {
    this.text = given.text;
    this.features = given.features;
    this.log = given.log;
    this.#classes = given.classes;
    this.#iterations = given.iterations;
  }

  /**
   * Trains on the columns of `table`. Reproducible: seeded and deterministic unless told otherwise.
   * Runs off the event loop; trainings of one process queue up behind each other.
   * @throws WinbackError BAD_INPUT (data, parameters), TRAINING (LightGBM refused), ABORTED
   */
  static async train(table: ArrowTable, options: TrainingOptions): Promise<Booster> {
    checkTable(table);
    const parameters = resolveParameters(options.parameters);
    const names = options.features ?? defaultFeatures(table, options);
    const features = featureColumns(table, names);
    const rounds = optional(integer(0, 100_000), 0)(options.earlyStoppingRounds, 'earlyStoppingRounds');
    if (rounds > 0 && options.validation === undefined) {
      throw new WinbackError('BAD_INPUT', 'earlyStoppingRounds needs validation rows');
    }
    const threads = defaultThreads(options.threads, table.numRows);
    const categorical = features.flatMap((feature, i) => (feature.kind === 'categorical' ? [i] : []));
    const text = parameterText(parameters, {
      num_threads: threads,
      verbosity: -1,
      ...(categorical.length > 0 ? { categorical_feature: categorical.join(',') } : {}),
    });
    const iterations = parameters.numIterations ?? 100;
    const report = options.onIteration;
    const result = await withStop(options.signal, (stop) =>
      crossing(() =>
        addon().boosterTrain(
          trainingData(table, features, options),
          options.validation === undefined ? null : trainingData(options.validation, features, options),
          {
            parameters: text,
            labelRule: labelRule(parameters.objective),
            classes: parameters.numClass ?? 1,
            iterations,
            earlyStoppingRounds: rounds,
          },
          report === undefined ? null : (iteration, values) => report({ iteration, of: iterations, values }),
          stop,
        ),
      ),
    );
    const { model, metrics, ...rest } = result;
    const log = { ...rest, metrics: metrics.map((metric) => metric.name) };
    const classes = parameters.numClass ?? 1;
    const kept = (model.match(/^Tree=/gm)?.length ?? 0) / classes;
    return new Booster({ text: model, features, classes, iterations: kept, log });
  }

  /**
   * Loads LightGBM's model text for tables with the columns `features`, in the model's order.
   * @throws WinbackError BAD_MODEL: the text is checked by our own strict parser before LightGBM sees it
   */
  static async load(text: string, features: readonly FeatureColumn[]): Promise<Booster> {
    const native = await crossing(() => addon().boosterLoad(text));
    if (native.features !== features.length) {
      addon().boosterClose(native.handle);
      throw new WinbackError(
        'BAD_MODEL',
        `the model has ${native.features} features, ${features.length} are named`,
      );
    }
    const booster = new Booster({ text, features, classes: native.classes, iterations: native.iterations });
    booster.#native = Promise.resolve(native);
    return booster;
  }

  /** Outputs per row: 1, classes, iterations or features + 1, by `output`. */
  width(output: BoosterOutput): number {
    const perClass =
      output === 'contributions' ? this.features.length + 1 : output === 'leaf' ? this.#iterations : 1;
    return this.#classes * perClass;
  }

  /**
   * LightGBM's own prediction, row-major, `width(output)` numbers per row. Contributions end with the
   * expected value, and add up to the raw score.
   * @throws WinbackError BAD_INPUT for a table that does not fit, or contributions of trees with linear leaves;
   * CLOSED, ABORTED
   */
  async predict(
    table: ArrowTable,
    options: PredictOptions & { readonly output?: BoosterOutput } = {},
  ): Promise<Float64Array> {
    checkTable(table);
    const output = options.output ?? 'probability';
    // LightGBM refuses too, but the text it loads does not tell it.
    if (output === 'contributions' && this.text.includes('\nis_linear=1')) {
      throw new WinbackError('BAD_INPUT', 'contributions are not defined for trees with linear leaves');
    }
    const native = encode(table, this.features);
    const out = allocateColumn(Float64Array, table.numRows * this.width(output));
    if (table.numRows === 0) return out;
    const threads = defaultThreads(options.threads, table.numRows);
    const { handle } = await this.#loaded();
    await withStop(options.signal, (stop) =>
      crossing(() => addon().boosterPredict(handle, native, output, threads, out, stop)),
    );
    return out;
  }

  /** Importance by feature: number of splits, or total loss reduction. */
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

function defaultFeatures(table: ArrowTable, options: TrainingOptions): readonly string[] {
  return table.schema.fields
    .map((field) => field.name)
    .filter((name) => name !== options.label && name !== options.weight);
}

function trainingData(
  table: ArrowTable,
  features: readonly FeatureColumn[],
  options: TrainingOptions,
): NativeTrainingData {
  const encoded = encode(table, features);
  const columns = encoded.columns.map((column) => ({ ...column, name: lightgbmName(column.name) }));
  return {
    features: { columns },
    label: plainColumn(table, options.label),
    weight: options.weight === undefined ? null : plainColumn(table, options.weight),
  };
}

function plainColumn(table: ArrowTable, name: string): NativeColumn {
  const column = viewColumn(table, name);
  if (column.categorical) throw new WinbackError('BAD_INPUT', `column "${name}" must hold numbers, not text`);
  pinned({ columns: [column] });
  return column;
}

// LightGBM separates names by spaces and refuses JSON's special characters in them.
function lightgbmName(name: string): string {
  return name.replaceAll(/[\s",:[\]{}]/g, '_');
}

function labelRule(objective: LightGbmParameters['objective']): 'binary' | 'classes' | 'finite' {
  if (objective === 'binary') return 'binary';
  return objective === 'multiclass' || objective === 'multiclassova' ? 'classes' : 'finite';
}
