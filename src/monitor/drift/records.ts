/** What a comparison of a table with a profile says: plain, JSON-safe records. Shares and distances are in [0, 1]. */

import type { DriftState } from '../rule/state.js';
import type { ColumnDrift, ShareChange } from './column-records.js';

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
  /** Lower end of DeLong's interval of the AUC at 95 %, in [0, 1]. */
  readonly low: number;
  /** Upper end of that interval, in [0, 1]. */
  readonly high: number;
  /** 2 AUC - 1. */
  readonly effect: number;
  /** Rows of each side. */
  readonly rows: {
    /** Rows of the training that were used. */
    readonly reference: number;
    /** Today's rows that were used. */
    readonly current: number;
  };
  /** `certain` when even the lower bound is above 0.6. */
  readonly state: Extract<DriftState, 'certain' | 'possible' | 'stable'>;
  /** The columns it tells them apart by, the most useful first, with their share of the gain. */
  readonly culprits: readonly {
    /** Name of the column. */
    readonly name: string;
    /** Its share of the gain of all columns, in [0, 1]. */
    readonly share: number;
  }[];
}

/** A table against a profile. */
export interface DriftReport {
  /** Version of this record. */
  readonly schema: 1;
  /** Rows of the table. */
  readonly rows: number;
  /** Rows of the profile. */
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
    /** Largest distance that is no drift on this day, in (0, 1). */
    readonly limit: number;
    /** Largest change of the share of missing values that is no drift, in (0, 1). */
    readonly missingLimit: number;
    /** Largest share of rows with a category that training did not have, in (0, 1). */
    readonly unseenLimit: number;
    /** Chance that the bounds of all columns fail on one day, in (0, 1). */
    readonly alpha: number;
    /** Distributions that are judged at the same time. */
    readonly series: number;
    /** Shares of missing values and new categories that are judged at the same time. */
    readonly shares: number;
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
