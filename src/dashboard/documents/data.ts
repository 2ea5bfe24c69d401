import type { Head } from './common.js';

/** Events of one name over the days. */
export interface EventSeries {
  /** `*` for all events. */
  readonly event: string;
  readonly points: readonly {
    readonly date: string;
    readonly rows: number;
    readonly expected: number | null;
    readonly low: number | null;
    readonly high: number | null;
    /** Seconds from an event to its arrival. */
    readonly lagP50: number | null;
    readonly lagP995: number | null;
  }[];
}

/** A column with missing values on the newest day. */
export interface MissingColumn {
  readonly name: string;
  readonly reference: number;
  /** 'hidden': 1 to 9 rows have no value, or only so many have one. */
  readonly current: number | 'hidden';
}

/** What arrived. */
export interface DataDocument extends Head {
  readonly events: readonly EventSeries[];
  /** Day of `missing`; null where no day was compared. */
  readonly missingDate: string | null;
  readonly missing: readonly MissingColumn[];
}
