import type { FeatureTitles } from '../feature-titles.js';

const titles: FeatureTitles = {
  'active_days_{w}': (days) => `近${days}天活跃天数`,
  'login_cnt_{w}': (days) => `近${days}天登录次数`,
  'tasks_created_{w}': (days) => `近${days}天任务创建数`,
  'tasks_completed_{w}': (days) => `近${days}天任务完成数`,
  fail_rate: () => '任务失败率',
  avg_proc_ms: () => '平均处理时长',
  p95_proc_ms: () => 'p95处理时长',
  'pay_cnt_{w}': (days) => `近${days}天付费次数`,
  'pay_amt_{w}': (days) => `近${days}天付费金额`,
  aov: () => '客单价',
  last_pay_gap: () => '最近一次付费间隔',
  'refund_cnt_{w}': (days) => `近${days}天退款次数`,
  'coupon_used_cnt_{w}': (days) => `近${days}天优惠券使用次数`,
  'coupon_amt_{w}': (days) => `近${days}天优惠券金额`,
  feature_variety: () => '功能使用种类数',
  weekend_share: () => '周末活跃占比',
  night_share: () => '夜间使用占比（0至5时）',
  avg_session_gap_h: () => '平均会话间隔',
  recency_days: () => '最近一次活跃间隔R',
  'frequency_{w}': (days) => `近${days}天活跃频次F`,
  'monetary_{w}': (days) => `近${days}天金额M`,
  r_quantile: () => 'R分位',
  f_quantile: () => 'F分位',
  m_quantile: () => 'M分位',
  quota_use_ratio: () => '配额消耗率',
  'quota_exhausted_days_{w}': (days) => `近${days}天配额用尽次数`,
  quota_return_share: () => '配额用尽次日留存率',
  tenure_days: () => '价值窗口内首次出现至今天数',
};

export const features = {
  /** By the name of the definition. */
  titles,
  attribute: (field: string) => `属性：${field}`,
};
