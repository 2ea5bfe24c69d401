/** One figure of a model on its test rows, with its interval. */
export interface Figure {
  /** Its name. */
  readonly name: string;
  /** The value that was found. */
  readonly value: number | null;
  /** Lower end of the interval. */
  readonly low: number | null;
  /** Upper end of the interval. */
  readonly high: number | null;
  /** Rows it comes from; null where the model does not say so. */
  readonly n: number | null;
}

/** A model that was trained or promoted. Times are whole microseconds since 1970 in UTC. */
export interface ModelRecord {
  /** Name of the configuration. */
  readonly project: string;
  /** Digest of the model. */
  readonly digest: string;
  /** Readable name, such as 2025-07-30-3f0c2d1. */
  readonly version: string;
  /** First snapshot day of its training; null for a model that does not say so. */
  readonly trainedFrom: string | null;
  /** Last snapshot day of its training; null for a model that does not say so. */
  readonly trainedTo: string | null;
  /** Its figures on the test rows of its training. */
  readonly metrics: readonly Figure[];
  /** Which gates it passed, by name. */
  readonly gates: Readonly<Record<string, boolean>>;
  /** Version of the features it reads. */
  readonly featureVersion: string;
  /** Digest of the profile of its training rows. */
  readonly profileDigest: string | null;
  /** Digest of the model that was in production when it was published. */
  readonly parent: string | null;
  /** When it went into production, the last time; null for a model that never did. */
  readonly promotedAt: number | null;
  /** When it left production after that; null while it is there. */
  readonly retiredAt: number | null;
  /** Why it was promoted, or published where it never was. */
  readonly reason: string | null;
  /** Who promoted it, or published it where nobody did. */
  readonly by: string | null;
}

/** One figure of a model on the users of one snapshot. */
export interface MetricRecord {
  /** Name of the configuration. */
  readonly project: string;
  /** Day of the snapshot. */
  readonly date: string;
  /** Day on which the figure was computed. */
  readonly asOf: string;
  /** Digest of the model. */
  readonly model: string;
  /** Which users; an empty text for all. */
  readonly slice: string;
  /** Such as `auc`. */
  readonly name: string;
  /** From labels that are final, or estimated while they are open. */
  readonly kind: 'matured' | 'estimated';
  /** The value that was found. */
  readonly value: number | null;
  /** Lower end of the interval. */
  readonly low: number | null;
  /** Upper end of the interval. */
  readonly high: number | null;
  /** Rows. */
  readonly n: number;
  /** Rows with a positive label. */
  readonly positives: number | null;
  /** Rows that the weighted ones are worth: (sum of weights)^2 / sum of squared weights. */
  readonly effectiveN: number | null;
  /** Why there is no value. */
  readonly reason: string | null;
}

/** How far one column of a day is from the training rows. */
export interface DriftRecord {
  /** Name of the configuration. */
  readonly project: string;
  /** The day, YYYY-MM-DD in the zone of the configuration. */
  readonly date: string;
  /** Digest of the model it is about. */
  readonly model: string;
  /** Name of a feature; `(score)` for the score. */
  readonly column: string;
  /** Rows. */
  readonly n: number;
  /** Largest difference of the distribution functions. */
  readonly ks: number | null;
  /** Lower bound of `ks`. */
  readonly ksLow: number | null;
  /** Value at which the two distributions differ most. */
  readonly location: number | null;
  /** 1 where the day has fewer small values, -1 where it has more. */
  readonly sign: number | null;
  /** Population stability index. */
  readonly psi: number | null;
  /** Jensen-Shannon divergence, bits. */
  readonly jsBits: number | null;
  /** Wasserstein distance, in the unit of the column. */
  readonly w1: number | null;
  /** The same over the interquartile range of the training rows. */
  readonly w1OverIqr: number | null;
  /** Share of missing values in the training rows. */
  readonly missingReference: number | null;
  /** Share of missing values on the day. */
  readonly missingCurrent: number | null;
  /** Lower end of the interval of the difference of both shares. */
  readonly missingLow: number | null;
  /** Upper end of that interval. */
  readonly missingHigh: number | null;
  /** Share of rows with a category that training never saw. */
  readonly unseen: number | null;
  /** Effect on the mean score. */
  readonly deltaScore: number | null;
  /** Effect on the share of users above the threshold. */
  readonly deltaAbove: number | null;
  /** Logarithm of the alarm statistic over days. */
  readonly logR: number | null;
  /** Such as `certain`, `possible`, `too-few-rows`. */
  readonly state: string;
  /** Both distributions; null where they were not kept. */
  readonly bins: DriftBins | null;
}

/** Rows of the training and of a day in the same bins. */
export interface DriftBins {
  /** Upper edge of each bin (null: open), or its category; the codes `(other)`, `(unseen)` and `(missing)` stand for such rows. */
  readonly names: readonly (number | string | null)[];
  /** Rows of the training in each bin. */
  readonly reference: readonly number[];
  /** Rows of the day in each bin. */
  readonly current: readonly number[];
}
