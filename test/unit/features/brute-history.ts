import type { ToyEvent } from './toy-log.js';

/** An event with its age: days from its day to the snapshot's, in UTC. */
export interface AgedEvent extends ToyEvent {
  readonly age: number;
}

/** The events up to a snapshot's day. */
export function agedEvents(events: readonly ToyEvent[], snapshot: string): readonly AgedEvent[] {
  const day = Date.parse(snapshot) / 864e5;
  return events
    .map((event) => ({ ...event, age: day - Math.floor(event.at.getTime() / 864e5) }))
    .filter(({ age }) => age >= 0);
}

export const isActive = ({ event }: ToyEvent): boolean => !['quota', 'refunded', 'noise'].includes(event);

/** Quantile of Hyndman and Fan's definition 7; null without a value. */
export function quantileOf(values: readonly number[], level: number): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * level;
  const low = sorted[Math.floor(at)]!;
  return low + (sorted[Math.ceil(at)]! - low) * (at - Math.floor(at));
}

/** Days between neighbouring different ages. */
export function dayGaps(events: readonly AgedEvent[]): readonly number[] {
  const ages = [...new Set(events.map(({ age }) => age))].sort((a, b) => a - b);
  return ages.slice(1).map((age, i) => age - ages[i]!);
}

/** Slope of the least-squares line through the counts of `weeks` weeks, by the textbook's formula. */
export function weeklySlope(events: readonly AgedEvent[], weeks: number): number {
  const x = Array.from({ length: weeks }, (_, week) => -week);
  const y = x.map((_, week) => events.filter(({ age }) => Math.floor(age / 7) === week).length);
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / weeks;
  const [mx, my] = [mean(x), mean(y)];
  const above = x.reduce((sum, value, i) => sum + (value - mx) * (y[i]! - my), 0);
  return above / x.reduce((sum, value) => sum + (value - mx) ** 2, 0);
}

const over = (a: number, b: number): number | null => (b === 0 ? null : a / b);

/** History and trends of one user by plain loops. @param history days, null = all */
export function bruteHistory(
  events: readonly ToyEvent[],
  snapshot: string,
  history: number | null,
): Record<string, number | null> {
  const seen = agedEvents(events, snapshot);
  const past = seen.filter(({ age }) => history === null || age < history);
  const active = past.filter(isActive);
  const paid = past.filter(({ event }) => event === 'paid');
  const back = past.filter(({ event }) => event === 'refunded');
  const ages = active.map(({ age }) => age);
  const gaps = dayGaps(active);
  const money = (rows: readonly AgedEvent[]): number =>
    rows.reduce((sum, { amount }) => sum + Math.round(amount! * 100), 0) / 100;
  const between = (rows: readonly AgedEvent[], from: number, to: number): number =>
    rows.filter(({ age }) => age >= from && age < to).length / (to - from);
  const [allActive, allPaid] = [seen.filter(isActive), seen.filter(({ event }) => event === 'paid')];
  const recent = Math.min(...ages);
  return {
    history_tenure_days: ages.length === 0 ? null : Math.max(...ages),
    history_active_days: new Set(ages).size,
    history_events: active.length,
    history_gap_days: quantileOf(gaps, 0.5),
    history_recency_ratio: gaps.length === 0 ? null : recent / quantileOf(gaps, 0.5)!,
    history_recency_ratio_max: gaps.length === 0 ? null : recent / Math.max(...gaps),
    history_pay_cnt: paid.length,
    history_pay_amt: money(paid) - money(back),
    history_pay_recency: paid.length === 0 ? null : Math.min(...paid.map(({ age }) => age)),
    activity_ratio_7_30: over(between(allActive, 0, 7), between(allActive, 7, 37)),
    pay_ratio_7_30: over(between(allPaid, 0, 7), between(allPaid, 7, 37)),
    activity_slope_8w: weeklySlope(
      allActive.filter(({ age }) => age < 56),
      8,
    ),
  };
}
