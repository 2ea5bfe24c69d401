import { dayNumber } from '../../base/days.js';
import { WinbackError } from '../../base/errors.js';
import {
  between,
  type Check,
  finite,
  flag,
  integer,
  listOf,
  object,
  optional,
  recordOf,
  shown,
  text,
} from '../../base/options.js';

/** The evidence against one column, as it stands after the updates so far. */
export interface SeriesEvidence {
  /** Natural logarithm of the Shiryaev-Roberts statistic; null before the first update. */
  readonly logR: number | null;
  /** Updates that the statistic is made of. */
  readonly updates: number;
  /** First day on which it reached the threshold, YYYY-MM-DD; null while it has not. */
  readonly alarmedOn: string | null;
}

/**
 * The evidence of drift that a model has gathered over updates: plain JSON, to be stored between two days and given to
 * `nextEvidence`.
 */
export interface DriftEvidence {
  /** Version of this record. */
  readonly schema: 1;
  /** Digest of the model whose profile the days were compared with. */
  readonly model: string;
  /** Day of the latest update that counted, YYYY-MM-DD; null before the first. */
  readonly updatedOn: string | null;
  /** By the name of the series: a column, `(score)`, `(missing) COLUMN` or `(unseen) COLUMN`. */
  readonly series: Readonly<Record<string, SeriesEvidence>>;
}

interface AnyUpdate {
  /** Name of the series. */
  readonly name: string;
  /** Rows that were measured; 0 = nothing is learnt. */
  readonly rows: number;
  /** Largest distance, or change of a share, that is no drift, in [0, 1]. */
  readonly limit: number;
}

/** One distance that a day was measured at. */
export interface DistanceUpdate extends AnyUpdate {
  /** Distance to the profile, in [0, 1]. */
  readonly distance: number;
}

/** One share that a day was measured at, such as that of the missing values. */
export interface ShareUpdate extends AnyUpdate {
  /** Share of the day's rows, in [0, 1]. */
  readonly share: number;
  /** Share in the profile, in [0, 1]. */
  readonly reference: number;
}

/** What a day says of one series. */
export type SeriesUpdate = DistanceUpdate | ShareUpdate;

/** What a day says. */
export interface EvidenceUpdate {
  /** Digest of the model whose profile was compared. */
  readonly model: string;
  /** Day of the rows, YYYY-MM-DD. */
  readonly day: string;
  /** Every series, also those that did not move: their number sets the threshold. */
  readonly series: readonly SeriesUpdate[];
  /** Whether no user of this day was in an earlier update. @default false */
  readonly disjointUsers?: boolean | undefined;
}

/** How often evidence may grow. */
export interface EvidenceOptions {
  /**
   * Days between two updates, 1 to 366. Most users of one day are there on the next: their rows are no new evidence.
   * Days with `disjointUsers` count at once. @default 7
   */
  readonly everyDays?: number | undefined;
}

/** What an update changed. */
export interface EvidenceStep {
  /** To be stored for the next update. */
  readonly evidence: DriftEvidence;
  /** Series whose statistic is at or above the threshold now. */
  readonly alarms: readonly string[];
  /** Threshold of the statistic, as a natural logarithm. */
  readonly logThreshold: number;
  /** Why the update did not count; null when it did. */
  readonly skipped: 'too-soon' | 'earlier-day' | null;
  /** Whether another model than the one before began: its evidence starts anew. */
  readonly reset: boolean;
}

const day: Check<string> = (value, name) => {
  dayNumber(text(value, name));
  return value as string;
};

const nullable = <T>(check: Check<T>): Check<T | null> => optional<T, T | null>(check, null);

export const evidenceCheck = object<DriftEvidence>({
  schema: (value, name) => {
    if (value === 1) return 1;
    throw new WinbackError('BAD_INPUT', `${name} must be 1, got ${shown(value)}: a newer winback wrote it`);
  },
  model: text,
  updatedOn: nullable(day),
  series: recordOf(
    object<SeriesEvidence>({ logR: nullable(finite), updates: integer(0), alarmedOn: nullable(day) }),
  ),
});

const anyCheck = { name: text, rows: integer(0), limit: between(0, 1) };
const distanceCheck = object<DistanceUpdate>({ ...anyCheck, distance: between(0, 1) });
const shareCheck = object<ShareUpdate>({ ...anyCheck, share: between(0, 1), reference: between(0, 1) });

const seriesCheck: Check<SeriesUpdate> = (value, name) =>
  typeof value === 'object' && value !== null && 'share' in value
    ? shareCheck(value, name)
    : distanceCheck(value, name);

export const updateCheck = object<EvidenceUpdate>({
  model: text,
  day,
  series: listOf(seriesCheck),
  disjointUsers: optional(flag, false),
});
