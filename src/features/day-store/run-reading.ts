import { availableParallelism } from 'node:os';
import path from 'node:path';

import type { DuckDb } from '../../data/sources/duckdb.js';
import { crossing, crossingSync, withStop } from '../../native/crossing.js';
import { addon } from '../../native/load.js';
import type { NativeRunFacts, RunHandle } from '../../native/runs-binding.js';
import type { Staging } from '../log/ingest-sql.js';
import type { KeptEvents } from '../log/kept-events.js';
import { activeCount, nativeReading, roleTotals } from '../log/native-events.js';
import { placeholders } from '../log/read-counts.js';
import type { NamedCount } from '../records.js';
import { type RoleCounts, roleCounts } from '../runs/event-runs.js';

/** Where and how a run is written. */
export interface RunPlace {
  readonly folder: string;
  /** Name of its file in the folder. */
  readonly file: string;
  /** Bytes that may be held in memory. */
  readonly memory: number;
  readonly threads: number | undefined;
}

/** A run that is being made of staged events, written to its file by `finish`. */
export interface RunReading extends KeptEvents {
  readonly days: () => Promise<ReturnType<typeof activeCount>[]>;
  readonly roleDays: () => readonly RoleCounts[];
  /** What was written. */
  readonly facts: () => NativeRunFacts;
  close(): void;
}

/** Reads the staged events into a run. @throws WinbackError as the query does; IO, ABORTED, OUT_OF_MEMORY */
export async function readRun(
  place: RunPlace,
  engine: DuckDb,
  staging: Staging,
  signal: AbortSignal | undefined,
): Promise<RunReading> {
  const { folder, memory } = place;
  const { config } = staging;
  const keyed = config.columns.id !== undefined;
  const { sql, columns, counted } = nativeReading(staging, keyed);
  const run = crossingSync(() => addon().runsNew(folder, memory, keyed));
  const { sums } = await engine.readNatively(
    sql,
    ({ result, connection }) =>
      withStop(signal, (stop) =>
        crossing(() => addon().runsRead(run, result, connection, columns, null, stop)),
      ),
    { signal },
  );
  const roleDays = roleCounts(crossingSync(() => addon().runsDays(run)));
  let facts: NativeRunFacts | undefined;
  return {
    sums: new Map(counted.map((name, i) => [name, sums[i]!])),
    days: async () => roleDays.map((day) => activeCount(day, config.active)),
    roleDays: () => roleDays,
    finish: async () => {
      const made = await written(run, place, signal);
      facts = made;
      return {
        ...{ events: made.events, users: made.users, placeholderUsers: placeholderUsers(made) },
        ...roleTotals(roleDays, config),
      };
    },
    facts: () => facts!,
    close: () => addon().runsDrop(run),
  };
}

type WrittenRun = Awaited<ReturnType<ReturnType<typeof addon>['runsFinish']>>;

function placeholderUsers({ names, namedEvents }: WrittenRun): readonly NamedCount[] {
  const found = names.map((name, i) => ({ name, rows: namedEvents[i]! }));
  return found.sort((a, b) => b.rows - a.rows || (a.name < b.name ? -1 : 1));
}

function written(
  run: RunHandle,
  { folder, file, threads }: RunPlace,
  signal: AbortSignal | undefined,
): Promise<WrittenRun> {
  const count = threads ?? availableParallelism();
  return withStop(signal, (stop) =>
    crossing(() => addon().runsFinish(run, path.join(folder, file), placeholders, count, stop)),
  );
}
