import { charts } from './en/charts.js';
import { churn } from './en/churn.js';
import { columns } from './en/columns.js';
import { experiment } from './en/experiment.js';
import { plan } from './en/plan.js';
import { reading } from './en/reading.js';

export const en = {
  language: 'en',
  yes: 'yes',
  no: 'no',
  and: ', ',
  colon: ': ',
  passed: 'passed',
  failed: 'failed',
  interval95: '95% interval',
  tiers: { high: 'high risk', medium: 'medium risk', low: 'low risk' },
  actions: { coupon: 'coupon', sms: 'SMS', push: 'push', none: 'none' },
  charts,
  churn,
  columns,
  plan,
  reading,
  experiment,
} as const;
