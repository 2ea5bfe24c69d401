import path from 'node:path';
import { dayNumber, dayOf } from '../../base/days.js';
import type { DuckDbOptions } from '../../data/sources/duckdb.js';
import { crossingSync } from '../../native/crossing.js';
import { addon } from '../../native/load.js';
import type { RanksHandle } from '../../native/runs-binding.js';
import { definitionsNamed } from '../available.js';
import type { EventsConfig, FeaturesConfig } from '../config.js';
import { longestDays } from '../definitions/definition.js';
import { type WorkOptions, workOf } from '../log/event-log.js';
import { activeCount } from '../log/native-events.js';
import { rangeOf } from '../log/range-of.js';
import { engineLimits, memoryShares } from '../memory-share.js';
import type { AttributesReading, Day } from '../records.js';
import type { RoleCounts } from '../runs/event-runs.js';
import { programOf } from '../runs/program.js';
import { partTable, runSnapshot, type SnapshotTable, type TableContent } from '../snapshot-tables.js';
import { missingDaysOf, requireSameFeatures, type StoredFeatures } from '../stored-features.js';
import { requireSameMaking, withSettled } from './making.js';
import type { StoredRun } from './manifest.js';
import { type BucketGroup, type LoadedGroup, OpenRuns } from './open-runs.js';
import { type GroupReading, groupAttributes, joinedReading } from './store-attributes.js';
import { requireManifest, withStoreLock } from './store-folder.js';

/** What a store holds, and its features of one day. */
export interface StoreSnapshot {
  /** Last day of the windows. */
  readonly day: Day;
  /** First day that the events of the store fill. */
  readonly firstDay: Day;
  /** Last day that they fill. */
  readonly lastDay: Day;
  /** Days of the longest window that lie before the store. */
  readonly missingDays: number;
  /** Days of the longest window; null where it reaches to the first day of the log of training. */
  readonly longestDays: number | null;
  /** Groups of users that are worked on one after the other. */
  readonly groups: number;
  /** The features, group after group. At least one table, which may be empty. */
  tables(): AsyncGenerator<SnapshotTable>;
  /** After the last table: what was read of the attributes; null without any. */
  attributes(): AttributesReading | null;
  /** Closes the files. */
  close(): void;
}

/** Which features, and of which day. */
export interface StoreSnapshotOptions extends WorkOptions {
  /** @default the last complete day of the store */
  readonly day?: Day | undefined;
  /** Events and tables held at a time, bytes. @default by `engine.memoryLimitMb` */
  readonly groupBytes?: number | undefined;
}

/**
 * A model's features of one day, from a store of events: in the memory of a part of the users, with ranks among all of them. The
 * store may grow meanwhile.
 * @throws WinbackError as buildStoredFeatures; NOT_FOUND without a store, LOCKED, BAD_INPUT for a store of another
 *   configuration or version, or with a damaged file
 */
export async function openStoreSnapshot(
  folder: string,
  config: FeaturesConfig,
  { stored, version }: { readonly stored: StoredFeatures; readonly version: string },
  options: StoreSnapshotOptions = {},
): Promise<StoreSnapshot> {
  const { manifest, runs } = await withStoreLock(folder, false, async () => {
    const found = await requireManifest(folder);
    requireSameMaking(folder, found, withSettled(config.events, found));
    const files = found.runs.map(({ file }) => path.join(folder, file));
    return { manifest: found, runs: new OpenRuns(files, config.engine.threads) };
  });
  try {
    const events = withSettled(config.events, manifest);
    requireSameFeatures({ ...config, events }, stored, version);
    const range = rangeOfStore(events, manifest.runs);
    const day = options.day ?? events.completeThrough ?? dayOf(dayNumber(range.lastDay) - 1);
    const work = new SnapshotWork(runs, { config: { ...config, events }, stored, day, options });
    const { longest } = work;
    const missingDays = missingDaysOf(range, config, { day, longest, since: stored.historyFrom ?? null });
    return {
      ...{ day, missingDays, longestDays: longest, ...range, groups: work.groups.length },
      tables: () => work.tables(),
      attributes: () => work.attributes(),
      close: () => runs.close(),
    };
  } catch (error) {
    runs.close();
    throw error;
  }
}

