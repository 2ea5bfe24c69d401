import { dayNumber, dayOf } from './days.js';
import type { EmptyDays, FeatureReport } from './records.js';

/** Events of one day, days since 1970-01-01. */
export interface DayCount {
  readonly day: number;
  readonly events: number;
}

/** Days with less than this share of the usual events, for the days they stand for, are no end of a log. */
const thinShare = 0.02;
/** Most of a log that can lie outside it. */
const outsideShare = 0.005;
/** Days with events that tell what is usual. */
const fewestDays = 7;
/** Events expected on days that have none, from where on chance does not explain it. */
const surprising = 20;

/**
 * First and last day of the part of a log that its events fill. A date outside it is one that no event would have if the
 * log really reached there: behind a gap longer than is usual in the log, with under 2 % of the events that a stretch of
 * that length has elsewhere, and all such dates together hold at most 0.5 % of the events (or three). A clock set wrongly, or
 * the year 2099, is such a date; the first day after a holiday is not.
 * @param counts days with events, ascending
 */
export function bodyOf(counts: readonly DayCount[]): { readonly first: number; readonly last: number } {
  const last = lastOf(counts);
  const mirrored = counts.map(({ day, events }) => ({ day: -day, events })).reverse();
  return { first: -lastOf(mirrored), last };
}

function lastOf(counts: readonly DayCount[]): number {
  const end = counts[counts.length - 1]!.day;
  const usual = usualSpacing(counts);
  const solid = lastSolidDay(counts, usual);
  // The day on which an export ends holds few events, too, and belongs to the log.
  const next = counts.find(({ day }) => day > solid)?.day ?? solid;
  const last = next - solid <= usual ? next : solid;
  const outside = total(counts.filter(({ day }) => day > last));
  const few = outside <= Math.max(3, outsideShare * total(counts));
  return few && end - last >= 2 && end - last > usual ? last : end;
}

// Days next to each other stand or fall together, from the end on, until those that have the events of their length.
function lastSolidDay(counts: readonly DayCount[], usual: number): number {
  const thin = thinShare * typicalCount(counts);
  const days = counts.filter(({ events }) => events > thin).map(({ day }) => day);
  const eventsIn = (after: number, upTo: number): number =>
    total(counts.filter(({ day }) => day > after && day <= upTo));
  let kept = days.length - 1;
  for (;;) {
    let first = kept;
    while (first > 0 && days[first]! - days[first - 1]! <= usual) first--;
    if (first < fewestDays) return days[kept]!;
    const before = days[first - 1]!;
    if (eventsIn(before, days[kept]!) > thin * (days[kept]! - before)) return days[kept]!;
    kept = first - 1;
  }
}

/**
 * Runs of days without events that are longer than is usual in this log and that chance does not explain.
 * @param counts days with events, ascending
 * @param end last day that should have events
 */
export function emptyDaysOf(counts: readonly DayCount[], end: number): readonly EmptyDays[] {
  if (counts.length < fewestDays) return [];
  const usual = usualSpacing(counts);
  const span = counts[counts.length - 1]!.day - counts[0]!.day + 1;
  const expected = typicalCount(counts) * (counts.length / Math.max(span, counts.length));
  const days = [...counts.map(({ day }) => day).filter((day) => day <= end), end + 1];
  return days.slice(1).flatMap((day, i) => {
    const empty = day - days[i]! - 1;
    if (empty < 1 || empty + 1 <= usual || expected * empty < surprising) return [];
    return [{ from: dayOf(days[i]! + 1), to: dayOf(day - 1), days: empty }];
  });
}

/** Most of the unusual days without events that lie in the horizon of one labelled snapshot. */
export function emptyDaysInLabels({
  log,
  snapshots,
  horizonDays,
}: Pick<FeatureReport, 'log' | 'snapshots' | 'horizonDays'>): number {
  const inHorizon = (snapshot: number): number =>
    log.reading.emptyDays.reduce((sum, { from, to }) => {
      const first = Math.max(dayNumber(from), snapshot + 1);
      const last = Math.min(dayNumber(to), snapshot + horizonDays);
      return sum + Math.max(0, last - first + 1);
    }, 0);
  const labelled = snapshots.filter(({ positives }) => positives !== null);
  return Math.max(0, ...labelled.map(({ day }) => inHorizon(dayNumber(day))));
}

/**
 * Days since the one before with events, for all but 5 % of the events; 1 where every day has some. By events, so that a few
 * days with one event each do not decide.
 */
function usualSpacing(counts: readonly DayCount[]): number {
  const spacings = counts.slice(1).map(({ day, events }, i) => ({ spacing: day - counts[i]!.day, events }));
  spacings.sort((a, b) => a.spacing - b.spacing);
  const most = 0.95 * total(counts.slice(1));
  let passed = 0;
  for (const { spacing, events } of spacings) {
    passed += events;
    if (passed >= most) return spacing;
  }
  return 1;
}

/** Events of the day that the middle event falls on, so that many days with one event do not decide. */
function typicalCount(counts: readonly DayCount[]): number {
  const ordered = counts.map(({ events }) => events).sort((a, b) => a - b);
  const half = total(counts) / 2;
  let passed = 0;
  for (const events of ordered) {
    passed += events;
    if (passed >= half) return events;
  }
  return 0;
}

function total(counts: readonly DayCount[]): number {
  return counts.reduce((sum, { events }) => sum + events, 0);
}
