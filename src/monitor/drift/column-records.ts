/** What is known of one column against its profile. Shares and distances are in [0, 1]. */

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
  /** Lower end of Newcombe's interval of the difference at 95 %, in [-1, 1]. */
  readonly low: number;
  /** Upper end of that interval, in [-1, 1]. */
  readonly high: number;
}

/** Categories that no row of the training had. */
export interface UnseenCategories {
  /** Rows that have one. */
  readonly rows: number;
  /** Share of the rows with a text. */
  readonly share: number;
  /**
   * Share that chance alone leads to expect: that of the training's rows whose category came once (Good, 1953). A column with
   * many rare categories has new ones every day.
   */
  readonly expectedShare: number;
  /** Most frequent first, at most 20. */
  readonly names: readonly {
    /** The category. */
    readonly name: string;
    /** Today's rows that have it. */
    readonly rows: number;
  }[];
  /** How many different ones there are. */
  readonly distinct: number;
  /** False where the training had so many categories that not all were remembered: rare ones then count as `other`. */
  readonly complete: boolean;
}

/** The daily mean against the daily means before: the user's three-sigma rule. */
export interface ThreeSigma {
  /** Mean of today. */
  readonly mean: number;
  /** Mean of the daily means of the history. */
  readonly historyMean: number;
  /** Standard deviation of the daily means of the history, with n - 1. */
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
  /** Name of the column. */
  readonly name: string;
  /** Numbers, or categories. */
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
  /** Population stability index; null where the profile or today has no row to count. */
  readonly psi: number | null;
  /** Whether there are enough rows for a verdict on the index: its noise is below a quarter of 0.1. */
  readonly psiReadable: boolean;
  /** The same with shares of at least 0.0001; null where `psi` is. */
  readonly psiFloor1e4: number | null;
  /** Jensen-Shannon divergence in bits, in [0, 1]. Its root is the distance. null where `psi` is. */
  readonly jsBits: number | null;
  /** Hellinger distance over the bins, in [0, 1]; null where `psi` is. */
  readonly hellinger: number | null;
  /** Half the sum of the differences of the bins' shares, in [0, 1]; null where `psi` is. */
  readonly totalVariation: number | null;
  /** Largest difference of the share of one bin, in [0, 1]; null where `psi` is. */
  readonly lInfinity: number | null;
  /** Pearson's chi-square test of the rows by bin; null where `psi` is. */
  readonly chi2: {
    /** The statistic, 0 or more. */
    readonly statistic: number;
    /** Degrees of freedom: bins with rows on either side, less 1. */
    readonly df: number;
    /** Natural logarithm of the p-value, 0 or less. */
    readonly logP: number;
  } | null;
  /** Cramer's V, corrected for bias, in [0, 1]; null where `psi` is. */
  readonly cramersV: number | null;
  /** Area between the distribution functions; null for categories, and where the profile or today has no value. */
  readonly w1: {
    /** The area, in the column's unit, 0 or more. */
    readonly value: number;
    /** How much larger the true area can be, in the column's unit: the profile does not keep every value. */
    readonly error: number;
  } | null;
  /** The area over the interquartile range of the profile; null where that is 0. */
  readonly w1OverIqr: number | null;
  /** The area over the standard deviation of the profile; null where that is 0. */
  readonly w1OverSd: number | null;
  /** Mean of today and of the profile; null for categories. */
  readonly mean: {
    /** Mean of the profile, in the column's unit; null where no row has a finite value. */
    readonly reference: number | null;
    /** Mean of today, in the column's unit; null where no row has a finite value. */
    readonly current: number | null;
  } | null;
  /** Share of rows without a value. */
  readonly missing: ShareChange;
  /** Lower bound of the change of that share, in [0, 1], for the shares of all columns at the same time. */
  readonly missingLow: number;
  /** Rows with an infinite value, which no measure counts. */
  readonly infinite: {
    /** Such rows in the profile. */
    readonly reference: number;
    /** Such rows today. */
    readonly current: number;
  };
  /** null for numbers. */
  readonly unseen: UnseenCategories | null;
  /** Lower bound of the share of new categories beyond the expected one, in [0, 1], for the shares of all columns at the same time; null for numbers. */
  readonly unseenLow: number | null;
  /** Rows of the profile and of today by bin; the bins are `bins`. */
  readonly counts: {
    /** Rows of the profile in each bin. */
    readonly reference: readonly number[];
    /** Today's rows in each bin. */
    readonly current: readonly number[];
  };
  /** Upper edge of each bin (null: open), or its category; the codes `(other)`, `(unseen)` and `(missing)` stand for such rows. */
  readonly bins: readonly (number | string | null)[];
  /** What this shift does to the mean score, in [-1, 1]; null without scores in the profile, or without rows. */
  readonly deltaScore: number | null;
  /** What this shift does to the share of users at or over the threshold, in [-1, 1]; null where `deltaScore` is. */
  readonly deltaAbove: number | null;
  /** What this shift does to the AUC; null where `deltaScore` is, and where the labelled rows are all of one class. */
  readonly auc: AucEffect | null;
  /** null without a history of at least 14 days. */
  readonly threeSigma: ThreeSigma | null;
  /** Largest distance that is no drift. */
  readonly limit: number;
  /** What can be said of the column today: the gravest of `states`. */
  readonly state: DriftState;
  /** What can be said of its distribution, its missing values and its new categories; the last is null for numbers. */
  readonly states: {
    /** Of the distribution, by `ksLow`. */
    readonly distribution: DriftState;
    /** Of the share of missing values, by `missingLow`. */
    readonly missing: DriftState;
    /** Of the share of new categories, by `unseenLow`; null for numbers. */
    readonly unseen: DriftState | null;
  };
  /** What made the state worse than `stable`. */
  readonly reasons: readonly DriftReason[];
  /** Why no verdict rests on the distribution; null where one does. */
  readonly expected: ExpectedMove | null;
}
