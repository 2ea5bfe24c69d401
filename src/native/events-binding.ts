import type { StopHandle } from './binding.js';

declare const logTag: unique symbol;
/** Events by user. */
export interface EventLogHandle {
  readonly [logTag]: true;
}

declare const attributesTag: unique symbol;
/** Attributes of users, as codes. */
export interface AttributesHandle {
  readonly [attributesTag]: true;
}

declare const planTag: unique symbol;
/** The rows of some snapshots. */
export interface SnapshotPlanHandle {
  readonly [planTag]: true;
}

/** Positions of columns in a result; -1 = none. */
export interface NativeEventColumns {
  /** VARCHAR. */
  readonly user: number;
  /** TIMESTAMP as clocks of the zone show it. */
  readonly at: number;
  /** TIMESTAMP in UTC. */
  readonly utc: number;
  /** ENUM; its codes are the roles, fewer than 16. */
  readonly role: number;
  /** BOOLEAN. */
  readonly mark: number;
  /** UBIGINT: a hash of the event's own id. */
  readonly key: number;
  /** One position a role: the whole numbers (INTEGER, BIGINT, UBIGINT) that events of the role have. */
  readonly valueOfRole: Int32Array;
  /** Columns of whole numbers to be added up. */
  readonly sums: Int32Array;
  /** UTINYINT: days from an event to its arrival; 255 = more than can be told. */
  readonly late: number;
  /**
   * Three numbers a kind of copy: BOOLEAN column that says which events have one, BIGINT or UBIGINT column of its value
   * (-1 = none), and its class.
   */
  readonly copies: Int32Array;
}

/** Events of some classes with an age in [from, to) days. A class is a role, or 16 + role for marked events. */
export interface NativeFilter {
  /** Bit per class. */
  readonly classes: number;
  readonly from: number;
  /** 2^31 - 1 = no end; else at most 4096. */
  readonly to: number;
  readonly when: 'none' | 'weekend' | 'night';
}

/** native/core/events/program.h says what each kind computes, and in which type. */
export interface NativeFeatureColumn {
  readonly kind:
    | 'count'
    | 'days'
    | 'share'
    | 'rate'
    | 'slope'
    | 'sum'
    | 'mean'
    | 'meanPerEvent'
    | 'quantile'
    | 'newest'
    | 'oldest'
    | 'variety'
    | 'gap'
    | 'dayGap'
    | 'overdue'
    | 'return';
  readonly of: NativeFilter;
  readonly other: NativeFilter;
  readonly level: number;
  readonly per: number;
  readonly rank: 'none' | 'ascending' | 'descending';
}

export interface NativeProgram {
  readonly columns: readonly NativeFeatureColumn[];
  /** Classes that count as activity. */
  readonly active: number;
  readonly observationDays: number;
  /** Not 0: only users whose first event is so many days old, its own day counted, have a row. */
  readonly firstDays: number;
  /** Whether events count from the day on which they arrived. */
  readonly arrivals: boolean;
}

/** Memory of one column, which native code fills. */
export interface NativeColumnMemory {
  readonly values: Int8Array | Int32Array | BigInt64Array | Float64Array;
  /** A bit a row. */
  readonly validity: Uint8Array;
}

/** Memory of the table of one snapshot, which no other code may see before the promise settles. */
export interface NativeTableMemory {
  readonly offsets: Int32Array;
  readonly ids: Uint8Array;
  readonly days: Int32Array;
  /** Null without a label. */
  readonly label: Int32Array | null;
  readonly columns: readonly NativeColumnMemory[];
  readonly attributes: readonly NativeColumnMemory[];
}

/** Events by day, ascending; `byRole` has `roles` values a day. */
export interface NativeDays {
  readonly days: Float64Array;
  readonly events: Float64Array;
  readonly byRole: Float64Array;
  readonly roles: number;
}

/** Users in order of their ids: user r is `ids[offsets[r] .. offsets[r + 1])`. */
export interface NativeUsers {
  readonly offsets: Int32Array;
  readonly ids: Uint8Array;
  /** Days since 1970-01-01. */
  readonly firstDays: Int32Array;
  readonly events: Float64Array;
}

/**
 * native/addon/bindings/events_binding.cpp. `result` and `connection` are objects of @duckdb/node-bindings: a result
 * whose last row, and no other, is true in its last column, and the connection it runs on; nobody else reads it.
 */
export interface EventsBinding {
  /**
   * @param memory bytes that events and ids may take while they are read; null = no limit
   * @param folder where a file without a name takes the events beyond it
   */
  eventsNew(memory: number | null, folder: string): EventLogHandle;
  /** Bytes of events that went to the file. */
  eventsSpilled(log: EventLogHandle): number;
  /** Lets go of the memory once no call uses it. */
  eventsClose(log: EventLogHandle): void;
  /**
   * Adds the rows of a result. `ended` is false when DuckDB failed on the way.
   * @throws ABORTED, INTERNAL, IO where the file cannot be written, OUT_OF_MEMORY also where ids take more than half of what they may
   */
  eventsRead(
    log: EventLogHandle,
    result: object,
    connection: object,
    columns: NativeEventColumns,
    onRows: ((rows: number) => void) | null,
    stop: StopHandle | null,
  ): Promise<{ readonly rows: number; readonly sums: Float64Array; readonly ended: boolean }>;
  /** Days with events, ascending, as read: before any was dropped. `byRole` has `roles` values a day. */
  eventsDays(log: EventLogHandle): NativeDays;
  /** Drops events after `lastDay` and sorts the others by user and time. Once, after the last eventsRead. */
  eventsFinish(
    log: EventLogHandle,
    lastDay: number | null,
    threads: number,
    stop: StopHandle | null,
  ): Promise<{ readonly events: number; readonly users: number }>;
  /** Users with events: all, or those whose ids in small letters are among `names`. */
  eventsUsers(
    log: EventLogHandle,
    names: readonly string[] | null,
    stop: StopHandle | null,
  ): Promise<NativeUsers>;
  /** Attributes from a result of user, first day and a code a field; null when DuckDB failed on the way. */
  eventsAttributes(
    log: EventLogHandle,
    result: object,
    connection: object,
    fields: number,
    stop: StopHandle | null,
  ): Promise<AttributesHandle | null>;
  /** Finds the rows of snapshots, given as pairs of day and label days (0 = no label) by day. */
  eventsPlan(
    log: EventLogHandle,
    attributes: AttributesHandle | null,
    program: NativeProgram,
    snapshots: Int32Array,
    threads: number,
    stop: StopHandle | null,
  ): Promise<{
    readonly plan: SnapshotPlanHandle;
    readonly rows: Float64Array;
    readonly idBytes: Float64Array;
  }>;
  /**
   * Fills the tables of the snapshots from `first` on in one pass. `missing` has, for each table, a count a column and a count an attribute.
   * @param onShare hears the share that is done, from 0 to 1
   */
  eventsFill(
    plan: SnapshotPlanHandle,
    first: number,
    tables: readonly NativeTableMemory[],
    threads: number,
    onShare: ((share: number) => void) | null,
    stop: StopHandle | null,
  ): Promise<{ readonly positives: Float64Array; readonly missing: Float64Array }>;
}
