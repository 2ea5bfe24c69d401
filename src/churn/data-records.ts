/** What a churn run learnt from, as plain JSON-safe records. Part of records.ts. */

import type { Coded, NoValues } from '../base/coded.js';
import type { ColumnWarning } from './table/column-warnings.js';

/** What was learnt from and how it was cut. */
export interface ChurnData {
  /** Where the rows come from: a file name or `generated`. */
  readonly source: string;
  /** Column of the label: what the model predicts. */
  readonly label: string;
  /** How rows were divided. */
  readonly split: SplitDescription;
  /** The columns that were learnt from, in the order of training. */
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
  /** What the part is for: to learn, to choose and calibrate, to certify the threshold, to judge. */
  readonly name: 'train' | 'validation' | 'certification' | 'test';
  /** User-snapshots of the part. */
  readonly rows: number;
  /** Different users of the part; a user may have several rows. */
  readonly users: number;
  /** Rows whose user left within the horizon. */
  readonly positives: number;
  /** First snapshot day of the part, YYYY-MM-DD; null without dates. */
  readonly from: string | null;
  /** Last snapshot day of the part, YYYY-MM-DD; null without dates. */
  readonly to: string | null;
}

/** A column that is learnt from. */
export interface FeatureDescription {
  /** Name of the column. */
  readonly name: string;
  /** Numbers, or categories. */
  readonly kind: 'numeric' | 'categorical';
  /** Which feature of winback's it is; null for a column of a prepared table. `featureTitle` puts it in words. */
  readonly meaning: FeatureMeaning | null;
  /** Unit of its values; null where there is none. */
  readonly unit: string | null;
}

/** What a feature made from events counts or measures. */
export interface FeatureMeaning {
  /** Name of its definition; null for an attribute of the user and for a feature of the user's own. */
  readonly definition: string | null;
  /** Days that it looks back; null without a window. */
  readonly windowDays: number | null;
  /** How the configuration defines it; absent for features of winback and attributes. */
  readonly own?: OwnMeaning | undefined;
}

/** A feature that the configuration defines: an `OwnRecord` of winback/features. */
export interface OwnMeaning {
  /** Events that are looked at. */
  readonly over: readonly string[];
  /** What is computed from them, such as `sum`. */
  readonly aggregate: string;
  /** Columns of the log whose values are taken; empty without. */
  readonly columns: readonly string[];
  /** Events that are compared with; empty without. */
  readonly among: readonly string[];
  /** Level of a quantile; null without. */
  readonly level: number | null;
  /** When events count; null = always. */
  readonly when: 'weekend' | 'night' | null;
  /** Whether the value is a rank among users. */
  readonly isRank: boolean;
  /** The title of the configuration; null without. */
  readonly title: string | null;
}

/** A column that is not learnt from. */
export interface LeftOutFeature {
  /** Name of the column. */
  readonly name: string;
  /** Why it was left out. */
  readonly reason: LeftOutReason;
}

/** Why a column is not learnt from; `evaluationTexts` of winback/report has the sentences. */
export interface LeftOutValues {
  /** The configuration drops it. */
  readonly dropped: NoValues;
  /** Its name is that of a true probability. */
  readonly 'named-like-truth': NoValues;
  /** Its name is that of a label of another horizon. */
  readonly 'named-like-label': NoValues;
  /** Its name is that of the score of an earlier model. */
  readonly 'earlier-score': NoValues;
  /** Dates and times are no features. */
  readonly date: NoValues;
  /** Every value is missing. */
  readonly 'all-missing': NoValues;
  /** Every row has the same value. */
  readonly constant: NoValues;
  /** Texts of which more than half occur once: an identifier. */
  readonly identifier: {
    /** Different texts. */
    readonly distinct: number;
    /** Rows with a text. */
    readonly rows: number;
  };
  /** The event log has not what the feature is made of. */
  readonly 'log-lacks': {
    /** Roles that do not occur and columns that are not mapped, at least one; of those in an inner list one would do. */
    readonly missing: readonly (string | readonly string[])[];
  };
}

/** Why a column is not learnt from. */
export type LeftOutReason = Coded<LeftOutValues>;

/** A column that tells the label too well. */
export interface LeakSuspect {
  /** Name of the column. */
  readonly name: string;
  /** AUC of this column alone, in [0.5, 1]; 1 = it tells the label. */
  readonly auc: number;
}
