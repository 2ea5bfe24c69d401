import type { NamedCount } from '../records.js';

/** Events of one day, days since 1970-01-01. */
export interface ActiveDayCount {
  readonly day: number;
  readonly events: number;
  /** Those that count as activity. */
  readonly active: number;
}

/** What the log holds once its end is known. */
export interface KeptCounts {
  readonly events: number;
  readonly users: number;
  /** By role, in the order of roles; roles without an event are absent. */
  readonly byRole: Readonly<Record<string, number>>;
  readonly anyActive: boolean;
  /** Users whose ids in small letters are among `placeholders`, most events first. */
  readonly placeholderUsers: readonly NamedCount[];
}

/**
 * The rows of a log that are events, each id once: as tables of DuckDB (sql-events.ts) or in native memory
 * (native-events.ts). The record of a log is made from either in the same way.
 */
export interface KeptEvents {
  /** Sums of the `given_x` and `bad_x` columns of the staged rows. */
  readonly sums: ReadonlyMap<string, number>;
  /** Days with events, ascending. */
  days(): Promise<readonly ActiveDayCount[]>;
  /** Drops events after `lastDay`; null keeps all. Once. */
  finish(lastDay: number | null): Promise<KeptCounts>;
}
