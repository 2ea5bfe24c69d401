/** What a comparison of a table with a profile says: plain, JSON-safe records. Shares and distances are in [0, 1]. */

import type { ExpectedMove } from '../profile/records.js';
import type { DriftState } from '../rule/state.js';

/** Why a column has its state. */
export type DriftReason = 'distribution' | 'missing' | 'unseen' | 'evidence';

/** A share of rows before and now. */
export interface ShareChange {
  /** Share in the profile. */
  readonly reference: number;
  /** Share of today's rows. */
  readonly current: number;
  /** current - reference. */
  readonly difference: number;
  /** Newcombe's interval of the difference at 95 %, in [-1, 1]. */
  readonly low: number;
  readonly high: number;
}

/** Categories that no row of the training had. */
export interface UnseenCategories {
  /** Rows that have one. */
  readonly rows: number;
  /** Share of the rows with a text. */
  readonly share: number;
  /** Most frequent first, at most 20. */
  readonly names: readonly { readonly name: string; readonly rows: number }[];
  /** How many different ones there are. */
  readonly distinct: number;
  /** False where the training had so many categories that not all were remembered: rare ones then count as `other`. */
  readonly complete: boolean;
}

/** The daily mean against the daily means before: the user's three-sigma rule. */
export interface ThreeSigma {
  /** Mean of today. */
  readonly mean: number;
  /** Mean and standard deviation of the daily means of the history. */
  readonly historyMean: number;
  readonly historySd: number;
  /** Days of the history that were used. */
  readonly days: number;
  /** Whether only days of the same weekday were used: at least 8 of them are needed. */
  readonly sameWeekday: boolean;
  /** (mean - historyMean) / historySd; null where the daily means never moved. */
  readonly z: number | null;
  /** Whether |z| > 3. */
  readonly outside: boolean;
}

/** What a shift of one column would do to the ranking, if nothing else changed. */
export interface AucEffect {
  /** AUC of the labelled rows, weighted to today's shares of this column's bins. */
  readonly value: number;
  /** The same without weights. */
  readonly reference: number;
  /** Half-width by which the score bins can hide ties: both values are within this of the exact ones. */
  readonly error: number;
  /** Share of today's rows in bins in which no labelled row lies. */
  readonly uncovered: number;
}

/** One column against its profile. */
export interface ColumnDrift {
  readonly name: string;
  readonly kind: 'numeric' | 'categorical';
  /**
   * Largest distance of the distribution functions; of categories in the order of their frequency in training, new ones last.
   * null where no row has a value.
   */
  readonly ks: number | null;
  /** Lower bound of the true distance, for all columns at the same time. */
  readonly ksLow: number | null;
  /** How much larger `ks` can be, since the profile does not keep every value. */
  readonly ksError: number;
  /** Where the distance is reached: a number, or the last category of those that add up to it. */
  readonly ksLocation: number | string | null;
  /** 1 when today has fewer small values there, -1 when it has more. */
  readonly ksSign: number;
  /** Population stability index; null where no row has a value. */
  readonly psi: number | null;
  /** Whether there are enough rows for a verdict on the index: its noise is below a quarter of 0.1. */
  readonly psiReadable: boolean;
  /** The same with shares of at least 0.0001. */
  readonly psiFloor1e4: number | null;
  /** Jensen-Shannon divergence in bits. Its root is the distance. */
  readonly jsBits: number | null;
  readonly hellinger: number | null;
  readonly totalVariation: number | null;
  readonly lInfinity: number | null;
  readonly chi2: { readonly statistic: number; readonly df: number; readonly logP: number } | null;
  readonly cramersV: number | null;
  /** Area between the distribution functions in the column's unit, and how much larger it can be; null for categories. */
  readonly w1: { readonly value: number; readonly error: number } | null;
  /** The area over the interquartile range of the profile; null where that is 0. */
  readonly w1OverIqr: number | null;
  /** The area over the standard deviation of the profile; null where that is 0. */
  readonly w1OverSd: number | null;
  /** Mean of today and of the profile; null for categories. */
  readonly mean: { readonly reference: number | null; readonly current: number | null } | null;
  readonly missing: ShareChange;
  /** Rows with an infinite value, which no measure counts. */
  readonly infinite: { readonly reference: number; readonly current: number };
  /** null for numbers. */
  readonly unseen: UnseenCategories | null;
  /** Rows of the profile and of today by bin; the bins are `bins`. */
  readonly counts: { readonly reference: readonly number[]; readonly current: readonly number[] };
  /** Upper edge of each bin (null: open), or its category; the codes `(other)`, `(unseen)` and `(missing)` stand for such rows. */
  readonly bins: readonly (number | string | null)[];
  /** What this shift does to the mean score, and to the share of users over the threshold; null without scores in the profile. */
  readonly deltaScore: number | null;
  readonly deltaAbove: number | null;
  readonly auc: AucEffect | null;
  /** null without a history of at least 14 days. */
  readonly threeSigma: ThreeSigma | null;
  /** Largest distance that is no drift. */
  readonly limit: number;
  readonly state: DriftState;
  /** What made the state worse than `stable`. */
  readonly reasons: readonly DriftReason[];
  /** Why no verdict rests on the distribution; null where one does. */
  readonly expected: ExpectedMove | null;
}

/** The score against the scores of the rows that the model was judged on. */
export interface ScoreDrift extends ColumnDrift {
  /** Mean score now minus then. */
  readonly deltaMean: number | null;
  /** Share of users at or over the threshold. */
  readonly above: ShareChange;
}

/** How well a model tells today's rows from the rows of the training. */
export interface DomainClassifier {
  /** AUC on rows that it had not learnt from; 0.5 = it cannot tell them apart. */
  readonly auc: number;
  /** DeLong's interval at 95 %. */
  readonly low: number;
  readonly high: number;
  /** 2 AUC - 1. */
  readonly effect: number;
  /** Rows of each side. */
  readonly rows: { readonly reference: number; readonly current: number };
  /** `certain` when even the lower bound is above 0.6. */
  readonly state: Extract<DriftState, 'certain' | 'possible' | 'stable'>;
  /** The columns it tells them apart by, the most useful first, with their share of the gain. */
  readonly culprits: readonly { readonly name: string; readonly share: number }[];
}

/** A table against a profile. */
export interface DriftReport {
  /** Version of this record. */
  readonly schema: 1;
  /** Rows of the table and of the profile. */
  readonly rows: number;
  readonly referenceRows: number;
  /** Day of the rows, YYYY-MM-DD; null where none was given. */
  readonly day: string | null;
  /** By falling effect on the share of users over the threshold, then by distance. */
  readonly columns: readonly ColumnDrift[];
  /** null without scores. */
  readonly score: ScoreDrift | null;
  /** Share of users who left; null without labels. */
  readonly prior: ShareChange | null;
  /** null without a sample of the training rows. */
  readonly domain: DomainClassifier | null;
  /** Rules in force. */
  readonly rule: {
    readonly limit: number;
    readonly missingLimit: number;
    readonly unseenLimit: number;
    readonly alpha: number;
    /** Series that are judged at the same time. */
    readonly series: number;
    /** Half-width of the bound for as many rows as today has. */
    readonly margin: number | null;
    /** Rows below which no verdict is given. */
    readonly leastRows: number;
    /** Why the limit is wider today; null on other days. */
    readonly calendar: string | null;
  };
  /** The gravest state of all columns and the score. */
  readonly state: DriftState;
}
