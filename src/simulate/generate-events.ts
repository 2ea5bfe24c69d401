import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { microsPerDay, msPerDay } from '../base/days.js';
import { WinbackError } from '../base/errors.js';
import { integer, optional, resolveOptions } from '../base/options.js';
import { type OnProgress, progressOf } from '../base/progress.js';
import { Random } from '../base/random.js';
import { requireShape } from '../base/shape.js';
import { DuckDb } from '../data/sources/duckdb.js';
import { NumberAppender } from '../data/sources/duckdb-numbers.js';
import { writeThenRename } from '../data/tables/paths.js';
import { drawDay, type EmitEvent } from './generate-day.js';
import {
  dayText,
  epochDay,
  generatedConfig,
  isWeekend,
  rawColumns,
  type Simulated,
  writeAttributes,
  writeEvents,
} from './generate-files.js';
import {
  activeChance,
  churnChance,
  drawTraits,
  engaged,
  nextState,
  type Traits,
} from './generate-process.js';

/** Size, seed and place of a generated event log. */
export interface GenerateEventsOptions {
  /** Users of the log, 1 to 5,000,000. @default 30000 */
  readonly users?: number | undefined;
  /** Days of the log, from 2025-03-01; at least 60. @default 150 */
  readonly days?: number | undefined;
  /** Seed, a whole number from 0: the same seed gives the same rows. @default 42 */
  readonly seed?: number | undefined;
  /** Stops the work, which then rejects with `ABORTED`. */
  readonly signal?: AbortSignal | undefined;
  /** Called with the users done of all users; the stage is `generating`. */
  readonly onProgress?: OnProgress | undefined;
}

/** The true probabilities behind generated events. */
export interface ChurnTruth {
  /**
   * Probability that the user has no active event in the `horizonDays` after `day`, given the user's hidden
   * traits and the activity of every day up to `day`. No model that sees events alone can rank better.
   * @param userId id of a generated user
   * @param day YYYY-MM-DD, a day of the log
   * @param horizonDays days after it that are looked at. @default 14
   * @throws WinbackError BAD_INPUT for a user or day outside the log
   */
  probability(userId: string, day: string, horizonDays?: number): number;
}

/** A generated event log and what is true of it. */
export interface GeneratedEvents {
  /** Path of the Parquet file with the events. */
  readonly eventsPath: string;
  /** Path of the CSV file with the users' attributes. */
  readonly attributesPath: string;
  /** Events in the file. */
  readonly events: number;
  /** Users that were generated; some may have no event. */
  readonly users: number;
  /** First day of the log, YYYY-MM-DD, complete. */
  readonly firstDay: string;
  /** Last day of the log, YYYY-MM-DD, complete. */
  readonly lastDay: string;
  /** The true probability of leaving, by user and day. */
  readonly truth: ChurnTruth;
  /** Sections `events` and `attributes` of a config that reads the files. */
  readonly config: {
    /** The `events` part of a features configuration that reads it. */
    readonly events: object;
    /** The `attributes` part of a features configuration that reads it. */
    readonly attributes: object;
  };
}

/** About a millisecond of work between two turns of the event loop. */
const usersAtOnce = 16;
const quotaMonth = 30;
/**
 * Writes `events.parquet` and `users.csv` into `folder`: an event log of users who come, fade and leave,
 * and their attributes with the days they hold from. Same seed, same rows.
 * @param folder has to be there
 * @param given users, days, seed, stop signal and progress
 * @throws WinbackError BAD_INPUT for a wrong option, ABORTED, IO
 *
 * @example
 * ```ts
 * import { generateEvents } from 'winback/simulate';
 *
 * const { lastDay, truth } = await generateEvents('.', { users: 200, days: 60 });
 * lastDay; // 2025-04-29
 * const left = truth.probability('u0000007', lastDay);
 * left >= 0 && left <= 1; // true
 * ```
 */
