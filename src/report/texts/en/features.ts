import type { OwnMeaning } from '../../../churn/data-records.js';
import { type FeatureTitles, ownTitleOf } from '../feature-titles.js';

const titles: FeatureTitles = {
  'active_days_{w}': (days) => `active days, last ${days} days`,
  'login_cnt_{w}': (days) => `logins, last ${days} days`,
  'tasks_created_{w}': (days) => `tasks created, last ${days} days`,
  'tasks_completed_{w}': (days) => `tasks completed, last ${days} days`,
  fail_rate: () => 'share of finished tasks that failed',
  avg_proc_ms: () => 'mean processing time of completed tasks',
  p95_proc_ms: () => '95th percentile of the processing time of completed tasks',
  'pay_cnt_{w}': (days) => `payments, last ${days} days`,
  'pay_amt_{w}': (days) => `amount paid less refunds, last ${days} days`,
  aov: () => 'amount paid before refunds for each payment',
  last_pay_gap: () => 'days since the last payment; empty without one in the value window',
  'refund_cnt_{w}': (days) => `refunds, last ${days} days`,
  'coupon_used_cnt_{w}': (days) => `coupons used, last ${days} days`,
  'coupon_amt_{w}': (days) => `value of the coupons used, last ${days} days`,
  feature_variety: () => 'different features used',
  weekend_share: () => 'share of active events on Saturdays and Sundays',
  night_share: () => 'share of active events from 00:00 to 05:59',
  avg_session_gap_h: () => 'mean time between logins; empty below two logins',
  recency_days: () => 'days since the last active event (R)',
  'frequency_{w}': (days) => `active events, last ${days} days (F)`,
  'monetary_{w}': (days) => `amount paid less refunds, last ${days} days (M)`,
  r_quantile: () => 'rank of R among the snapshot, 1 = most recent',
  f_quantile: () => 'rank of F among the snapshot, 1 = most frequent',
  m_quantile: () => 'rank of M among the snapshot, 1 = highest',
  quota_use_ratio: () => 'mean share of the quota used',
  'quota_exhausted_days_{w}': (days) => `days on which the quota ran out, last ${days} days`,
  quota_return_share: () => 'share of the days the quota ran out that were followed by an active day',
  tenure_days: () => 'days since the first event of the value window',
  history_tenure_days: () => 'days since the first active event of the history',
  history_active_days: () => 'active days, whole history',
  history_events: () => 'active events, whole history',
  history_gap_days: () => 'median days between active days; empty below two active days',
  history_recency_ratio: () =>
    'days since the last active event over the median gap of the user; empty below two active days',
  history_recency_ratio_max: () =>
    'days since the last active event over the longest gap of the user; empty below two active days',
  history_pay_cnt: () => 'payments, whole history',
  history_pay_amt: () => 'amount paid less refunds, whole history',
  history_pay_recency: () => 'days since the last payment of the history; empty without one',
  activity_ratio_7_30: () =>
    'active events a day in the last 7 days over those of the 30 days before; empty where these have none',
  pay_ratio_7_30: () =>
    'payments a day in the last 7 days over those of the 30 days before; empty where these have none',
  activity_slope_8w: () => 'change of active events from week to week, slope over 8 weeks',
};

const ownWords = {
  count: (over: string) => `events ${over}`,
  days: (over: string) => `days with ${over}`,
  share: (over: string, among: string) => `share of ${over} among ${among}`,
  sum: (over: string, column: string) => `sum of ${column} over ${over}`,
  mean: (over: string, column: string) => `mean of ${column} over ${over}`,
  quantile: (over: string, column: string, level: string) => `quantile ${level} of ${column} over ${over}`,
  variety: (over: string, column: string) => `different values of ${column} over ${over}`,
  last: (over: string) => `days since the last ${over}`,
  first: (over: string) => `days since the first ${over}`,
  gap: (over: string) => `mean hours between ${over}`,
  dayGap: (over: string, _: string, level: string) =>
    `quantile ${level} of the days between days with ${over}`,
  overdue: (over: string, _: string, level: string) =>
    `days since the last ${over} over quantile ${level} of the gaps of the user`,
  slope: (over: string) => `change of ${over} from week to week`,
  return: (over: string, among: string) =>
    `share of the days with ${over} that ${among} followed on the next day`,
  or: ' or ',
  window: (days: string | null) => (days === null ? ', whole history' : `, last ${days} days`),
  when: { weekend: ', on weekends', night: ', from 00:00 to 05:59' },
  rank: 'rank among the snapshot: ',
};

export const features = {
  /** By the name of the definition. */
  titles,
  attribute: (field: string) => `attribute: ${field}`,
  ownTitle: (own: OwnMeaning, days: number | null) => ownTitleOf(own, days, ownWords),
};
