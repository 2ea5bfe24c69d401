import { WinbackError } from './errors.js';
import { type Check, shown, suggestion, text } from './options.js';

/** Milliseconds by which the clocks of a zone are ahead of UTC at an instant, in milliseconds since 1970. */
export type ZoneOffset = (instant: number) => number;

const msPerMinute = 60_000;
/** No zone has changed its clocks within a quarter of an hour of UTC, so one answer serves it whole. */
const quarter = 15 * msPerMinute;

/** An IANA zone such as `Asia/Shanghai`, or a fixed offset such as `+08:00`. */
export const timeZone: Check<string> = (value, name) => {
  const given = text(value, name);
  if (fixedOffset(given) !== null) return given;
  try {
    new Intl.DateTimeFormat('en', { timeZone: given });
    return given;
  } catch (cause) {
    const hint = suggestion(given, Intl.supportedValuesOf('timeZone'));
    throw new WinbackError(
      'BAD_INPUT',
      `${name}: no time zone ${shown(given)}${hint}; write an IANA name such as Asia/Shanghai, or an offset such as +08:00`,
      { cause },
    );
  }
};

/** Milliseconds of `+08:00`, `-0330` or `+8`; null for anything else. */
export function fixedOffset(zone: string): number | null {
  const found = /^([+-])(\d{1,2})(?::?(\d{2}))?$/.exec(zone.trim());
  if (found === null) return null;
  const [hours, minutes] = [Number(found[2]), Number(found[3] ?? 0)];
  if (hours > 18 || minutes > 59) return null;
  return (found[1] === '-' ? -1 : 1) * (hours * 60 + minutes) * msPerMinute;
}

/** @throws WinbackError BAD_INPUT for an unknown zone */
export function zoneOffset(zone: string): ZoneOffset {
  const fixed = /^(utc|z|etc\/utc)$/i.test(zone) ? 0 : fixedOffset(zone);
  if (fixed !== null) return () => fixed;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: timeZone(zone, 'timeZone'),
    timeZoneName: 'longOffset',
  });
  const known = new Map<number, number>();
  return (instant) => {
    if (!Number.isFinite(instant)) return 0;
    const slot = Math.floor(instant / quarter);
    const seen = known.get(slot);
    if (seen !== undefined) return seen;
    const offset = offsetIn(format, slot * quarter);
    known.set(slot, offset);
    return offset;
  };
}

/**
 * The instant at which clocks of the zone show `local` (milliseconds, as if it were UTC). Of the two instants of an hour
 * that is repeated it is the later one.
 */
export function instantOfLocal(local: number, offset: ZoneOffset): number {
  const guess = local - offset(local);
  return local - offset(guess);
}

// "GMT", "GMT+08:00" or, long ago, "GMT+08:05:43".
function offsetIn(format: Intl.DateTimeFormat, instant: number): number {
  const name = format.formatToParts(instant).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const found = /([+-])(\d{2}):(\d{2})(?::(\d{2}))?/.exec(name);
  if (found === null) return 0;
  const seconds = Number(found[2]) * 3600 + Number(found[3]) * 60 + Number(found[4] ?? 0);
  return (found[1] === '-' ? -1000 : 1000) * seconds;
}
