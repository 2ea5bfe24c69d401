/** What features are worth to the model on the test rows. */
export interface Importance {
  /** What is lost when a feature is shuffled: the area under the ROC curve. */
  readonly metric: 'auc';
  /** Shuffles of each column and of each group, >= 1. */
  readonly repeats: number;
  /** Most important first. Mean and sd over the repeats of the AUC lost by shuffling the column. */
  readonly single: readonly FeatureImportance[];
  /** Columns that move together (|Spearman| >= `correlation`) shuffled together. Most important first. */
  readonly grouped: readonly GroupImportance[];
  /** |Spearman| from which columns are shuffled together, in [0, 1]. */
  readonly correlation: number;
}

/** What a feature is worth. */
export interface FeatureImportance {
  /** Name of the column. */
  readonly feature: string;
  /** AUC lost on average when it is shuffled; near 0, also below, where it does not matter. */
  readonly mean: number;
  /** Standard deviation of that loss over the shuffles. */
  readonly sd: number;
}

/** What features that are permuted together are worth. */
export interface GroupImportance {
  /** Names of the columns, one or more. */
  readonly features: readonly string[];
  /** AUC lost on average when they are shuffled together; near 0, also below, where they do not matter. */
  readonly mean: number;
  /** Standard deviation of that loss over the shuffles. */
  readonly sd: number;
}
