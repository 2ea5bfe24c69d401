import path from 'node:path';

import { WinbackError } from '../../base/errors.js';
import { requireShape } from '../../base/shape.js';
import { roleCounts } from '../runs/event-runs.js';
import { eventsOf, type StoredRun } from './manifest.js';
import { withRuns } from './open-runs.js';
import {
  commitManifest,
  newRunFile,
  removeUncommitted,
  requireManifest,
  withStoreLock,
} from './store-folder.js';

/** What came of forgetting users. */
export interface ForgetRecord {
  /** Ids that were given, each once. */
  readonly asked: number;
  /** Events that are gone. */
  readonly events: number;
  /** Runs that were written anew: those with an event of one of the users. */
  readonly runs: number;
}

/**
 * Removes users from a store of events: their ids and events are in none of its files any more. The same files given again
 * are known and not read; a file with new content, or a rebuilt store, brings the users back unless they are gone there, too.
 * @param folder of the store
 * @param users their ids, as they stand in the events without spaces around them
 * @param options stop signal
 * @throws WinbackError NOT_FOUND without a store, LOCKED, IO, ABORTED
 *
 * @example
 * ```ts
 * import { appendEvents, featuresConfig, forgetUsers } from 'winback/features';
 * import { generateEvents } from 'winback/simulate';
 *
 * const { config } = await generateEvents('.', { users: 200, days: 60 });
 * await appendEvents('users-store', featuresConfig({ events: config.events }, 'config'));
 * const gone = await forgetUsers('users-store', ['u0000000']);
 * gone.events > 0; // true
 * ```
 */
export async function forgetUsers(
  folder: string,
  users: readonly string[],
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<ForgetRecord> {
  requireShape(folder, 'folder', 'text');
  requireShape(users, 'users', 'list');
  const ids = [...new Set(users.map((id) => id.trim()))];
  if (ids.length === 0) throw new WinbackError('BAD_INPUT', 'no user was given to be forgotten');
  return withStoreLock(folder, false, async () => {
    const manifest = await requireManifest(folder);
    const runs: StoredRun[] = [];
    const made: string[] = [];
    try {
      for (const run of manifest.runs) {
        const without = await runWithout(folder, run, ids, options.signal);
        if (without.file !== run.file) made.push(without.file);
        runs.push(without);
      }
      const left = runs.filter(({ events }) => events > 0);
      if (left.length === 0)
        throw new WinbackError('BAD_INPUT', 'all users of the store would be forgotten: remove its folder');
      await commitManifest(folder, { ...manifest, runs: left });
    } catch (error) {
      for (const file of made) await removeUncommitted(folder, file);
      throw error;
    }
    return { asked: ids.length, events: eventsOf(manifest.runs) - eventsOf(runs), runs: made.length };
  });
}

/** The run itself where none of the users is in it. */
async function runWithout(
  folder: string,
  run: StoredRun,
  ids: readonly string[],
  signal: AbortSignal | undefined,
): Promise<StoredRun> {
  const file = await newRunFile(folder);
  const made = await withRuns(folder, [run.file], undefined, (open) =>
    open.rewrite(path.join(folder, file), ids, signal),
  );
  if (made.forgotten === 0) {
    await removeUncommitted(folder, file);
    return run;
  }
  const { events, users, bytes } = made;
  const days = roleCounts(made.days).map((day) => [day.day, day.events, ...day.byRole]);
  return { ...run, file, events, users, bytes, days };
}
