import { addDays, dayNumber } from '../../base/days.js';
import { WinbackError } from '../../base/errors.js';
import { type Check, integer, listOf, object, optional, text } from '../../base/options.js';
import type { FeaturesConfig } from '../../features/config.js';
import type { Day, EventLogRecord } from '../../features/records.js';
import { type MatureSnapshot, matureSnapshot } from '../../features/splits.js';
import { missingDaysOf } from '../../features/stored-features.js';

/** Snapshot days at equal distances. */
export interface DayRange {
  /** The first snapshot day, YYYY-MM-DD. */
  readonly from: Day;
  /** The last day that may be one. @default the last day whose horizon has passed */
  readonly to?: Day | undefined;
  /** Days from one snapshot to the next, 1 to 365. @default `snapshots.everyDays` of the configuration */
  readonly every?: number | undefined;
}

const rangeCheck: Check<DayRange> = object<DayRange>({
  from: text,
  to: optional(text, undefined),
  every: optional(integer(1, 365), undefined),
});

/** What can be said of days before a log is read. @throws WinbackError BAD_INPUT for what is no day, a day twice, and no days */
export function checkDays(asked: readonly Day[] | DayRange | undefined): void {
  if (asked === undefined) return;
  if (isList(asked)) checkList(listOf(text)(asked, 'days'));
  else checkRange(rangeCheck(asked, 'days'));
}

function checkRange({ from, to = from }: DayRange): void {
  if (dayNumber(to) >= dayNumber(from)) return;
  throw new WinbackError('BAD_INPUT', `the snapshot days end on ${to}, before they begin on ${from}`);
}

const isList = (asked: readonly Day[] | DayRange): asked is readonly Day[] => Array.isArray(asked);

function checkList(days: readonly Day[]): void {
  if (days.length === 0) throw new WinbackError('BAD_INPUT', 'no snapshot day is named');
  days.forEach(dayNumber);
  const twice = days.find((day, i) => days.indexOf(day) !== i);
  if (twice !== undefined)
    throw new WinbackError(
      'BAD_INPUT',
      `the snapshot day ${twice} is named twice: its rows would count twice`,
    );
}

/**
 * The snapshots that are asked for, the earliest first; without a wish the last one whose horizon has passed.
 * @throws WinbackError BAD_INPUT as checkDays, for a day whose horizon has not passed, and for one whose observation window the
 *   log does not hold
 */
export function labelledSnapshots(
  asked: readonly Day[] | DayRange | undefined,
  log: Pick<EventLogRecord, 'firstDay' | 'lastDay' | 'lastCompleteDay'>,
  config: FeaturesConfig,
): readonly MatureSnapshot[] {
  checkDays(asked);
  const { horizonDays } = config.windows;
  const mature = (day: Day): MatureSnapshot => matureSnapshot(day, horizonDays, log.lastCompleteDay);
  const last = addDays(log.lastCompleteDay, -horizonDays);
  const given = asked ?? [last];
  if (isList(given)) {
    const snapshots = [...given].sort().map(mature);
    requireWindow(snapshots[0]!.day, log, config);
    return snapshots;
  }
  const { from, to = last, every = config.snapshots.everyDays } = given;
  // Both ends are checked before as many snapshots are made.
  mature(from);
  requireWindow(from, log, config);
  const count = Math.floor((dayNumber(to) - dayNumber(from)) / every) + 1;
  mature(addDays(from, (count - 1) * every));
  return Array.from({ length: count }, (_, i) => mature(addDays(from, i * every)));
}

// The earliest day sees least.
function requireWindow(
  day: Day,
  log: Pick<EventLogRecord, 'firstDay' | 'lastDay'>,
  config: FeaturesConfig,
): void {
  missingDaysOf(log, config, { day, longest: null, since: null });
}
