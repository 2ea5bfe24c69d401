import { WinbackError } from '../../base/errors.js';
import { type ArrowTable, arrowType } from '../../data/arrow-shape.js';
import { columnOf } from '../../data/read/column.js';
import { readTimes } from '../../data/times.js';

/**
 * Days since 1970-01-01 of a column of dates, times, numbers or texts: see readTimes.
 * @param timeZone zone whose days count; null = the column's own, else UTC
 * @param timeFormat form of texts; null = ISO 8601, or the form that the whole column decides
 * @throws WinbackError BAD_INPUT naming the row
 */
export function readDays(
  table: ArrowTable,
  name: string,
  timeZone: string | null,
  timeFormat: string | null = null,
): Int32Array {
  const { type } = columnOf(table, name);
  const own = type.typeId === arrowType.timestamp ? (type.timezone ?? 'UTC') : 'UTC';
  const { days } = readTimes(table, name, { timeZone: timeZone ?? own, timeFormat: timeFormat ?? undefined });
  const numbers: readonly number[] = [arrowType.int, arrowType.float];
  const isInstant = Boolean(type.timezone) || numbers.includes(type.typeId);
  if (timeZone === null && isInstant) refuseOtherMidnights(days, name);
  return Int32Array.from(days, (day, row) => {
    if (Number.isNaN(day)) throw new WinbackError('BAD_INPUT', `date "${name}" is missing in row ${row + 1}`);
    return Math.floor(day);
  });
}

/** One time of day in every row, and not midnight: days of another zone, each of which would be moved to the day before. */
function refuseOtherMidnights(days: Float64Array, name: string): void {
  const first = days[0] ?? 0;
  const part = first - Math.floor(first);
  if (part === 0 || days.length < 2 || !days.every((day) => day - Math.floor(day) === part)) return;
  const clock = new Date(Math.round(part * 86_400_000)).toISOString().slice(11, 16);
  throw new WinbackError(
    'BAD_INPUT',
    `date "${name}": every row has the time ${clock} UTC, which may be the midnight of another zone: name the zone as \`timeZone\`, or UTC`,
  );
}
