import { instantOfLocal, zoneOffset } from '../../base/time-zone.js';
import type { ChannelLimit } from '../outbox/channel.js';

type Unit = ChannelLimit['per'];

/** Messages by slot: number of the slot since 1970, and how many are counted there. */
type Slots = readonly (readonly [number, number])[];

/**
 * What an account took lately. A message counts from its claim until a window after its result was booked: it is sent some time
 * between the two, so that no window of sendings ever holds more than the limit.
 */
export interface Usage {
  /** Messages that are claimed and have no result yet, by the claim: how many, and until when it holds, microseconds. */
  readonly open: Readonly<Record<string, readonly [number, number]>>;
  /** Messages with a result, by unit. */
  readonly slots: Readonly<Partial<Record<Unit, Slots>>>;
}

export const noUsage: Usage = { open: {}, slots: {} };

/** Length of a window, microseconds. */
export const windowMicros: Readonly<Record<Unit, number>> = {
  second: 1_000_000,
  minute: 60_000_000,
  hour: 3_600_000_000,
  day: 86_400_000_000,
};
/** A window is kept in so many slots: what it could hold again comes back a hundredth of the window late. */
const slotsPerWindow = 100;

const slotMicros = (unit: Unit): number => windowMicros[unit] / slotsPerWindow;

/** Counts messages that are about to be claimed. @param claim its name @param until when the claim ends */
export const opened = (usage: Usage, claim: string, count: number, until: number): Usage => ({
  ...usage,
  open: { ...usage.open, [claim]: [count, until] },
});

/** Counts results of a claim at the moment of their booking. */
export function closed(
  usage: Usage,
  claim: string,
  count: number,
  at: number,
  units: readonly Unit[],
): Usage {
  const held = usage.open[claim];
  const { [claim]: _, ...others } = usage.open;
  const left = held === undefined ? 0 : held[0] - count;
  const open = held !== undefined && left > 0 ? { ...others, [claim]: [left, held[1]] as const } : others;
  const slots = Object.fromEntries(
    units.map((unit) => [unit, added(usage.slots[unit] ?? [], unit, count, at)]),
  );
  return { open, slots };
}

/** Only what may still stand in a window of the unit is kept. */
function added(slots: Slots, unit: Unit, count: number, at: number): Slots {
  const now = Math.floor(at / slotMicros(unit));
  const kept = slots.filter(([slot]) => slot !== now && slot > now - 2 * slotsPerWindow);
  const before = slots.find(([slot]) => slot === now)?.[1] ?? 0;
  return [...kept, [now, before + count] as const];
}

/** Claims that have ended without a result count as sent when they ended. */
export function settled(usage: Usage, at: number, units: readonly Unit[]): Usage {
  const ended = Object.entries(usage.open).filter(([, [, until]]) => until < at);
  return ended.reduce((left, [claim, [count, until]]) => closed(left, claim, count, until, units), usage);
}

/** All counted messages as if they had just been sent: what a clock that jumped cannot tell apart any more. */
export function restamped({ open, slots }: Usage, at: number): Usage {
  const units = Object.keys(slots) as Unit[];
  const sums = units.map((unit) => {
    const sum = slots[unit]!.reduce((total, [, count]) => total + count, 0);
    return [unit, sum === 0 ? [] : [[Math.floor(at / slotMicros(unit)), sum]]] as const;
  });
  return { open, slots: Object.fromEntries(sums) };
}

/** How much more may be claimed now. */
export interface Allowance {
  /** Messages; infinite without limits. */
  readonly most: number;
  /** Earliest moment at which there may be more, microseconds; null while `most` is not 0. */
  readonly until: number | null;
}

/**
 * What the limits of an account leave.
 * @param factor share of the limits that is used now, in (0, 1]
 * @param at microseconds since 1970
 */
export function allowance(
  usage: Usage,
  limits: readonly ChannelLimit[],
  factor: number,
  at: number,
): Allowance {
  const open = Object.values(usage.open).reduce((sum, [count]) => sum + count, 0);
  let [most, until] = [Number.POSITIVE_INFINITY, at];
  for (const limit of limits) {
    const size = Math.max(1, Math.floor(limit.most * factor));
    const inside = slotsInside(usage.slots[limit.per] ?? [], limit, at);
    const left = size - open - inside.reduce((sum, [, count]) => sum + count, 0);
    most = Math.max(0, Math.min(most, left));
    if (left <= 0) until = Math.max(until, freeAt(inside, limit, at));
  }
  return { most, until: most > 0 ? null : until };
}

const endOf = ([slot]: readonly [number, number], unit: Unit): number => (slot + 1) * slotMicros(unit);

function slotsInside(slots: Slots, limit: ChannelLimit, at: number): Slots {
  const begin = beginOf(limit, at);
  return slots.filter((slot) => endOf(slot, limit.per) > begin);
}

/** The first moment of the window that ends or runs at `at`. */
function beginOf({ per, zone }: ChannelLimit, at: number): number {
  return zone === undefined ? at - windowMicros[per] : calendarBegin(per, zone, at, 0);
}

/** When the window has room again: when the first slot leaves it, or the next window of the calendar begins. */
function freeAt(inside: Slots, limit: ChannelLimit, at: number): number {
  const { per, zone } = limit;
  if (zone !== undefined && inside.length > 0) return calendarBegin(per, zone, at, 1);
  const ends = inside.map((slot) => endOf(slot, per));
  return Math.max(at + slotMicros(per), ends.length === 0 ? 0 : Math.min(...ends) + windowMicros[per]);
}

/** Begin of the window of the calendar that `at` stands in, or of the one that is `later` after it. */
function calendarBegin(per: Unit, zone: string, at: number, later: number): number {
  const offset = zoneOffset(zone);
  const length = windowMicros[per] / 1000;
  const local = at / 1000 + offset(at / 1000);
  const begin = (Math.floor(local / length) + later) * length;
  return instantOfLocal(begin, offset) * 1000;
}
