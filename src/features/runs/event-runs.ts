import { availableParallelism } from 'node:os';

import type { DuckDb } from '../../data/sources/duckdb.js';
import { crossing, crossingSync, withProgress, withStop } from '../../native/crossing.js';
import type {
  AttributesHandle,
  EventLogHandle,
  NativeDays,
  NativeEventColumns,
  NativeProgram,
  NativeTableMemory,
  NativeUsers,
  SnapshotPlanHandle,
} from '../../native/events-binding.js';
import { addon } from '../../native/load.js';
import type { RanksHandle } from '../../native/runs-binding.js';
import { type TableSize, tableBytes, tableMemory } from './tables.js';

/** Events of one day, days since 1970-01-01. */
export interface RoleCounts {
  readonly day: number;
  readonly events: number;
  /** By role code. */
  readonly byRole: readonly number[];
}

/** A snapshot as the kernel takes it. */
export interface RunSnapshot {
  /** Days since 1970-01-01. */
  readonly day: number;
  /** Days of the label; 0 = none. */
  readonly labelDays: number;
}

/** Attributes for the tables of snapshots. */
export interface RunAttributes {
  readonly handle: AttributesHandle;
  /** Columns. */
  readonly fields: number;
}

/** The filled memory of one snapshot's table. */
export interface FilledTable {
  readonly memory: NativeTableMemory;
  readonly positives: number;
  /** Values that are missing: a count a column, then a count an attribute. */
  readonly missing: readonly number[];
}

/** What events may take while they are read. */
export interface RunMemory {
  /** Bytes of events and ids; null = no limit. */
  readonly bytes: number | null;
  /** Where a file without a name takes the events beyond it. */
  readonly folder: string;
}

/** How much of the tables of one pass may be in memory, bytes; one table may be larger. */
const passBytes = 256e6;

/** Events by user in native memory: what snapshots are made from. Close it when done. */
export class EventRuns {
  readonly #handle: EventLogHandle;
  readonly #threads: number;

  /**
   * @param threads of every pass. @default every hardware thread
   * @param held events that were read and sorted before, or the memory for those to come
   */
  constructor(threads: number | undefined, held: EventLogHandle | RunMemory) {
    this.#threads = threads ?? availableParallelism();
    this.#handle = isMemory(held) ? crossingSync(() => addon().eventsNew(held.bytes, held.folder)) : held;
  }

