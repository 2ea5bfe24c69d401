// What the users of a product do: the one source of the twelve logs. Users come, use the product at their own pace, and
// some of them fade and leave, so that who leaves can be learnt from what was done before.
import { Random } from '../../../src/base/random.js';

export const dayMs = 86_400_000;

/** Something a user did. */
export interface Act {
  /** Number of the user, from 0. */
  readonly user: number;
  /** Milliseconds since 1970, UTC. */
  readonly at: number;
  readonly kind: 'login' | 'view' | 'feature' | 'payment' | 'refund';
  /** Cents; payments and refunds. */
  readonly cents: number | null;
  /** Number of the feature that was used, from 0; null for other acts. */
  readonly feature: number | null;
  /** Milliseconds the feature took; null for other acts. */
  readonly ms: number | null;
  /** Number of the order, from 0; payments and their refunds. */
  readonly order: number | null;
}

export interface World {
  readonly seed: number;
  readonly users: number;
  readonly days: number;
  /** First day, YYYY-MM-DD. */
  readonly from: string;
  /** Hours that the users' clocks are ahead of UTC. */
  readonly zoneHours: number;
  /** Mean days between two visits of a user. @default 2.5 */
  readonly pace?: number;
  /** Share of visits with a payment. @default 0.12 */
  readonly pays?: number;
  /** Share of payments that are refunded, 1 to 6 days later. @default 0.06 */
  readonly refunds?: number;
  /** How many features there are. @default 5 */
  readonly features?: number;
}

const fadeDays = 24;
const prices = [590, 990, 1290, 1990, 2990, 4990, 9900, 12850];

interface User {
  readonly joined: number;
  readonly left: number;
  readonly pace: number;
  readonly spends: number;
}

function userOf(random: Random, { days, pace = 2.5 }: World): User {
  const joined = Math.max(0, Math.floor((random.uniform() * 1.1 - 0.45) * days));
  const stays = random.chance(0.35);
  return {
    joined,
    left: stays ? Number.POSITIVE_INFINITY : joined + 14 + random.exponential() * days * 0.5,
    pace: pace * Math.exp(0.5 * random.normal()),
    spends: Math.exp(0.4 * random.normal()),
  };
}

// Clocks of the users: few visits at night, most in the evening.
function clockMs(random: Random): number {
  const hour = random.chance(0.6) ? 18 + 2.5 * random.normal() : 11 + 2.5 * random.normal();
  const inside = Math.min(23.9, Math.max(6.1, hour));
  return Math.floor(inside * 3_600_000);
}

function visit(random: Random, user: number, midnight: number, world: World, spends: number): Act[] {
  const { pays = 0.12, features = 5, zoneHours } = world;
  let at = midnight + clockMs(random) - zoneHours * 3_600_000;
  const plain = { user, cents: null, feature: null, ms: null, order: null };
  const acts: Act[] = [{ ...plain, at, kind: 'login' }];
  for (let n = random.poisson(1.2); n > 0; n--) {
    at += 5_000 + random.below(240_000);
    acts.push({ ...plain, at, kind: 'view' });
  }
  for (let n = random.poisson(0.8); n > 0; n--) {
    at += 5_000 + random.below(240_000);
    const ms = Math.round(400 * Math.exp(0.6 * random.normal()));
    acts.push({ ...plain, at, kind: 'feature', feature: random.below(features), ms });
  }
  if (random.chance(Math.min(0.9, pays * spends)))
    acts.push({ ...plain, at: at + 60_000, kind: 'payment', cents: prices[random.below(prices.length)]! });
  return acts;
}

function lifeOf(user: number, world: World): Act[] {
  const random = new Random(world.seed, user);
  const { joined, left, pace, spends } = userOf(random, world);
  const start = Date.parse(world.from);
  const acts: Act[] = [];
  for (let day = joined; day < Math.min(world.days, left); day++) {
    const fading = Math.min(1, (left - day) / fadeDays);
    if (!random.chance(Math.min(0.95, fading ** 1.5 / pace))) continue;
    acts.push(...visit(random, user, start + day * dayMs, world, spends * fading));
  }
  return acts.flatMap((act) => (act.kind === 'payment' ? [act, ...refundOf(random, act, world)] : [act]));
}

function refundOf(random: Random, act: Act, { refunds = 0.06, days, from }: World): Act[] {
  if (!random.chance(refunds)) return [];
  const at = act.at + dayMs + random.below(5 * dayMs);
  return at < Date.parse(from) + days * dayMs ? [{ ...act, at, kind: 'refund' }] : [];
}

/** Everything that is done, in order of time. Orders are numbered in that order; a refund has its payment's number. */
export function lives(world: World): readonly Act[] {
  const acts = Array.from({ length: world.users }, (_, user) => lifeOf(user, world))
    .flat()
    .sort((a, b) => a.at - b.at || a.user - b.user);
  const open = new Map<string, number>();
  let orders = 0;
  return acts.map((act) => {
    if (act.kind === 'payment') {
      open.set(`${act.user} ${act.cents}`, orders);
      return { ...act, order: orders++ };
    }
    if (act.kind === 'refund') return { ...act, order: open.get(`${act.user} ${act.cents}`)! };
    return act;
  });
}

/** A machine that views a page every few minutes for three days. */
export function bot(world: World, user: number, day: number): readonly Act[] {
  const random = new Random(world.seed, 1_000_000 + user);
  const start = Date.parse(world.from) + day * dayMs;
  const plain = { user, kind: 'view', cents: null, feature: null, ms: null, order: null } as const;
  return Array.from({ length: 600 }, (_, i) => ({
    ...plain,
    at: start + i * 420_000 + random.below(60_000),
  }));
}

/** The rows with some of them twice, the second time up to 40 rows later: what is sent again after a lost answer. */
export function repeated<T>(rows: readonly T[], share: number, seed: number): readonly T[] {
  const random = new Random(seed, 2_000_000);
  const late = new Map<number, T[]>();
  return rows.flatMap((row, i) => {
    if (random.chance(share)) {
      const at = Math.min(rows.length - 1, i + 1 + random.below(40));
      late.set(at, [...(late.get(at) ?? []), row]);
    }
    return [row, ...(late.get(i) ?? [])];
  });
}

/** The rows with some of them up to 300 places later than they belong: phones that were off-line. */
export function late<T>(rows: readonly T[], share: number, seed: number): readonly T[] {
  const random = new Random(seed, 3_000_000);
  return rows
    .map((row, i) => ({ row, place: random.chance(share) ? i + random.below(300) : i }))
    .sort((a, b) => a.place - b.place)
    .map(({ row }) => row);
}
