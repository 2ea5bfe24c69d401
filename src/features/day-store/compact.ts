import path from 'node:path';

import { roleCounts } from '../runs/event-runs.js';
import type { StoredRun, StoreManifest } from './manifest.js';
import { withRuns } from './open-runs.js';
import { newRunFile } from './store-folder.js';

/** How many runs a store has. */
export interface RunLimits {
  /** With more runs the oldest are joined. */
  readonly most: number;
  /** Runs that stay on their own then, so that their days can come again. */
  readonly kept: number;
}

const usual: RunLimits = { most: 64, kept: 32 };

/**
 * The store with its oldest runs joined, where it has many. Their days cannot be replaced any more. The new file is not part of
 * the store before the manifest is.
 */
export async function compacted(
  folder: string,
  manifest: StoreManifest,
  options: JoinOptions,
  { most, kept }: RunLimits = usual,
): Promise<StoreManifest> {
  if (manifest.runs.length <= most) return manifest;
  const joined = manifest.runs.slice(0, -kept);
  const rest = manifest.runs.slice(-kept);
  const base = await joinedRun(folder, joined, await newRunFile(folder), options);
  return { ...manifest, runs: [base, ...rest] };
}

/** How runs are joined. */
interface JoinOptions {
  readonly threads: number | undefined;
  readonly signal: AbortSignal | undefined;
}

async function joinedRun(
  folder: string,
  runs: readonly StoredRun[],
  file: string,
  { threads, signal }: JoinOptions,
): Promise<StoredRun> {
  const files = runs.map((run) => run.file);
  const made = await withRuns(folder, files, threads, (open) =>
    open.rewrite(path.join(folder, file), [], signal),
  );
  const { events, users, bytes } = made;
  return {
    ...{ file, events, users, bytes, day: null },
    from: runs.map(({ from }) => from).sort()[0]!,
    to: runs
      .map(({ to }) => to)
      .sort()
      .at(-1)!,
    days: roleCounts(made.days).map((day) => [day.day, day.events, ...day.byRole]),
    sources: runs.flatMap(({ sources }) => sources),
  };
}
