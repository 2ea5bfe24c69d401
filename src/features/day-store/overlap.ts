import { WinbackError } from '../../base/errors.js';
import type { StoredRun } from './manifest.js';
import { withRuns } from './open-runs.js';

/** What to do with files of days that the store has. */
export type Overlap = 'replace' | 'add';

/** Where a new run goes. */
export interface Place {
  /** The run that it takes the place of. */
  readonly replaced: StoredRun | null;
  /** Events of it that the store has, too. */
  readonly common: number;
}

interface PlaceOptions {
  readonly overlap?: Overlap | undefined;
  readonly threads: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Of the events of a day's run, the share that must come again for the day to be taken for the same. */
const sameShare = 0.5;
/** Of new events on days that the store has, the share that may be there without the files being taken for old ones. */
const lateShare = 0.01;

/**
 * Whether new events come again, are late, or are of new days. Events tell: a day that comes again brings most of its events
 * again, a late file brings hardly any that are there.
 * @throws WinbackError BAD_INPUT where they do not tell and `overlap` does not say
 */
export async function placeOf(
  folder: string,
  runs: readonly StoredRun[],
  added: StoredRun,
  options: PlaceOptions,
): Promise<Place> {
  const same = added.day === null ? undefined : runs.find(({ day }) => day === added.day);
  if (same !== undefined) return sameDay(folder, same, added, options);
  const covering = runs.filter((run) => covers(run, added));
  if (covering.length === 0) return { replaced: null, common: 0 };
  const common = await commonOf(folder, covering, added, options);
  if (options.overlap === 'replace') {
    throw new WinbackError(
      'BAD_INPUT',
      `the new files are of ${added.from} to ${added.to}, which is no run of one day: only --rebuild replaces events of other runs`,
    );
  }
  if (options.overlap === 'add' || common <= lateShare * added.events) return { replaced: null, common };
  throw new WinbackError(
    'BAD_INPUT',
    `${common} of the ${added.events} events in the new files (${added.from} to ${added.to}) are in the store already: give only new files, read all files again with --rebuild, or add them with --overlap=add`,
  );
}

// A run of one day covers that day, a run of many days those from its first to its last.
function covers(run: StoredRun, added: StoredRun): boolean {
  const [from, to] = run.day === null ? [run.from, run.to] : [run.day, run.day];
  const [first, last] = added.day === null ? [added.from, added.to] : [added.day, added.day];
  return first <= to && from <= last;
}

async function sameDay(
  folder: string,
  same: StoredRun,
  added: StoredRun,
  options: PlaceOptions,
): Promise<Place> {
  if (options.overlap === 'replace') return { replaced: same, common: 0 };
  const common = await commonOf(folder, [same], added, options);
  if (options.overlap === 'add') return { replaced: null, common };
  if (common >= sameShare * same.events) return { replaced: same, common: 0 };
  throw new WinbackError(
    'BAD_INPUT',
    `the store has a run of ${added.day}, and ${common} of its ${same.events} events are in the new files: say --overlap=replace when they are the whole day again, or --overlap=add when they are another part of it`,
  );
}

function commonOf(
  folder: string,
  runs: readonly StoredRun[],
  added: StoredRun,
  { threads, signal }: PlaceOptions,
): Promise<number> {
  const files = runs.map(({ file }) => file);
  return withRuns(folder, files, threads, (all) =>
    withRuns(folder, [added.file], threads, (some) => all.common(some, signal)),
  );
}
