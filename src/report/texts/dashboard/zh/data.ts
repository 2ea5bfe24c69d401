import type { DashboardTexts } from '../index.js';

export const data: DashboardTexts['data'] = {
  none: '这段时间没有统计过任何一天。',
  all: '全部事件',
  rows: '行数',
  expected: '预期',
  eventText: '每天的行数。色带是由前几周同一星期几推出的预期范围。',
  counted: '实际',
  band: '预期',
  outside: (days) => `${days} 天超出色带`,
  lag: '到达延迟',
  lagText: '从事件发生到到达的秒数：中位数，以及 99.5% 的事件。',
  noLag: '没有人测量过事件的到达延迟。',
  median: '中位数',
  tail: '99.5%',
  missing: '缺失值',
  missingText: (day) => `没有值的行占比：训练与 ${day}。`,
  unchanged: (columns) => `${columns} 个有缺失值的列没有变化`,
  noMissing: '没有任何列有缺失值。',
};
