import type { StopHandle } from './binding.js';
import type {
  EventLogHandle,
  NativeDays,
  NativeEventColumns,
  NativeProgram,
  NativeTableMemory,
  SnapshotPlanHandle,
} from './events-binding.js';

declare const runTag: unique symbol;
/** Events on their way to a file. */
export interface RunHandle {
  readonly [runTag]: true;
}

declare const runsTag: unique symbol;
/** Files of events that are open. */
export interface RunsHandle {
  readonly [runsTag]: true;
}

declare const ranksTag: unique symbol;
/** What the ranks of one snapshot are made from. */
export interface RanksHandle {
  readonly [ranksTag]: true;
}

/** What a file of events holds. A user counts once. */
export interface NativeRunFacts {
  readonly events: number;
  readonly users: number;
  /** Size of the file. */
  readonly bytes: number;
}

/**
 * native/addon/bindings/runs_binding.cpp. A run is a file of events by user, in buckets; several runs are read as one. Codes: BAD_INPUT
 * (also for a damaged file), IO, ABORTED, OUT_OF_MEMORY.
 */
export interface RunsBinding {
  /**
   * Starts a run. `folder` takes what exceeds `memory` bytes, in a file without a name. With `keyed` the events have ids of
   * their own (`columns.key`).
   */
  runsNew(folder: string, memory: number, keyed: boolean): RunHandle;
  /** Lets go of the memory once no call uses it. */
  runsDrop(run: RunHandle): void;
  /** As eventsRead. */
  runsRead(
    run: RunHandle,
    result: object,
    connection: object,
    columns: NativeEventColumns,
    onRows: ((rows: number) => void) | null,
    stop: StopHandle | null,
  ): Promise<{ readonly rows: number; readonly sums: Float64Array; readonly ended: boolean }>;
  /** Days with events so far. */
  runsDays(run: RunHandle): NativeDays;
  /**
   * Writes the file, which must not be there yet, and waits until it is on the disk. Once. Users whose ids in small letters are
   * among `names` are in the result's `names`, in no order, with their events.
   */
  runsFinish(
    run: RunHandle,
    path: string,
    names: readonly string[],
    threads: number,
    stop: StopHandle | null,
  ): Promise<NativeRunFacts & { readonly names: readonly string[]; readonly namedEvents: Float64Array }>;
  /** Opens files; each array has one value a bucket, over all files. A user counts once for each file. */
  runsOpen(paths: readonly string[]): {
    readonly runs: RunsHandle;
    readonly events: Float64Array;
    readonly users: Float64Array;
    readonly bytes: Float64Array;
  };
  /** Closes the files once no call uses them. */
  runsClose(runs: RunsHandle): void;
  /**
   * The users of buckets [first, after) as an event log, bucket after bucket, in each in order of their ids. With `named` the log
   * takes attributes. `duplicates` = events whose id an earlier event of the user has.
   */
  runsLoad(
    runs: RunsHandle,
    first: number,
    after: number,
    named: boolean,
    threads: number,
    stop: StopHandle | null,
  ): Promise<{
    readonly log: EventLogHandle;
    readonly events: number;
    readonly users: number;
    readonly duplicates: number;
  }>;
  /** Events of `others` that `runs` have, too: the same user, time, role and value. Each counts once. */
  runsCommon(runs: RunsHandle, others: RunsHandle, threads: number, stop: StopHandle | null): Promise<number>;
  /** Writes the runs as one to `path`, without the users of `forget`. `forgotten` = those of them who were there. */
  runsRewrite(
    runs: RunsHandle,
    path: string,
    forget: readonly string[],
    stop: StopHandle | null,
  ): Promise<
    NativeRunFacts & { readonly duplicates: number; readonly forgotten: number; readonly days: NativeDays }
  >;
  /** Starts counting for the ranks of a program. */
  runsRanks(program: NativeProgram): RanksHandle;
  /** Counts the users of a log who have a row in the snapshot of `day`. */
  runsCount(
    ranks: RanksHandle,
    log: EventLogHandle,
    program: NativeProgram,
    day: number,
    threads: number,
    stop: StopHandle | null,
  ): Promise<void>;
  /** All users are counted. Once. */
  runsCounted(ranks: RanksHandle): void;
  /** As eventsFill for the first snapshots of a plan whose users are a part of those that were counted. */
  runsFill(
    plan: SnapshotPlanHandle,
    ranks: RanksHandle,
    tables: readonly NativeTableMemory[],
    threads: number,
    stop: StopHandle | null,
  ): Promise<{ readonly positives: Float64Array; readonly missing: Float64Array }>;
}
