import { availableParallelism } from 'node:os';
import path from 'node:path';

import { crossing, crossingSync, withStop } from '../../native/crossing.js';
import { addon } from '../../native/load.js';
import type { RunsHandle } from '../../native/runs-binding.js';
import { EventRuns } from '../runs/event-runs.js';

/** Buckets next to each other that are in memory together: [first, after). */
export interface BucketGroup {
  readonly first: number;
  readonly after: number;
}

/** A group of users with their events. Close the runs when done. */
export interface LoadedGroup {
  readonly runs: EventRuns;
  readonly events: number;
  readonly users: number;
  /** Events whose id another run has, too. */
  readonly duplicates: number;
}

/** Files of events that are open: they can be read although the store goes on. Close them when done. */
export class OpenRuns {
  readonly #runs: RunsHandle;
  readonly #threads: number;
  /** By bucket. */
  readonly users: Float64Array;
  /** By bucket. */
  readonly bytes: Float64Array;

  /** @throws WinbackError IO, BAD_INPUT for a damaged file */
  constructor(files: readonly string[], threads: number | undefined) {
    const { runs, users, bytes } = crossingSync(() => addon().runsOpen(files));
    this.#runs = runs;
    this.#threads = threads ?? availableParallelism();
    this.users = users;
    this.bytes = bytes;
  }

  /**
   * Groups of buckets that fit into `most` bytes, each at least one bucket.
   * @param userBytes what is made for each user
   */
  groups(most: number, userBytes: number): readonly BucketGroup[] {
    const groups: BucketGroup[] = [];
    let first = 0;
    let held = 0;
    for (let bucket = 0; bucket < this.bytes.length; bucket++) {
      const own = this.bytes[bucket]! + this.users[bucket]! * userBytes;
      if (bucket > first && held + own > most) {
        groups.push({ first, after: bucket });
        first = bucket;
        held = 0;
      }
      held += own;
    }
    return [...groups, { first, after: this.bytes.length }];
  }

  /** @param named whether attributes will be asked for */
  async load(
    { first, after }: BucketGroup,
    named: boolean,
    signal: AbortSignal | undefined,
  ): Promise<LoadedGroup> {
    const { log, ...counts } = await withStop(signal, (stop) =>
      crossing(() => addon().runsLoad(this.#runs, first, after, named, this.#threads, stop)),
    );
    return { ...counts, runs: new EventRuns(this.#threads, log) };
  }

  /** Events of `others` that these runs have, too: the same user, time, role and value. */
  async common(others: OpenRuns, signal: AbortSignal | undefined): Promise<number> {
    return withStop(signal, (stop) =>
      crossing(() => addon().runsCommon(this.#runs, others.#runs, this.#threads, stop)),
    );
  }

  /** Writes all as one file, without some users. */
  async rewrite(
    file: string,
    forget: readonly string[],
    signal: AbortSignal | undefined,
  ): Promise<Awaited<ReturnType<ReturnType<typeof addon>['runsRewrite']>>> {
    return withStop(signal, (stop) => crossing(() => addon().runsRewrite(this.#runs, file, forget, stop)));
  }

  close(): void {
    addon().runsClose(this.#runs);
  }
}

/** Opens runs of a folder for the time of `work`. */
export async function withRuns<T>(
  folder: string,
  files: readonly string[],
  threads: number | undefined,
  work: (runs: OpenRuns) => Promise<T>,
): Promise<T> {
  const paths = files.map((file) => path.join(folder, file));
  const runs = new OpenRuns(paths, threads);
  try {
    return await work(runs);
  } finally {
    runs.close();
  }
}
