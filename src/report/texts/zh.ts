import type { Texts } from './index.js';
import { charts } from './zh/charts.js';
import { churn } from './zh/churn.js';
import { columns } from './zh/columns.js';
import { experiment } from './zh/experiment.js';
import { plan } from './zh/plan.js';
import { reading } from './zh/reading.js';

export const zh: Texts = {
  language: 'zh',
  yes: '是',
  no: '否',
  and: '、',
  colon: '：',
  passed: '通过',
  failed: '未通过',
  interval95: '95% 区间',
  tiers: { high: '高风险', medium: '中风险', low: '低风险' },
  actions: { coupon: '优惠券', sms: '短信', push: 'Push 推送', none: '不触达' },
  charts,
  churn,
  columns,
  plan,
  reading,
  experiment,
};
