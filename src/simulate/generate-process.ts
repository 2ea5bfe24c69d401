import type { Random } from '../base/random.js';

/**
 * The hidden process behind generated events. Each user is engaged, fading or dormant; the state moves once
 * a day and sets the chance of being active that day. Given the state, the days ahead do not depend on
 * the past, so the probability of no activity within a horizon is known exactly.
 */
export const engaged = 0;
export const fading = 1;
export const dormant = 2;
const stateCount = 3;

/** Share of a user's own rate of active days that remains in each state. */
const vigour: readonly number[] = [1, 0.3, 0.01];
/** No user comes every day for certain. */
const mostActive = 0.97;

export const channels = ['ads_tiktok', 'ads_fb', 'seo', 'direct', 'referral'] as const;
export const devices = ['web', 'ios', 'android', 'desktop'] as const;
export const regions = ['CN', 'US', 'IN', 'EU', 'BR', 'Other'] as const;

/** What stays the same about a user. */
export interface Traits {
  readonly channel: number;
  readonly device: number;
  readonly region: number;
  /** Day of the first appearance, counted from the start of the log. */
  readonly firstDay: number;
  /** Chance of an active weekday while engaged. */
  readonly rate: number;
  /** Factor of `rate` on Saturdays and Sundays. */
  readonly weekend: number;
  /** Share of sessions from 0 to 5 o'clock. */
  readonly night: number;
  /** Share of finished tasks that fail. */
  readonly failing: number;
  /** Median processing time, ms. */
  readonly slowness: number;
  /** Chance of a payment on an active day; 0 for most. */
  readonly paying: number;
  /** Features the user knows, 1 to 12. */
  readonly repertoire: number;
  /** Tasks for each session. */
  readonly tasks: number;
  /** Units of quota a month. */
  readonly quota: number;
  /** Daily chance to start fading. */
  readonly hazard: number;
}

/** Traits of one user, the first draws of the user's stream. `days` is the length of the log. */
export function drawTraits(random: Random, days: number): Traits {
  const channel = random.choice([0.18, 0.22, 0.26, 0.22, 0.12]);
  const device = random.choice([0.55, 0.15, 0.25, 0.05]);
  const region = random.choice([0.32, 0.24, 0.16, 0.14, 0.08, 0.06]);
  // Most users were there before the log starts; the others join while it runs.
  const firstDay = random.chance(0.6) ? 0 : random.below(days);
  const rate = 0.08 + 0.75 * random.beta(1.5, 2.5);
  const weekend = Math.min(Math.exp(-0.25 + 0.35 * random.normal()), 1.6);
  const night = random.beta(1.5, 9);
  const failing = random.beta(2, 8);
  const slowness = 900 * Math.exp(0.4 * random.normal());
  const paying = random.chance(0.4) ? 0.02 + 0.12 * random.uniform() : 0;
  const repertoire = Math.min(1 + random.poisson(3.5), 12);
  const tasks = 0.2 + 1.2 * random.beta(2, 3);
  const quota = [30, 60, 120][random.below(3)]!;
  const stable = { channel, device, failing, slowness, paying, repertoire, tasks };
  const hazard = hazardOf(stable, random.normal());
  return { ...stable, region, firstDay, rate, weekend, night, quota, hazard };
}

// What makes users leave: failures, waiting, few features; `noise` is standard normal.
function hazardOf(
  user: Pick<Traits, 'channel' | 'device' | 'failing' | 'slowness' | 'paying' | 'repertoire' | 'tasks'>,
  noise: number,
): number {
  const risk =
    2.2 * (user.failing - 0.2) +
    0.5 * Math.log(user.slowness / 900) -
    (user.paying > 0 ? 0.7 : 0) -
    0.1 * (user.repertoire - 4.5) -
    0.8 * (user.tasks - 0.68) +
    (user.channel === 1 ? 0.25 : 0) -
    (user.channel === 4 ? 0.3 : 0) -
    (user.device === 1 ? 0.15 : 0) +
    0.35 * noise;
  return Math.min(0.014 * Math.exp(risk), 0.2);
}

/** Chance of an active day in `state`. */
export function activeChance(traits: Traits, state: number, weekend: boolean): number {
  return Math.min(traits.rate * vigour[state]! * (weekend ? traits.weekend : 1), mostActive);
}

// Daily moves: [from][to], to another state; what remains stays.
function moves(traits: Traits): readonly (readonly number[])[] {
  return [
    [0, traits.hazard, 0],
    [0.04, 0, 0.06],
    [0.003, 0, 0],
  ];
}

/** The state after one more day. */
export function nextState(random: Random, traits: Traits, state: number): number {
  let rest = random.uniform();
  const row = moves(traits)[state]!;
  for (let to = 0; to < stateCount; to++) {
    rest -= row[to]!;
    if (rest < 0) return to;
  }
  return state;
}

/** Chance of each state; sums to 1, or to the chance of what was conditioned on. */
export type Mass = readonly [number, number, number];

// The mass after one more day.
function moved(rows: readonly (readonly number[])[], mass: Mass): Mass {
  const next: [number, number, number] = [0, 0, 0];
  for (let from = 0; from < stateCount; from++) {
    let stays = 1;
    for (let to = 0; to < stateCount; to++) {
      const share = rows[from]![to]!;
      next[to]! += mass[from]! * share;
      stays -= share;
    }
    next[from]! += mass[from]! * stays;
  }
  return next;
}

/** When the days are: 1 on an active day, 0 else, from the start of the log. */
export interface Activity {
  readonly days: Uint8Array;
  isWeekend(day: number): boolean;
}

/**
 * Probability of no active day among the `horizon` days after `day`, given the user's traits and every day's
 * activity up to `day`: the hidden state is filtered forward over the past (Rabiner 1989, "forward"),
 * then its mass is carried on and multiplied by each day's inactivity.
 */
export function churnChance(traits: Traits, activity: Activity, day: number, horizon: number): number {
  const rows = moves(traits);
  const seen = (mass: Mass, weekend: boolean, active: boolean): Mass => {
    const chance = (state: number): number => {
      const yes = activeChance(traits, state, weekend);
      return active ? yes : 1 - yes;
    };
    return [mass[0] * chance(0), mass[1] * chance(1), mass[2] * chance(2)];
  };
  let mass: Mass = [1, 0, 0];
  for (let d = traits.firstDay; d <= day; d++) {
    if (d > traits.firstDay) mass = moved(rows, mass);
    // Everybody is active on the day of joining, so that this day says nothing about the user's state.
    if (d > traits.firstDay || d === 0) mass = seen(mass, activity.isWeekend(d), activity.days[d] === 1);
    const total = mass[0] + mass[1] + mass[2];
    mass = [mass[0] / total, mass[1] / total, mass[2] / total];
  }
  for (let d = day + 1; d <= day + horizon; d++) mass = seen(moved(rows, mass), activity.isWeekend(d), false);
  return mass[0] + mass[1] + mass[2];
}