  /** Bytes of events that are in a file, since their memory had no room for them. */
  spilledBytes(): number {
    return crossingSync(() => addon().eventsSpilled(this.#handle));
  }

  /**
   * Adds the rows of a query. @returns rows, and the sums that `columns.sums` asks for
   * @throws WinbackError as the query does; ABORTED, IO where events have no room on the disk either, OUT_OF_MEMORY also where
   *   ids take more than half of the memory for events
   */
  async read(
    engine: DuckDb,
    sql: string,
    columns: NativeEventColumns,
    signal: AbortSignal | undefined,
    onRows?: ((rows: number) => void) | undefined,
  ): Promise<{ readonly rows: number; readonly sums: Float64Array }> {
    return engine.readNatively(
      sql,
      ({ result, connection }) =>
        withProgress(signal, onRows, (stop, report) =>
          crossing(() => addon().eventsRead(this.#handle, result, connection, columns, report, stop)),
        ),
      { signal },
    );
  }

  /** Days with events as they were read, ascending. */
  days(): readonly RoleCounts[] {
    return roleCounts(crossingSync(() => addon().eventsDays(this.#handle)));
  }

  /** Drops events after a day and brings the others in order. Once, before snapshots and users. */
  async finish(
    lastDay: number | null,
    signal: AbortSignal | undefined,
  ): Promise<{ readonly events: number; readonly users: number }> {
    return withStop(signal, (stop) =>
      crossing(() => addon().eventsFinish(this.#handle, lastDay, this.#threads, stop)),
    );
  }

  /** Users in order of their ids: all, or those whose ids in small letters are among `names`. */
  async users(names: readonly string[] | null, signal: AbortSignal | undefined): Promise<NativeUsers> {
    return withStop(signal, (stop) => crossing(() => addon().eventsUsers(this.#handle, names, stop)));
  }

  /** Attributes from a query of user id, first day, and a code a field (null = missing). */
  async attributes(
    engine: DuckDb,
    sql: string,
    fields: number,
    signal: AbortSignal | undefined,
  ): Promise<AttributesHandle> {
    const { table } = await engine.readNatively(
      sql,
      async ({ result, connection }) => {
        const made = await withStop(signal, (stop) =>
          crossing(() => addon().eventsAttributes(this.#handle, result, connection, fields, stop)),
        );
        return { table: made, ended: made !== null };
      },
      { signal },
    );
    return table!;
  }

  /**
   * Tables of snapshots, in order of their days, in as few passes over the users as memory allows.
   * @param onShare hears the share of all tables that is done
   */
  async *tables(
    program: NativeProgram,
    snapshots: readonly RunSnapshot[],
    attributes: RunAttributes | null,
    signal: AbortSignal | undefined,
    onShare?: ((share: number) => void) | undefined,
  ): AsyncGenerator<FilledTable> {
    const { plan, sizes } = await this.#planned(program, snapshots, attributes, signal);
    let first = 0;
    while (first < sizes.length) {
      const pass = sizes.slice(first, first + passLength(program, sizes.slice(first)));
      const memories = pass.map((size) => tableMemory(program, size));
      const start = first;
      const { positives, missing } = await withProgress(
        signal,
        onShare && ((share: number) => onShare((start + share * pass.length) / sizes.length)),
        (stop, report) =>
          crossing(() => addon().eventsFill(plan, start, memories, this.#threads, report, stop)),
      );
      const columns = missing.length / pass.length;
      for (const [i, memory] of memories.entries()) {
        const own = [...missing.subarray(i * columns, (i + 1) * columns)];
        yield { memory, positives: positives[i]!, missing: own };
      }
      first += pass.length;
    }
  }

  /**
   * The table of one snapshot for users who are a part of all.
   * @param ranks has counted all users
   */
  async partTable(
    program: NativeProgram,
    snapshot: RunSnapshot,
    attributes: RunAttributes | null,
    ranks: RanksHandle,
    signal: AbortSignal | undefined,
  ): Promise<FilledTable> {
    const { plan, sizes } = await this.#planned(program, [snapshot], attributes, signal);
    const memory = tableMemory(program, sizes[0]!);
    const { positives, missing } = await withStop(signal, (stop) =>
      crossing(() => addon().runsFill(plan, ranks, [memory], this.#threads, stop)),
    );
    return { memory, positives: positives[0]!, missing: [...missing] };
  }

  /** Adds the users who have a row in a snapshot to what their ranks are made from. */
  async countRanks(
    ranks: RanksHandle,
    program: NativeProgram,
    { day }: RunSnapshot,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    await withStop(signal, (stop) =>
      crossing(() => addon().runsCount(ranks, this.#handle, program, day, this.#threads, stop)),
    );
  }

  async #planned(
    program: NativeProgram,
    snapshots: readonly RunSnapshot[],
    attributes: RunAttributes | null,
    signal: AbortSignal | undefined,
  ): Promise<{ readonly plan: SnapshotPlanHandle; readonly sizes: readonly TableSize[] }> {
    const pairs = Int32Array.from(snapshots.flatMap(({ day, labelDays }) => [day, labelDays]));
    const handle = attributes?.handle ?? null;
    const { plan, rows, idBytes } = await withStop(signal, (stop) =>
      crossing(() => addon().eventsPlan(this.#handle, handle, program, pairs, this.#threads, stop)),
    );
    const sizes = snapshots.map(({ labelDays }, i) => ({
      rows: rows[i]!,
      idBytes: idBytes[i]!,
      labelled: labelDays > 0,
      attributes: attributes?.fields ?? 0,
    }));
    return { plan, sizes };
  }

  /** Lets go of the memory once no call uses it. */
  close(): void {
    addon().eventsClose(this.#handle);
  }
}

const isMemory = (held: EventLogHandle | RunMemory): held is RunMemory => 'folder' in held;

/** Days of native code as records. */
export function roleCounts({ days, events, byRole, roles }: NativeDays): readonly RoleCounts[] {
  return Array.from(days, (day, i) => ({
    day,
    events: events[i]!,
    byRole: [...byRole.subarray(i * roles, (i + 1) * roles)],
  }));
}

/** Tables that one pass fills: at least one. */
function passLength(program: NativeProgram, sizes: readonly TableSize[]): number {
  let bytes = 0;
  const over = sizes.findIndex((size) => {
    bytes += tableBytes(program, size);
    return bytes > passBytes;
  });
  return over < 0 ? sizes.length : Math.max(1, over);
}
