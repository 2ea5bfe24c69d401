import type { EventColumns, Role } from '../mapping.js';

/** A column of a file, as DuckDB describes it. */
export interface PresetColumn {
  /** Name; the parts of nested columns may stand beside it as `properties.revenue`. */
  readonly name: string;
  /** DuckDB's name of the type, such as `VARCHAR` or `STRUCT(revenue DOUBLE)`. */
  readonly type: string;
}

/** The part of the `events` section that a preset fills. */
export interface PresetEvents {
  /** Where the vendor keeps what we need. `event` is absent where `everyRow` says what a row is. */
  readonly columns: Partial<EventColumns>;
  /** Names of the vendor's own events. Those that do not occur in the log are no fault. */
  readonly roles: Readonly<Partial<Record<Role, readonly string[]>>>;
  /** Role of every row, where a row is an event by itself. */
  readonly everyRow?: Role | undefined;
  /** Zone of timestamps that carry none; absent where the vendor's timestamps have their own. */
  readonly timestampsIn?: string | undefined;
  /** Unit of numeric timestamps; absent where they are dates or texts. */
  readonly timeUnit?: 's' | 'ms' | 'us' | undefined;
}

/** The export of one vendor: how it is recognised, and what its columns mean. */
export interface Preset {
  /** What `events.preset` calls it. */
  readonly name: string;
  /** The vendor's own name. */
  readonly vendor: string;
  /** Addresses of the vendor's pages that describe the columns. */
  readonly schema: readonly string[];
  /**
   * Columns that may hold JSON text whose keys decide the mapping: they are given to `recognises` and `events` as
   * `properties.total`. Those of record types are seen without.
   */
  readonly nested?: readonly string[] | undefined;
  /**
   * How sure it is that a table with these columns is the vendor's, 0 to 1. Below 0.5 it is not.
   * @param columns names and types of the file's columns
   */
  recognises(columns: readonly PresetColumn[]): number;
  /**
   * The mapping of a table with these columns. Exports of other years have other columns: a column is only named if it
   * is there. Without columns it is the mapping of the export that the vendor documents today.
   * @param columns names and types of the file's columns
   */
  events(columns: readonly PresetColumn[]): PresetEvents;
  /**
   * Whether the vendor itself records an event of this name, which is no activity of a user.
   * @param event name of an event, as the log has it
   */
  internal(event: string): boolean;
}
