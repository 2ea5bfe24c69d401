/** What a profile says: plain records over typed arrays. Shares are in [0, 1]; counts are rows. */

/** Why a column moves by itself, so that no verdict rests on it. */
export type ExpectedMove = 'uniform' | 'calendar';

/** A column whose rows are to be described. */
export interface ProfiledColumn {
  /** Name of the column. */
  readonly name: string;
  /** Numbers, or categories. */
  readonly kind: 'numeric' | 'categorical';
  /**
   * `uniform`: ranks among the users of a day, which are even by construction. `calendar`: grows with the calendar, as the
   * days since registration do. No verdict rests on either. @default null, a column like any other
   */
  readonly expected?: ExpectedMove | null | undefined;
}

/** Rows of the labelled sample by bin of a column. */
export interface ScoredBins {
  /** Mean score of each bin; null where no row of the sample lies. The last bin holds the missing values. */
  readonly meanScore: readonly (number | null)[];
  /** Share of rows at or over the threshold in each bin; null where no row lies. */
  readonly shareAbove: readonly (number | null)[];
  /** Rows by bin, score bin and label: place (bin * scoreBins + scoreBin) * 2 + label. */
  readonly counts: Float64Array;
}

interface AnyColumn {
  /** Name of the column. */
  readonly name: string;
  /** Why no verdict rests on it; null where one does. */
  readonly expected: ExpectedMove | null;
  /** Rows, with and without a value. */
  readonly rows: number;
  /** Rows without a value. */
  readonly missing: number;
  /** null where the profile has no scores. */
  readonly scored: ScoredBins | null;
}

/** A column of numbers. */
export interface NumericProfile extends AnyColumn {
  /** Says that this column holds numbers. */
  readonly kind: 'numeric';
  /** Rows with an infinite value, which no measure counts. */
  readonly infinite: number;
  /** Smallest finite value; null where no row has one. */
  readonly min: number | null;
  /** Largest finite value; null where no row has one. */
  readonly max: number | null;
  /** Mean of the finite values; null where no row has one. */
  readonly mean: number | null;
  /** Standard deviation with n - 1; null below two values. */
  readonly sd: number | null;
  /** Every distinct value stands in the grid: distances are exact. */
  readonly exact: boolean;
  /** Strictly ascending: all distinct values, or about 4,097 quantiles, and the deciles. */
  readonly grid: Float64Array;
  /** Rows at each value of the grid. */
  readonly equal: Float64Array;
  /** Rows above each value of the grid and below the next. */
  readonly between: Float64Array;
  /** Sum of (value - grid value) over the rows of `between`. */
  readonly excess: Float64Array;
  /** Deciles (type 7), equal ones merged; a value on an edge belongs to the bin on its right. */
  readonly edges: readonly number[];
}

/** A column of categories. */
export interface CategoryProfile extends AnyColumn {
  /** Says that this column holds categories. */
  readonly kind: 'categorical';
  /** The most frequent categories, at most 256, by falling frequency; equal ones by name. */
  readonly categories: readonly string[];
  /** Rows of each. */
  readonly counts: readonly number[];
  /** Rows of all other categories. */
  readonly other: number;
  /**
   * Categories that one user has, or one row where the users are not known: as a share of all users it is what chance alone leads
   * to expect of new categories (Good, 1953).
   */
  readonly singles: number;
  /** Names of the other categories, sorted; null where there are more than 65,536. */
  readonly otherNames: readonly string[] | null;
}

/** A column of the training: of numbers, or of categories. */
export type ColumnProfile = NumericProfile | CategoryProfile;

/** An event name of the training's log, and how often it stands there. */
export interface SeenName {
  /** The event name, as the log has it. */
  readonly name: string;
  /** Rows of the log with this name. */
  readonly rows: number;
}

/** The labelled rows that the model was judged on and had never seen. */
export interface ScoredRows {
  /** How many there are. */
  readonly rows: number;
  /** Rows whose label is 1: users who left. */
  readonly positives: number;
  /** Rows with a score at or over the threshold. */
  readonly above: number;
  /** From which calibrated probability a user counts as leaving. */
  readonly threshold: number;
  /** Edges of the score bins, ascending, at most 49. */
  readonly edges: readonly number[];
}

/** The rows that a model learnt from. */
export interface Profile {
  /** Version of this record. */
  readonly schema: 1;
  /** Rows of the training. */
  readonly rows: number;
  /** Users that the rows belong to: rows of one user are no independent rows. null where they are not known. */
  readonly users: number | null;
  /** Rows whose label is 1; null where no label was given. */
  readonly positives: number | null;
  /** First day of the rows, YYYY-MM-DD; null where rows have no day. */
  readonly from: string | null;
  /** Last day of the rows, YYYY-MM-DD; null where rows have no day. */
  readonly to: string | null;
  /** The columns, in the order they were asked for. */
  readonly columns: readonly ColumnProfile[];
  /** The scores of `scored`; null without. */
  readonly score: NumericProfile | null;
  /** The labelled rows that the model was judged on; null where none were given. */
  readonly scored: ScoredRows | null;
  /** The most frequent event names of the log that no role took; null where the features were not made from events. */
  readonly events: readonly SeenName[] | null;
}

/** Categories that a profile keeps one by one. */
export const keptCategories = 256;

/** Names of rarer categories that are remembered, so that a new one is told from a rare one. */
export const rememberedNames = 65_536;

/** Bins of a column, without the last one of missing values. */
export function binsOf(column: ColumnProfile): number {
  return column.kind === 'numeric' ? column.edges.length + 1 : column.categories.length + 1;
}
