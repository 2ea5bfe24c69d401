import type { Head } from './common.js';

/** A column on one day. */
export interface DriftCell {
  readonly ks: number | null;
  readonly state: string;
  /** 1: fewer small values than in training; -1: more. */
  readonly sign: number | null;
}

/** A column on its newest day, with its days before. */
export interface DriftColumn {
  readonly name: string;
  readonly date: string;
  /** Rows; null where there are fewer than 10. */
  readonly n: number | null;
  readonly ks: number | null;
  readonly ksLow: number | null;
  readonly location: number | null;
  readonly sign: number | null;
  readonly psi: number | null;
  readonly jsBits: number | null;
  readonly w1OverIqr: number | null;
  readonly missingReference: number | null;
  /** 'hidden': 1 to 9 rows have no value, or only so many have one. */
  readonly missingCurrent: number | 'hidden' | null;
  readonly unseen: number | 'hidden' | null;
  readonly deltaScore: number | null;
  readonly deltaAbove: number | null;
  readonly state: string;
  /** One entry a day of the document; null where the column was not compared. */
  readonly days: readonly (DriftCell | null)[];
  /** Both distributions in shares; null where they were not kept. */
  readonly bins: DriftShares | null;
}

/** Shares of the training rows and of the day's rows in the same bins. */
export interface DriftShares {
  /** Upper edge (null: open), or category. */
  readonly names: readonly (number | string | null)[];
  readonly reference: readonly number[];
  /** null: hidden, because the bin or another has 1 to 9 rows. */
  readonly current: readonly (number | null)[];
}

/** Columns against the training rows. */
export interface DriftDocument extends Head {
  /** Days of the picture, oldest first. */
  readonly days: readonly string[];
  /** Days of the scope that the picture leaves out. */
  readonly olderDays: number;
  /** The score first, then by falling effect on the share of users over the threshold. */
  readonly columns: readonly DriftColumn[];
}
