import { microsPerDay } from '../base/days.js';
import type { Random } from '../base/random.js';
import type { Traits } from './generate-process.js';

/** Event names of the generated log; the code of an event is its index. */
export const eventNames = [
  'login',
  'task_created',
  'task_success',
  'task_failed',
  'payment_success',
  'payment_refunded',
  'coupon_redeemed',
  'feature_used',
  'quota_snapshot',
] as const;

const code = Object.fromEntries(eventNames.map((name, i) => [name, i])) as Record<
  (typeof eventNames)[number],
  number
>;

/** Takes one event; -1 stands for an absent value. Money in fen, times in microseconds since 1970. */
export type EmitEvent = (
  at: number,
  event: number,
  fen: number,
  ms: number,
  feature: number,
  used: number,
) => void;

const absent = -1;
const microsPerMinute = 60_000_000;

/** Quota used since the start of the user's current month. */
export interface QuotaState {
  used: number;
}

/** All events of one active day. @param dayStart microseconds since 1970 of its midnight */
export function drawDay(
  random: Random,
  traits: Traits,
  quota: QuotaState,
  dayStart: number,
  emit: EmitEvent,
): void {
  const sessions = 1 + random.poisson(0.3);
  for (let session = 0; session < sessions; session++) {
    const hour = random.chance(traits.night) ? 6 * random.uniform() : 7 + 16 * random.uniform();
    let at = dayStart + Math.floor((hour * microsPerDay) / 24);
    // Events of a session follow one another by a few minutes; none leaves the day.
    const next = (): number => {
      at = Math.min(
        at + Math.floor(random.exponential() * 3 * microsPerMinute) + 1,
        dayStart + microsPerDay - 1,
      );
      return at;
    };
    emit(at, code.login, absent, absent, absent, absent);
    drawTasks(random, traits, quota, next, emit);
    for (let n = random.poisson(0.5); n > 0; n--) {
      // Favourite features come first: the smaller of two draws.
      const feature = Math.min(random.below(traits.repertoire), random.below(traits.repertoire));
      emit(next(), code.feature_used, absent, absent, feature, absent);
    }
    if (session === 0 && random.chance(traits.paying)) drawPayment(random, next, emit);
    if (session === 0 && random.chance(0.3)) {
      emit(next(), code.quota_snapshot, absent, absent, absent, Math.min(quota.used, traits.quota));
    }
  }
}

function drawTasks(
  random: Random,
  traits: Traits,
  quota: QuotaState,
  next: () => number,
  emit: EmitEvent,
): void {
  for (let n = random.poisson(traits.tasks); n > 0; n--) {
    emit(next(), code.task_created, absent, absent, absent, absent);
    quota.used += 1 + random.below(3);
    const failed = random.chance(traits.failing);
    const ms = Math.round(traits.slowness * Math.exp(0.5 * random.normal()));
    if (failed) emit(next(), code.task_failed, absent, absent, absent, absent);
    else emit(next(), code.task_success, absent, ms, absent, absent);
  }
}

function drawPayment(random: Random, next: () => number, emit: EmitEvent): void {
  const fen = Math.max(Math.round(random.gamma(2) * 1500), 100);
  if (random.chance(0.25)) {
    emit(next(), code.coupon_redeemed, [200, 500, 1000][random.below(3)]!, absent, absent, absent);
  }
  emit(next(), code.payment_success, fen, absent, absent, absent);
  if (random.chance(0.02)) emit(next(), code.payment_refunded, fen, absent, absent, absent);
}
