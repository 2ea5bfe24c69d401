import { WinbackError } from '../../base/errors.js';
import { type Check, object, shown } from '../../base/options.js';
import { Random } from '../../base/random.js';
import { instantOfLocal, type ZoneOffset, zoneOffset } from '../../base/time-zone.js';
import type { QuietHours } from '../../state/records/delivery.js';

const msPerMinute = 60_000;
const msPerDay = 24 * 60 * msPerMinute;
/** What waited is spread over so much time after the opening, so that not all of it goes out in one second. */
const spreadMs = 30 * msPerMinute;

const clockTime: Check<string> = (value, name) => {
  if (typeof value === 'string' && /^([01]\d|2[0-3]):[0-5]\d$/.test(value)) return value;
  throw new WinbackError('BAD_INPUT', `${name} must be a time of day such as 21:00, got ${shown(value)}`);
};

/** Quiet hours of a configuration. @throws WinbackError BAD_INPUT naming the option */
export const quietHours: Check<QuietHours> = (value, name) => {
  const hours = object<QuietHours>({ from: clockTime, to: clockTime })(value, name);
  if (hours.from !== hours.to) return hours;
  throw new WinbackError(
    'BAD_INPUT',
    `${name}: from and to are both ${hours.from}, so that nothing could ever be sent: leave quiet hours out for none`,
  );
};

const zones = new Map<string, ZoneOffset>();

/** The offset of a zone, made once. */
function offsetOf(zone: string): ZoneOffset {
  const known = zones.get(zone) ?? zoneOffset(zone);
  zones.set(zone, known);
  return known;
}

const msOf = (time: string): number => (Number(time.slice(0, 2)) * 60 + Number(time.slice(3))) * msPerMinute;

/** Whether the clocks of a zone stand in quiet hours. @param at microseconds since 1970 */
export function isQuiet({ from, to }: QuietHours, zone: string, at: number): boolean {
  const ms = at / 1000;
  const local = (((ms + offsetOf(zone)(ms)) % msPerDay) + msPerDay) % msPerDay;
  const [begin, end] = [msOf(from), msOf(to)];
  return begin < end ? begin <= local && local < end : local >= begin || local < end;
}

/**
 * When a message that meets quiet hours may go out: the next time at which the clocks of its zone leave them, and some more
 * minutes up to half an hour, the same for the same message.
 * @param at microseconds since 1970, within quiet hours
 * @param seq number of the message
 */
export function openingAfter(hours: QuietHours, zone: string, at: number, seq: number): number {
  const offset = offsetOf(zone);
  const ms = at / 1000;
  const midnight = Math.floor((ms + offset(ms)) / msPerDay) * msPerDay;
  const opening = [0, 1, 2]
    .map((days) => openingOf(midnight + days * msPerDay + msOf(hours.to), offset))
    .find((one) => one > ms && !isQuiet(hours, zone, one * 1000))!;
  return Math.ceil((opening + new Random(seq, 1).uniform() * openFor(hours)) * 1000);
}

// Where the clocks skip the time of opening, they open as soon as they have skipped it.
function openingOf(local: number, offset: ZoneOffset): number {
  const instant = instantOfLocal(local, offset);
  const shownThen = instant + offset(instant);
  return shownThen < local ? instant + (local - shownThen) : instant;
}

/** No longer than the hours that are not quiet. */
function openFor({ from, to }: QuietHours): number {
  const open = (msOf(from) - msOf(to) + msPerDay) % msPerDay;
  return Math.min(spreadMs, open / 2);
}
