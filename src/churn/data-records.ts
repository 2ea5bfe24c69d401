/** What a churn run learnt from, as plain JSON-safe records. Part of records.ts. */

import type { ColumnWarning } from './table/column-warnings.js';

/** What was learnt from and how it was cut. */
export interface ChurnData {
  /** Where the rows come from: a file name or `generated`. */
  readonly source: string;
  /** Name of the label. */
  readonly label: string;
  /** How rows were divided. */
  readonly split: SplitDescription;
  /** The columns that were learnt from. */
  readonly features: readonly FeatureDescription[];
  /** Features that were not used, each with the reason. */
  readonly leftOut: readonly LeftOutFeature[];
  /** Columns of a prepared table that may not be read as they are meant. */
  readonly warnings?: readonly ColumnWarning[] | undefined;
  /** Columns that look like the label in disguise (one alone has AUC > 0.95). Empty when clean. */
  readonly leakSuspects: readonly LeakSuspect[];
}

/** How rows were divided for training and test. */
export interface SplitDescription {
  /** `time`: by snapshot date. `cross-validation`: stratified folds, nested selection. */
  readonly kind: 'time' | 'cross-validation';
  /** Days between two parts; null without dates. */
  readonly embargoDays: number | null;
  /** Outer folds; null with a time split. */
  readonly folds: number | null;
  /** In time order. With cross-validation one part named `test` that holds every row once. */
  readonly parts: readonly SplitPart[];
}

/** A part of the rows. */
export interface SplitPart {
  /** What the part is for. */
  readonly name: 'train' | 'validation' | 'certification' | 'test';
  /** Its rows. */
  readonly rows: number;
  /** Its users; a user may have several rows. */
  readonly users: number;
  /** Its rows of users who left. */
  readonly positives: number;
  /** First and last snapshot date, YYYY-MM-DD; null without dates. */
  readonly from: string | null;
  /** Last day of its snapshots; null without days. */
  readonly to: string | null;
}

/** A column that is learnt from. */
export interface FeatureDescription {
  /** Name of the column. */
  readonly name: string;
  /** Numbers, or categories. */
  readonly kind: 'numeric' | 'categorical';
  /** One sentence; null for a prepared table. */
  readonly meaning: string | null;
  /** Unit of its values; null where there is none. */
  readonly unit: string | null;
}

/** A column that is not learnt from. */
export interface LeftOutFeature {
  /** Name of the column. */
  readonly name: string;
  /** Why it was left out. */
  readonly reason: string;
}

/** A column that tells the label too well. */
export interface LeakSuspect {
  /** Name of the column. */
  readonly name: string;
  /** AUC of this column alone, at least 0.5. */
  readonly auc: number;
}
