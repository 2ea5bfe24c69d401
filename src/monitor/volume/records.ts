/** Rows of one day, in all and by event. */
export interface DayCounts {
  /** Days since 1970-01-01. */
  readonly day: number;
  /** Rows by name of the event, or of its role. */
  readonly rows: Readonly<Record<string, number>>;
}

/** What was to be expected of one series on one day. */
export interface Expectation {
  /** Earlier days of the same weekday that it rests on. */
  readonly days: number;
  /** Median of those days, rows. */
  readonly median: number;
  /** Fewer rows than this come about once in 10,000 days. */
  readonly low: number;
  /** More rows than this come about once in 10,000 days. */
  readonly high: number;
}

/**
 * What a day's rows are against the expectation: `learning` where fewer than three days of the same weekday are known,
 * `zero` where rows were expected and none came.
 */
export type VolumeState = 'expected' | 'low' | 'high' | 'zero' | 'learning';

/**
 * Which fault it looks like: `data-gap`, everything falls; `tracking-loss`, the rows of one event fall while those of the
 * others hold.
 */
export type VolumeFault = 'data-gap' | 'tracking-loss';

/** One series on one day. */
export interface VolumeReading {
  /** Name of the event or role; `*` for all rows. */
  readonly name: string;
  /** Rows of the day. */
  readonly rows: number;
  /** null while learning. */
  readonly expected: Expectation | null;
  /** What the rows are against the expectation. */
  readonly state: VolumeState;
  /** null where nothing is wrong. */
  readonly fault: VolumeFault | null;
  /** `critical`: less than half of what was expected, or nothing at all. */
  readonly severity: 'warning' | 'critical' | null;
}

/** A day's rows against the days before it. */
export interface VolumeCheck {
  /** Days since 1970-01-01. */
  readonly day: number;
  /** All rows. */
  readonly total: VolumeReading;
  /** Each event by name. */
  readonly series: readonly VolumeReading[];
  /** The worst of them; `learning` where nothing could be compared. */
  readonly state: 'learning' | 'ok' | 'warning' | 'critical';
}