/** The days that the events of all runs fill. */
function rangeOfStore(
  events: EventsConfig,
  runs: readonly StoredRun[],
): { readonly firstDay: Day; readonly lastDay: Day } {
  const counts = new Map<number, RoleCounts>();
  for (const [day, all, ...byRole] of runs.flatMap(({ days }) => days)) {
    const before = counts.get(day!);
    const sums = byRole.map((count, role) => count + (before?.byRole[role] ?? 0));
    counts.set(day!, { day: day!, events: all! + (before?.events ?? 0), byRole: sums });
  }
  const days = [...counts.values()].sort((a, b) => a.day - b.day);
  // A store is not committed without an event.
  const span = rangeOf(
    events,
    days.map((day) => activeCount(day, events.active)),
  )!;
  return { firstDay: dayOf(span.firstDay), lastDay: dayOf(span.lastDay) };
}

/** What is made for a user beside the values of the features: ids, places and the copies on the way to a file, bytes. */
const bytesBesideUser = 200;
/** A value takes 8 bytes in the table, and as much again in what writes it. */
const bytesOfValue = 16;

/** What the work on one snapshot needs. */
interface Content {
  readonly config: FeaturesConfig;
  readonly stored: StoredFeatures;
  readonly day: Day;
  readonly options: StoreSnapshotOptions;
}

class SnapshotWork {
  readonly groups: readonly BucketGroup[];
  /** As StoreSnapshot.longestDays. */
  readonly longest: number | null;
  readonly #runs: OpenRuns;
  readonly #readings: GroupReading[] = [];
  readonly #table: TableContent;
  readonly #limits: DuckDbOptions;
  readonly #day: Day;
  readonly #options: StoreSnapshotOptions;

  constructor(runs: OpenRuns, { config, stored, day, options }: Content) {
    const attributes = new Set(stored.encodings.map(({ field }) => field));
    const names = stored.names.filter((name) => !attributes.has(name));
    const definitions = definitionsNamed(names, config);
    this.longest = longestDays(definitions, config.windows);
    this.#runs = runs;
    this.#day = day;
    this.#options = options;
    this.#table = { config, definitions, encodings: stored.encodings };
    this.#limits = engineLimits(config.engine);
    const userBytes = bytesBesideUser + bytesOfValue * stored.names.length;
    const most = options.groupBytes ?? memoryShares(config.engine.memoryLimitMb).eventBytes;
    this.groups = runs.groups(most, userBytes);
  }

  async *tables(): AsyncGenerator<SnapshotTable> {
    const total = this.groups.length * 2;
    const step = (done: number): void =>
      this.#options.onProgress?.({ stage: 'features', done, total, detail: `snapshot ${this.#day}` });
    const ranks = await this.#ranks(step);
    for (const [i, group] of this.groups.entries()) {
      step(this.groups.length + i);
      const loaded = await this.#runs.load(group, this.#table.encodings.length > 0, this.#options.signal);
      try {
        yield await this.#tableOf(loaded, ranks);
      } finally {
        loaded.runs.close();
      }
    }
    step(total);
  }

  attributes(): AttributesReading | null {
    return joinedReading(this.#readings);
  }

  /** The first pass: what the ranks among all users are made from. */
  async #ranks(step: (done: number) => void): Promise<RanksHandle> {
    const { definitions, config } = this.#table;
    const { windows, events, snapshots } = config;
    const program = programOf(definitions, windows, events, snapshots.afterFirstDays);
    const ranks = crossingSync(() => addon().runsRanks(program));
    const isRanked = program.columns.some(({ rank }) => rank !== 'none');
    for (const [i, group] of isRanked ? this.groups.entries() : []) {
      step(i);
      const { runs } = await this.#runs.load(group, false, this.#options.signal);
      await runs.countRanks(ranks, program, runSnapshot({ day: this.#day }), this.#options.signal);
      runs.close();
    }
    crossingSync(() => addon().runsCounted(ranks));
    return ranks;
  }

  async #tableOf(group: LoadedGroup, ranks: RanksHandle): Promise<SnapshotTable> {
    const { config } = this.#table;
    const { signal } = this.#options;
    const isAsked = config.attributes !== undefined && this.#table.encodings.length > 0;
    const read = isAsked ? await groupAttributes(group, config, this.#limits, workOf(this.#options)) : null;
    try {
      if (read) this.#readings.push({ users: group.users, reading: read.reading });
      const log = { runs: group.runs, engine: read?.engine ?? null };
      return await partTable(log, this.#table, { day: this.#day }, ranks, signal);
    } finally {
      read?.engine.close();
    }
  }
}
