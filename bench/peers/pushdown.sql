-- The features of the bench as one writes them by hand for ClickHouse, over columns of fitting types: the same columns over
-- the same rows. A payment below zero is a refund and is subtracted; halves of a fen are rounded away from zero, where round()
-- takes them to the even neighbour. 60 days of events, so that the window of 90 days is the whole log.
WITH toDate('2025-02-10') AS snap, e AS (
  SELECT user_id, event, ts, toDate(ts, 'UTC') AS day, dateDiff('day', day, snap) AS age, age < 30 AS w,
    toInt64(trunc(amount * 200) - trunc(amount * 100)) AS fen,
    event = 'payment_success' AND NOT ifNull(fen < 0, false) AS paid, event = 'payment_success' AND ifNull(fen < 0, false) AS refunded, ms * 1000 AS us, feature, used, total,
    event IN ('login', 'task_created', 'task_success', 'task_failed', 'payment_success', 'coupon_redeemed', 'feature_used') AS active,
    event = 'quota_snapshot' AND total > 0 AND used >= total AS exhausted
  FROM log
  WHERE ts < toDateTime64('2025-02-11 00:00:00', 6, 'UTC'))
SELECT user_id,
  toInt32(user_id NOT IN (
    SELECT user_id FROM log WHERE ts >= toDateTime64('2025-02-11 00:00:00', 6, 'UTC') AND ts < toDateTime64('2025-02-25 00:00:00', 6, 'UTC')
      AND event IN ('login', 'task_created', 'task_success', 'task_failed', 'payment_success', 'coupon_redeemed', 'feature_used'))) AS label_churn_14d,
  bitCount(groupBitOrIf(bitShiftLeft(toInt64(1), least(age, 62)), active AND w)) AS active_days_30,
  bitCount(groupBitOrIf(bitShiftLeft(toInt64(1), least(age, 62)), active AND age < 7)) AS active_days_7,
  countIf(event = 'login' AND w) AS login_cnt_30,
  countIf(event = 'task_created' AND w) AS tasks_created_30,
  countIf(event = 'task_success' AND w) AS tasks_completed_30,
  countIf(event = 'task_failed' AND w) / nullIf(countIf(event IN ('task_success', 'task_failed') AND w), 0) AS fail_rate,
  avgOrNullIf(us, event = 'task_success' AND w) / 1000 AS avg_proc_ms,
  quantileExactInclusiveOrNullIf(0.95)(us, event = 'task_success' AND w) / 1000 AS p95_proc_ms,
  countIf(paid AND w) AS pay_cnt_30,
  (ifNull(sumIf(fen, paid AND w), 0) + ifNull(sumIf(fen, refunded AND w), 0)) / 100 AS pay_amt_30,
  sumIf(fen, paid AND w) / nullIf(countIf(paid AND w), 0) / 100 AS aov,
  minOrNullIf(age, paid) AS last_pay_gap,
  countIf(event = 'coupon_redeemed' AND w) AS coupon_used_cnt_30,
  ifNull(sumIf(fen, event = 'coupon_redeemed' AND w), 0) / 100 AS coupon_amt_30,
  uniqExactIf(feature, event = 'feature_used' AND w) AS feature_variety,
  countIf(active AND toDayOfWeek(day) >= 6 AND w) / countIf(active AND w) AS weekend_share,
  countIf(active AND toHour(ts, 'UTC') < 6 AND w) / countIf(active AND w) AS night_share,
  (maxOrNullIf(toUnixTimestamp64Micro(ts), event = 'login' AND w) - minOrNullIf(toUnixTimestamp64Micro(ts), event = 'login' AND w))
    / nullIf(countIf(event = 'login' AND w) - 1, 0) / 3600000000 AS avg_session_gap_h,
  minIf(age, active AND w) AS recency_days,
  countIf(active AND w) AS frequency_30,
  (ifNull(sumIf(fen, paid), 0) + ifNull(sumIf(fen, refunded), 0)) / 100 AS monetary_90,
  percent_rank() OVER (ORDER BY recency_days DESC) AS r_quantile,
  percent_rank() OVER (ORDER BY frequency_30) AS f_quantile,
  percent_rank() OVER (ORDER BY monetary_90) AS m_quantile,
  avgOrNullIf(toInt64(trunc(least(used / total, 1000) * 2000000) - trunc(least(used / total, 1000) * 1000000)), event = 'quota_snapshot' AND total > 0 AND w) / 1000000 AS quota_use_ratio,
  bitCount(groupBitOrIf(bitShiftLeft(toInt64(1), least(age, 62)), exhausted AND w)) AS quota_exhausted_days_30,
  bitCount(bitAnd(bitShiftRight(groupBitOrIf(bitShiftLeft(toInt64(1), least(age, 62)), exhausted AND w), 1),
      groupBitOrIf(bitShiftLeft(toInt64(1), least(age, 62)), active AND w)))
    / nullIf(bitCount(bitShiftRight(groupBitOrIf(bitShiftLeft(toInt64(1), least(age, 62)), exhausted AND w), 1)), 0) AS quota_return_share,
  max(age) AS tenure_days
FROM e GROUP BY user_id HAVING frequency_30 > 0
