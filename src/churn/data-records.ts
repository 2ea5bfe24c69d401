/** What a churn run learnt from, as plain JSON-safe records. Part of records.ts. */

import type { ColumnWarning } from './table/column-warnings.js';

/** What was learnt from and how it was cut. */
export interface ChurnData {
  /** Where the rows come from: a file name or `generated`. */
  readonly source: string;
  readonly label: string;
  readonly split: SplitDescription;
  readonly features: readonly FeatureDescription[];
  /** Features that were not used, each with the reason. */
  readonly leftOut: readonly LeftOutFeature[];
  /** Columns of a prepared table that may not be read as they are meant. */
  readonly warnings?: readonly ColumnWarning[] | undefined;
  /** Columns that look like the label in disguise (one alone has AUC > 0.95). Empty when clean. */
  readonly leakSuspects: readonly LeakSuspect[];
}

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

export interface SplitPart {
  readonly name: 'train' | 'validation' | 'certification' | 'test';
  readonly rows: number;
  readonly users: number;
  readonly positives: number;
  /** First and last snapshot date, YYYY-MM-DD; null without dates. */
  readonly from: string | null;
  readonly to: string | null;
}

export interface FeatureDescription {
  readonly name: string;
  readonly kind: 'numeric' | 'categorical';
  /** One sentence; null for a prepared table. */
  readonly meaning: string | null;
  readonly unit: string | null;
}

export interface LeftOutFeature {
  readonly name: string;
  readonly reason: string;
}

export interface LeakSuspect {
  readonly name: string;
  /** AUC of this column alone, at least 0.5. */
  readonly auc: number;
}
