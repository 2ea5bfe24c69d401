import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';

import { WinbackError } from '../../base/errors.js';
import { Random } from '../../base/random.js';
import { DuckDb } from '../../data/sources/duckdb.js';
import { NumberAppender } from '../../data/sources/duckdb-numbers.js';
import { writeThenRename } from '../../data/tables/paths.js';
import { type EmitEvent, eventNames } from '../generate-day.js';
import {
  dayText,
  generatedConfig,
  rawColumns,
  userId,
  writeAttributes,
  writeEvents,
} from '../generate-files.js';
import { CampaignAccounts, type CampaignTruth } from './campaigns.js';
import { Person } from './person.js';
import { conditionsOf, isLost, lostEvent, lostShare, type Planted } from './planted.js';

/** Size and seed of simulated days. */
export interface DaysOptions {
  /** Users of the log. */
  readonly users: number;
  /** Days that are there before the first simulated one. */
  readonly historyDays: number;
  /** Days to come after them. */
  readonly days: number;
  /** The same seed and the same contacts give the same events. */
  readonly seed: number;
  /** Faults, in days of the log. */
  readonly planted: readonly Planted[];
  /** By action: the true probability that a contact makes a fading or dormant user engaged again. */
  readonly responses: Readonly<Record<string, number>>;
}

/** Somebody who was contacted. */
export interface Contacted {
  /** Id of a generated user. */
  readonly user: string;
  /** A key of `responses`. */
  readonly action: string;
}

const payment = eventNames.indexOf('payment_success');
const refund = eventNames.indexOf('payment_refunded');
const lost = eventNames.indexOf(lostEvent);
const lossStreams = 2 ** 42;
const usersAtOnce = 64;

/**
 * A generated world that goes on day by day and answers to contacts: events of each day as a file of its own, with the truth
 * of what contacts brought. Close it when done.
 */
export class SimulatedDays {
  readonly #options: DaysOptions;
  readonly #folder: string;
  readonly #engine: DuckDb;
  readonly #people: readonly Person[];
  readonly #campaigns = new CampaignAccounts();
  #day = 0;

  private constructor(folder: string, options: DaysOptions, engine: DuckDb) {
    this.#options = options;
    this.#folder = folder;
    this.#engine = engine;
    const whole = options.historyDays + options.days;
    this.#people = Array.from({ length: options.users }, (_, i) => new Person(options.seed, i, whole));
  }

  /** Writes `users.csv` and the events of the history into `folder`, which is there. */
  static async open(
    folder: string,
    options: DaysOptions,
    signal: AbortSignal | undefined,
  ): Promise<SimulatedDays> {
    await mkdir(path.join(folder, 'events'), { recursive: true });
    const world = new SimulatedDays(folder, options, await DuckDb.open());
    const traits = world.#people.map((person) => person.traits);
    const days = options.historyDays + options.days;
    await writeAttributes(path.join(folder, 'users.csv'), { traits, days }, options.seed);
    await world.#write('history.parquet', options.historyDays, signal);
    return world;
  }

  /** Sections `events` and `attributes` of a configuration that lies in the folder. */
  get config(): { readonly events: object; readonly attributes: object } {
    const { events, attributes } = generatedConfig('events/*.parquet', 'users.csv', '');
    const { completeThrough: _, ...rest } = events as { completeThrough: string };
    return { events: rest, attributes };
  }

  /** The last day with events, YYYY-MM-DD. */
  get today(): string {
    return dayText(this.#day - 1);
  }

  /** Events of one more day, as `events/DAY.parquet`. @returns the day, YYYY-MM-DD */
  async next(signal: AbortSignal | undefined): Promise<string> {
    await this.#write(`${dayText(this.#day)}.parquet`, 1, signal);
    return this.today;
  }

  /** Contacts on the evening of today. @throws WinbackError BAD_INPUT for an unknown user or action */
  contact(contacts: readonly Contacted[]): void {
    this.#campaigns.open(this.today);
    for (const { user, action } of contacts) {
      const number = Number(user.slice(1));
      const person = this.#people[number];
      const response = this.#options.responses[action];
      if (person === undefined || response === undefined || userId(number) !== user)
        throw new WinbackError('BAD_INPUT', `the simulated days know no user ${user} or action ${action}`);
      this.#campaigns.contact(number, action, person.contact(this.#day - 1, response));
    }
  }

  /** What each evening of contacts truly brought up to today, the earliest first. */
  truths(): readonly CampaignTruth[] {
    return this.#campaigns.truths();
  }

  close(): void {
    this.#engine.close();
  }

  async #write(file: string, days: number, signal: AbortSignal | undefined): Promise<void> {
    await this.#engine.run(`CREATE OR REPLACE TABLE raw ${rawColumns}`);
    const appender = await NumberAppender.open(this.#engine, 'raw');
    try {
      for (let day = 0; day < days; day++) await this.#liveDay(appender, signal);
    } finally {
      appender.close();
    }
    const target = path.join(this.#folder, 'events', file);
    await writeThenRename(target, (temporary) => writeEvents(this.#engine, temporary, signal));
  }

  async #liveDay(appender: NumberAppender, signal: AbortSignal | undefined): Promise<void> {
    const day = this.#day++;
    const conditions = conditionsOf(this.#options.planted, day);
    const loss = isLost(this.#options.planted, day)
      ? new Random(this.#options.seed, lossStreams + day)
      : null;
    for (const [user, person] of this.#people.entries()) {
      if (user % usersAtOnce === 0) {
        if (signal?.aborted) throw new WinbackError('ABORTED', 'simulating days was aborted');
        await setImmediate();
      }
      const isApart = person.diverged;
      const paid = paying((at, event, fen, ms, feature, used) => {
        if (event === lost && loss?.chance(lostShare)) return;
        appender.append(user, at, event, fen, ms, feature, used, used < 0 ? -1 : person.traits.quota);
      });
      person.live(day, conditions, paid.emit);
      if (!isApart) {
        person.rejoin();
        continue;
      }
      const untouched = paying(() => undefined);
      person.liveUntouched(day, conditions, untouched.emit);
      this.#campaigns.book(user, paid.fen() - untouched.fen());
    }
  }
}

/** Passes events on and adds up what was paid less what was refunded. */
function paying(emit: EmitEvent): { readonly emit: EmitEvent; fen(): number } {
  let sum = 0;
  return {
    emit(at, event, fen, ms, feature, used) {
      if (event === payment) sum += fen;
      if (event === refund) sum -= fen;
      emit(at, event, fen, ms, feature, used);
    },
    fen: () => sum,
  };
}
