import { dayNumber, dayOf } from '../../base/days.js';
import { requireShape } from '../../base/shape.js';
import type { EmptyDays, FeatureReport } from '../records.js';

/** Events of one day, days since 1970-01-01. */
export interface DayCount {
  readonly day: number;
  readonly events: number;
}

/** Days with less than this share of the usual events, for the days they stand for, are no end of a log. */
const thinShare = 0.02;
/** Most of a log that can lie outside it. */
const outsideShare = 0.005;
/** A day with more than this share of the usual events belongs to the log, however far away it is. */
const slightShare = 0.1;
/** So few rows never make a day of the log. */
const fewRows = 3;
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
  const few = outside <= Math.max(fewRows, outsideShare * total(counts));
  return few && end - last >= 2 && end - last > usual ? last : end;
}

// Days next to each other stand or fall together, from the end on, until those that have the events of their length.
function lastSolidDay(counts: readonly DayCount[], usual: number): number {
  const thin = thinShare * usualRate(counts);
  const slight = Math.max(fewRows, slightShare * typicalCount(counts));
  const days = counts.filter(({ events }) => events > thin).map(({ day }) => day);
  const within = (after: number, upTo: number): readonly DayCount[] =>
    counts.filter(({ day }) => day > after && day <= upTo);
  let kept = days.length - 1;
  for (;;) {
    let first = kept;
    while (first > 0 && days[first]! - days[first - 1]! <= usual) first--;
    if (first < fewestDays) return days[kept]!;
    const before = days[first - 1]!;
    const found = within(before, days[kept]!);
    if (total(found) > thin * (days[kept]! - before)) return days[kept]!;
    if (found.some(({ events }) => events > slight)) return days[kept]!;
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
  const expected = usualRate(counts);
  const days = [...counts.map(({ day }) => day).filter((day) => day <= end), end + 1];
  return days.slice(1).flatMap((day, i) => {
    const empty = day - days[i]! - 1;
    if (empty < 1 || empty + 1 <= usual || expected * empty < surprising) return [];
    return [{ from: dayOf(days[i]! + 1), to: dayOf(day - 1), days: empty }];
  });
}

/** Most of the unusual days without events that lie in the horizon of one labelled snapshot. */
export function emptyDaysInLabels(report: Pick<FeatureReport, 'log' | 'snapshots' | 'horizonDays'>): number {
  requireShape(report, 'report', { log: { reading: { emptyDays: 'list' } }, snapshots: 'list' });
  const { log, snapshots, horizonDays } = report;
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
 * Days between neighbouring days with events that a share of these spacings does not exceed; 1 where every day has some. A
 * spacing weighs as much as the smaller of the two days, so that a few days with one event each do not decide.
 */
function spacingOf(counts: readonly DayCount[], share: number): number {
  const spacings = counts.slice(1).map(({ day, events }, i) => ({
    spacing: day - counts[i]!.day,
    weight: Math.min(events, counts[i]!.events),
  }));
  spacings.sort((a, b) => a.spacing - b.spacing);
  const most = share * spacings.reduce((sum, { weight }) => sum + weight, 0);
  let passed = 0;
  for (const { spacing, weight } of spacings) {
    passed += weight;
    if (passed >= most) return spacing;
  }
  return 1;
}

/** A longer one is a gap. */
const usualSpacing = (counts: readonly DayCount[]): number => spacingOf(counts, 0.95);

/** Events that a day of the log usually has, days without any among them. */
const usualRate = (counts: readonly DayCount[]): number => typicalCount(counts) / spacingOf(counts, 0.5);

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
