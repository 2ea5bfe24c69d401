import type { Estimate, Head, Sentence } from './common.js';

/** One figure of one snapshot. */
export interface FigurePoint extends Estimate {
  /** Day of the snapshot. */
  readonly date: string;
  readonly model: string;
  /** Rows; null where there are fewer than 10. */
  readonly n: number | null;
  /** Rows with a positive label; null where there are fewer than 10, or where nobody counted. */
  readonly positives: number | null;
  /** Rows that the weighted ones are worth. */
  readonly effectiveN: number | null;
  /** Why there is no value. */
  readonly reason: string | null;
}

/** One figure over the days. */
export interface FigureSeries {
  readonly name: string;
  /** On the test rows of the newest model's training; null where the state does not say. */
  readonly training: Estimate | null;
  /** From labels that are final. */
  readonly matured: readonly FigurePoint[];
  /** Expected while labels are open. */
  readonly estimated: readonly FigurePoint[];
}

/** What happened to a model on a day. */
export interface ModelMark {
  readonly date: string;
  /** Such as `promote`, `rollback`, `retrain`. */
  readonly kind: string;
  readonly model: string;
  /** Why. */
  readonly text: Sentence;
  readonly by: string;
}

/** A stored model. */
export interface ModelLine {
  readonly digest: string;
  readonly version: string;
  readonly trainedFrom: string | null;
  readonly trainedTo: string | null;
  /** Microseconds since 1970. */
  readonly promotedAt: number | null;
  readonly retiredAt: number | null;
  readonly reason: string | null;
  readonly by: string | null;
  readonly auc: Estimate | null;
  readonly prAuc: Estimate | null;
  readonly gates: Readonly<Record<string, boolean>>;
}

/** How good the models are. */
export interface ModelDocument extends Head {
  readonly series: readonly FigureSeries[];
  readonly marks: readonly ModelMark[];
  readonly models: readonly ModelLine[];
  /** Share that left, by tier, of the newest mature snapshot. */
  readonly tiers: readonly (FigurePoint & { readonly tier: string })[];
  /** Figures of groups of users, of the newest mature snapshot that has any. */
  readonly slices: readonly (FigurePoint & { readonly slice: string; readonly name: string })[];
}
