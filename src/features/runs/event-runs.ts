import { availableParallelism } from 'node:os';

import { WinbackError } from '../../base/errors.js';
import type { DuckDb } from '../../data/sources/duckdb.js';
import { crossing, crossingSync, withProgress, withStop } from '../../native/crossing.js';
import type {
  AttributesHandle,
  EventLogHandle,
  NativeEventColumns,
  NativeProgram,
  NativeTableMemory,
  NativeUsers,
} from '../../native/events-binding.js';
import { addon } from '../../native/load.js';
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

/** The filled memory of one snapshot's table. */
export interface FilledTable {
  readonly memory: NativeTableMemory;
  readonly positives: number;
  /** Values that are missing: a count a column, then a count an attribute. */
  readonly missing: readonly number[];
}

/** How much of the tables of one pass may be in memory, bytes; one table may be larger. */
const passBytes = 512e6;

/** Events by user in native memory: what snapshots are made from. Close it when done. */
export class EventRuns {
  readonly #handle: EventLogHandle = crossingSync(() => addon().eventsNew());
  readonly #threads: number;

  /** @param threads of every pass. @default every hardware thread */
  constructor(threads: number | undefined) {
    this.#threads = threads ?? availableParallelism();
  }

  /**
   * Adds the rows of a query. @returns rows, and the sums that `columns.sums` asks for
   * @throws WinbackError as the query does; ABORTED, OUT_OF_MEMORY
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
          crossing(() =>
            addon().eventsRead(this.#handle, result, connection, columns, report, stop),
          ),
        ),
      { signal },
    );
  }

  /** Days with events as they were read, ascending. */
  days(): readonly RoleCounts[] {
    const { days, events, byRole, roles } = crossingSync(() => addon().eventsDays(this.#handle));
    return Array.from(days, (day, i) => ({
      day,
      events: events[i]!,
      byRole: [...byRole.subarray(i * roles, (i + 1) * roles)],
    }));
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
    attributes: { readonly handle: AttributesHandle; readonly fields: number } | null,
    signal: AbortSignal | undefined,
    onShare?: ((share: number) => void) | undefined,
  ): AsyncGenerator<FilledTable> {
    let start = 0;
    while (start < snapshots.length) {
      const { plan, sizes } = await this.#planned(program, snapshots.slice(start), attributes, signal);
      const count = fitting(program, sizes);
      if (count < sizes.length) {
        // Only what is filled now needs a plan; the others are found again later.
        yield* this.#filled(program, snapshots.slice(start, start + count), attributes, signal, (share) =>
          onShare?.((start + share * count) / snapshots.length),
        );
      } else {
        yield* this.#fill(program, plan, sizes, signal, (share) =>
          onShare?.((start + share * count) / snapshots.length),
        );
      }
      start += count;
    }
  }

  /** Lets go of the memory once no call uses it. */
  close(): void {
    addon().eventsClose(this.#handle);
  }
}