export async function generateEvents(
  folder: string,
  given: GenerateEventsOptions = {},
): Promise<GeneratedEvents> {
  requireShape(folder, 'folder', 'text');
  const onProgress = progressOf('generateEvents', given);
  const { signal, onProgress: _, ...rest } = given;
  const { users, days, seed } = resolveOptions<{ users: number; days: number; seed: number }>(
    'generateEvents',
    rest,
    {
      users: optional(integer(1, 5_000_000), 30_000),
      days: optional(integer(60, 3650), 150),
      seed: optional(integer(0), 42),
    },
  );
  const eventsPath = join(folder, 'events.parquet');
  const attributesPath = join(folder, 'users.csv');
  const engine = await DuckDb.open();
  try {
    const { events, simulated } = await simulate(engine, { users, days, seed }, signal, onProgress);
    await writeThenRename(eventsPath, (path) => writeEvents(engine, path, signal));
    await writeAttributes(attributesPath, simulated, seed);
    return {
      eventsPath,
      attributesPath,
      events,
      users,
      firstDay: dayText(0),
      lastDay: dayText(days - 1),
      truth: truthOf(simulated),
      config: generatedConfig(eventsPath, attributesPath, dayText(days - 1)),
    };
  } finally {
    engine.close();
  }
}

async function simulate(
  engine: DuckDb,
  { users, days, seed }: { readonly users: number; readonly days: number; readonly seed: number },
  signal: AbortSignal | undefined,
  onProgress: OnProgress | undefined,
): Promise<{ readonly events: number; readonly simulated: Simulated }> {
  await engine.run(`CREATE TABLE raw ${rawColumns}`);
  const appender = await NumberAppender.open(engine, 'raw');
  const active = new Uint8Array(users * days);
  const traits: Traits[] = [];
  let events = 0;
  for (let user = 0; user < users; user++) {
    if (user % usersAtOnce === 0) {
      if (signal?.aborted) throw new WinbackError('ABORTED', 'generating events was aborted');
      onProgress?.({ stage: 'generating', done: user, total: users });
      await setImmediate();
    }
    const random = new Random(seed, user);
    const own = drawTraits(random, days);
    traits.push(own);
    const ownDays = active.subarray(user * days, (user + 1) * days);
    simulateUser(random, own, ownDays, (at, event, fen, ms, feature, used) => {
      events++;
      appender.append(user, at, event, fen, ms, feature, used, used < 0 ? -1 : own.quota);
    });
  }
  appender.close();
  onProgress?.({ stage: 'generating', done: users, total: users });
  return { events, simulated: { traits, active, days } };
}

function simulateUser(random: Random, traits: Traits, active: Uint8Array, emit: EmitEvent): void {
  let state = engaged;
  const quota = { used: 0 };
  for (let day = 0; day < active.length; day++) {
    if (day > traits.firstDay) state = nextState(random, traits, state);
    if (day < traits.firstDay) continue;
    if ((day - traits.firstDay) % quotaMonth === 0) quota.used = 0;
    // The day of joining is an active one.
    const joins = day === traits.firstDay && day > 0;
    if (!joins && !random.chance(activeChance(traits, state, isWeekend(day)))) continue;
    active[day] = 1;
    drawDay(random, traits, quota, (epochDay + day) * microsPerDay, emit);
  }
}

function truthOf({ traits, active, days }: Simulated): ChurnTruth {
  return {
    probability(id, day, horizonDays = 14) {
      const user = /^u\d{7}$/.test(id) ? Number(id.slice(1)) : -1;
      const index = Date.parse(`${day}T00:00:00Z`) / msPerDay - epochDay;
      const own = traits[user];
      if (own === undefined || !(index >= 0 && index < days)) {
        throw new WinbackError('BAD_INPUT', `the generated log has no user ${id} on ${day}`);
      }
      const ownDays = active.subarray(user * days, (user + 1) * days);
      return churnChance(own, { days: ownDays, isWeekend }, index, horizonDays);
    },
  };
}
