import type { Texts } from '../index.js';

/** Names of the steps of a daily run. */
export const steps: Texts['commands']['daily']['steps'] = {
  'check-data': '数据',
  features: '特征',
  score: '打分',
  monitor: '监控',
  plan: '计划',
  deliver: '投放',
  outcomes: '结果',
  experiments: '实验',
  retrain: '模型',
  alerts: '告警',
  publish: '发布',
};
