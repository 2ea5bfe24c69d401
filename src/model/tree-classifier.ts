import { type Keys, requireKeys } from '../base/options.js';
import { requireShape } from '../base/shape.js';
import type { ArrowTable } from '../data/arrow-shape.js';
import { checkTable } from '../data/columns.js';
import { Booster, type TrainingOptions } from './booster.js';
import { type Classifier, type FeatureColumn, type PredictOptions, predictKeys } from './classifier.js';
import { CompiledForest } from './compiled-forest.js';
import { modelFiles } from './model-files.js';
import { trainingKeys } from './training-data.js';

/**
 * Gradient boosting or a random forest of LightGBM's trees. Predicts through the compiled forest, which
 * gives LightGBM's own bits.
 *
 * @example
 * ```ts
 * import { loadClassifier, trainLightGbm, type TreeClassifier } from 'winback/model';
 * import { generateChurnTable } from 'winback/simulate';
 *
 * const { table } = await generateChurnTable({ users: 1000 });
 * const features = ['active_days_30', 'channel'];
 * const options = { label: 'label_churn_14d', features, parameters: { numIterations: 20 } };
 * const model: TreeClassifier = await trainLightGbm(table, options);
 * const forest = await model.compiled();
 * forest.iterations; // 20
 * const copy = await loadClassifier(model.files());
 * const [one, same] = [await model.predict(table), await copy.predict(table)];
 * one.every((p, row) => p === same[row]); // true
 * model.close();
 * copy.close();
 * ```
 */
export class TreeClassifier implements Classifier {
  /** `lightgbm` for boosted trees, `forest` for a random forest. */
  readonly kind: 'lightgbm' | 'forest';
  /** The LightGBM model underneath. */
  readonly booster: Booster;
  /** Compiled on the first prediction. */
  #compiled: Promise<CompiledForest> | undefined;

  /**
   * A classifier of a trained model of binary classification.
   * @param kind which of the two the trees are
   * @param booster trained with objective 'binary'; closed with the classifier
   */
  constructor(kind: 'lightgbm' | 'forest', booster: Booster) {
    this.kind = kind;
    this.booster = booster;
  }

  /** The columns a table must have, by name. */
  get features(): readonly FeatureColumn[] {
    return this.booster.features;
  }

  async predict(table: ArrowTable, options: PredictOptions = {}): Promise<Float64Array> {
    requireKeys(options, 'options', predictKeys);
    return (await this.compiled()).score(table, options);
  }

  /** The model compiled for scoring; shared, closed with this classifier. */
  compiled(): Promise<CompiledForest> {
    this.#compiled ??= CompiledForest.fromBooster(this.booster);
    return this.#compiled;
  }

  files(): ReadonlyMap<string, Uint8Array> {
    return modelFiles({ kind: this.kind, features: this.features }, this.booster.text);
  }

  close(): void {
    this.booster.close();
    this.#compiled?.then((forest) => forest.close()).catch(() => undefined);
  }
}

/**
 * Gradient-boosted trees: Booster.train with objective 'binary', as a Classifier.
 * @param table features and label, read in place
 * @param options label, features, parameters, validation and stop signal
 *
 * @example
 * ```ts
 * import { trainLightGbm } from 'winback/model';
 * import { generateChurnTable } from 'winback/simulate';
 *
 * const { table } = await generateChurnTable({ users: 1000 });
 * const features = ['active_days_30', 'pay_cnt_30', 'channel'];
 * const parameters = { numIterations: 20, numLeaves: 7 };
 * const model = await trainLightGbm(table, { label: 'label_churn_14d', features, parameters });
 * (await model.predict(table)).length; // 1000
 * model.close();
 * ```
 */
export async function trainLightGbm(table: ArrowTable, options: TrainingOptions): Promise<TreeClassifier> {
  checkTable(table);
  requireShape(options, 'options', 'object');
  const parameters = { ...options.parameters, objective: 'binary' } as const;
  return new TreeClassifier('lightgbm', await Booster.train(table, { ...options, parameters }));
}

/** What `trainRandomForest` takes: training options without LightGBM's own, and the size of the forest. */
export interface RandomForestOptions extends Omit<TrainingOptions, 'parameters' | 'earlyStoppingRounds'> {
  /** Number of trees, >= 1. @default 300 */
  readonly trees?: number | undefined;
  /** Rows each tree sees, in (0, 1). @default 0.632, the expected share of a bootstrap sample */
  readonly rowFraction?: number | undefined;
  /** Columns each split may use, in (0, 1]. @default sqrt(columns) / columns */
  readonly columnFraction?: number | undefined;
  /** Most leaves of a tree, >= 2. @default 63 */
  readonly leaves?: number | undefined;
  /** Least rows of a leaf. @default 10 */
  readonly minDataInLeaf?: number | undefined;
  /** Seed of the draws of rows and features: the same seed gives the same forest. */
  readonly seed?: number | undefined;
}

const { parameters: _, earlyStoppingRounds: __, ...sharedKeys } = trainingKeys;
const forestKeys: Keys<RandomForestOptions> = {
  ...sharedKeys,
  ...{ trees: true, rowFraction: true, columnFraction: true, leaves: true, minDataInLeaf: true, seed: true },
};

/**
 * A random forest of LightGBM's trees (boosting = rf): each tree on a random share of the rows,
 * each split on a random share of the columns, their probabilities averaged. Rows are drawn without
 * replacement, unlike Breiman's bootstrap (Machine Learning 45, 2001).
 * @param table features and label, read in place
 * @param options label, features, size of the forest, seed and stop signal
 *
 * @example
 * ```ts
 * import { trainRandomForest } from 'winback/model';
 * import { generateChurnTable } from 'winback/simulate';
 *
 * const { table } = await generateChurnTable({ users: 1000 });
 * const features = ['active_days_30', 'pay_cnt_30', 'channel'];
 * const model = await trainRandomForest(table, { label: 'label_churn_14d', features, trees: 20, seed: 1 });
 * model.kind; // forest
 * model.close();
 * ```
 */
export async function trainRandomForest(
  table: ArrowTable,
  options: RandomForestOptions,
): Promise<TreeClassifier> {
  checkTable(table);
  requireShape(options, 'options', 'object');
  requireKeys(options, 'options', forestKeys);
  const { trees, rowFraction, columnFraction, leaves, minDataInLeaf, seed, ...rest } = options;
  const columns = Math.max(1, rest.features?.length ?? table.schema.fields.length - 1);
  const booster = await Booster.train(table, {
    ...rest,
    parameters: {
      objective: 'binary',
      boosting: 'rf',
      numIterations: trees ?? 300,
      numLeaves: leaves ?? 63,
      minDataInLeaf: minDataInLeaf ?? 10,
      baggingFreq: 1,
      baggingFraction: rowFraction ?? 0.632,
      featureFractionBynode: columnFraction ?? 1 / Math.sqrt(columns),
      seed,
    },
  });
  return new TreeClassifier('forest', booster);
}
