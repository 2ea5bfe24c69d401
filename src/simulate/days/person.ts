import { microsPerDay } from '../../base/days.js';
import { Random } from '../../base/random.js';
import { drawDay, type EmitEvent, type QuotaState } from '../generate-day.js';
import { epochDay, isWeekend } from '../generate-files.js';
import { activeChance, drawTraits, engaged, nextState, type Traits } from '../generate-process.js';

/** What changes the days of all users. */
export interface Conditions {
  /** Factor of the processing times. */
  readonly slowness: number;
  /** Added to the share of finished tasks that fail. */
  readonly failing: number;
  /** Factor of the daily chance to start fading. */
  readonly hazard: number;
}

/** One course of a user's life: the hidden state, and the quota used this month. */
interface Course {
  state: number;
  readonly quota: QuotaState;
}

/** Streams of random numbers of a user's days lie beyond those of the users' traits. */
const dayStreams = 2 ** 40;
const contactStreams = 2 ** 41;
const daysPerUser = 8192;
const quotaMonth = 30;

/**
 * A generated user, day by day. Beside the life as it is lived stands the life without any contact, drawn with the same random
 * numbers: their difference is what contacts brought.
 */
export class Person {
  readonly traits: Traits;
  readonly #seed: number;
  readonly #user: number;
  readonly #lived: Course = { state: engaged, quota: { used: 0 } };
  readonly #untouched: Course = { state: engaged, quota: { used: 0 } };

  /** @param days length of the whole log, over which users join */
  constructor(seed: number, user: number, days: number) {
    this.#seed = seed;
    this.#user = user;
    this.traits = drawTraits(new Random(seed, user), days);
  }

  /** Whether a contact has changed the user's course. */
  get diverged(): boolean {
    return this.#lived.state !== this.#untouched.state;
  }

  /**
   * A contact on the evening of `day` makes a fading or dormant user engaged again with probability `response`.
   * @returns whether it did
   */
  contact(day: number, response: number): boolean {
    if (this.#lived.state === engaged) return false;
    const random = new Random(this.#seed, contactStreams + this.#user * daysPerUser + day);
    if (!random.chance(response)) return false;
    this.#lived.state = engaged;
    return true;
  }

  /** The day as it is lived. @returns whether the user was active */
  live(day: number, conditions: Conditions, emit: EmitEvent): boolean {
    return this.#day(this.#lived, day, conditions, emit);
  }

  /** The same day of a user whom nobody ever contacted. */
  liveUntouched(day: number, conditions: Conditions, emit: EmitEvent): boolean {
    return this.#day(this.#untouched, day, conditions, emit);
  }

  /** Where no contact has changed the course, the untouched life is the lived one. */
  rejoin(): void {
    this.#untouched.state = this.#lived.state;
    this.#untouched.quota.used = this.#lived.quota.used;
  }

  #day(course: Course, day: number, conditions: Conditions, emit: EmitEvent): boolean {
    const { firstDay } = this.traits;
    if (day < firstDay) return false;
    const random = new Random(this.#seed, dayStreams + this.#user * daysPerUser + day);
    const traits = underConditions(this.traits, conditions);
    if (day > firstDay) course.state = nextState(random, traits, course.state);
    if ((day - firstDay) % quotaMonth === 0) course.quota.used = 0;
    // The day of joining is an active one.
    const joins = day === firstDay && day > 0;
    if (!joins && !random.chance(activeChance(traits, course.state, isWeekend(day)))) return false;
    drawDay(random, traits, course.quota, (epochDay + day) * microsPerDay, emit);
    return true;
  }
}

function underConditions(traits: Traits, { slowness, failing, hazard }: Conditions): Traits {
  if (slowness === 1 && failing === 0 && hazard === 1) return traits;
  return {
    ...traits,
    slowness: traits.slowness * slowness,
    failing: Math.min(traits.failing + failing, 0.9),
    hazard: Math.min(traits.hazard * hazard, 0.2),
  };
}
