import type { ToyEvent } from './toy-log.js';

/**
 * Every feature of one user at one snapshot, by plain loops over the user's events: a second
 * implementation that shares nothing with the SQL. `zoneHours` shifts UTC to local time.
 */
export function bruteForce(
  events: readonly ToyEvent[],
  snapshot: string,
  windows: { readonly observation: number; readonly value: number },
  zoneHours = 0,
): Record<string, number | null> | null {
  const t = Date.parse(snapshot) / 864e5;
  const seen = events
    .map((event) => {
      const local = event.at.getTime() + zoneHours * 36e5;
      return { ...event, local, age: t - Math.floor(local / 864e5) };
    })
    .filter((event) => event.age >= 0);
  const recent = seen.filter((event) => event.age < windows.observation);
  const isActive = (event: ToyEvent): boolean => !['quota', 'refunded', 'noise'].includes(event.event);
  const active = recent.filter(isActive);
  if (active.length === 0) return null;
  const of = (name: string, rows = recent): typeof recent => rows.filter((event) => event.event === name);
  const ages = (rows: typeof recent): Set<number> => new Set(rows.map((event) => event.age));
  const money = (rows: typeof recent): number =>
    rows.reduce((sum, event) => sum + Math.round(event.amount! * 100), 0) / 100;
  const mean = (values: readonly number[]): number | null =>
    values.length === 0 ? null : values.reduce((a, b) => a + b, 0) / values.length;
  const paid = of('paid');
  const inValue = seen.filter((event) => event.age < windows.value);
  const durations = of('task_ok').map((event) => event.ms!);
  const done = durations.length + of('task_bad').length;
  const logins = of('open_app')
    .map((event) => event.local)
    .sort((a, b) => a - b);
  const gaps = logins.slice(1).map((at, i) => (at - logins[i]!) / 36e5);
  const dry = [...ages(of('quota').filter((event) => event.used! >= event.total!))];
  const dryBefore = dry.filter((age) => age >= 1);
  const allDays = ages(active);
  const weekday = (event: (typeof recent)[0]): number => new Date(event.local).getUTCDay();
  const payAges = of('paid', inValue).map((event) => event.age);
  const first = Math.max(...inValue.filter((event) => event.event !== 'noise').map((event) => event.age));
  return {
    [`active_days_${windows.observation}`]: allDays.size,
    active_days_7: [...allDays].filter((age) => age < 7).length,
    [`login_cnt_${windows.observation}`]: logins.length,
    [`tasks_created_${windows.observation}`]: of('new_task').length,
    [`tasks_completed_${windows.observation}`]: durations.length,
    fail_rate: done === 0 ? null : of('task_bad').length / done,
    avg_proc_ms: mean(durations),
    p95_proc_ms: quantile(durations, 0.95),
    [`pay_cnt_${windows.observation}`]: paid.length,
    [`pay_amt_${windows.observation}`]: money(paid) - money(of('refunded')),
    aov: paid.length === 0 ? null : money(paid) / paid.length,
    last_pay_gap: payAges.length === 0 ? null : Math.min(...payAges),
    [`refund_cnt_${windows.observation}`]: of('refunded').length,
    [`coupon_used_cnt_${windows.observation}`]: of('coupon').length,
    [`coupon_amt_${windows.observation}`]: money(of('coupon')),
    feature_variety: new Set(of('use_feature').map((event) => event.feature)).size,
    weekend_share: active.filter((event) => [0, 6].includes(weekday(event))).length / active.length,
    night_share: active.filter((event) => new Date(event.local).getUTCHours() < 6).length / active.length,
    avg_session_gap_h: mean(gaps),
    recency_days: Math.min(...allDays),
    [`frequency_${windows.observation}`]: active.length,
    [`monetary_${windows.value}`]: money(of('paid', inValue)) - money(of('refunded', inValue)),
    quota_use_ratio: mean(of('quota').map((event) => event.used! / event.total!)),
    [`quota_exhausted_days_${windows.observation}`]: dry.length,
    quota_return_share:
      dryBefore.length === 0
        ? null
        : dryBefore.filter((age) => allDays.has(age - 1)).length / dryBefore.length,
    tenure_days: first,
  };
}

/** 1 when no active event falls on the days after the snapshot up to the horizon. */
export function bruteLabel(
  events: readonly ToyEvent[],
  snapshot: string,
  horizon: number,
  zoneHours = 0,
): number {
  const t = Date.parse(snapshot) / 864e5;
  const stays = events.some((event) => {
    const after = Math.floor((event.at.getTime() + zoneHours * 36e5) / 864e5) - t;
    return after > 0 && after <= horizon && !['quota', 'refunded', 'noise'].includes(event.event);
  });
  return stays ? 0 : 1;
}

// Hyndman and Fan's definition 7.
function quantile(values: readonly number[], level: number): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * level;
  const low = sorted[Math.floor(at)]!;
  return low + (sorted[Math.ceil(at)]! - low) * (at - Math.floor(at));
}
