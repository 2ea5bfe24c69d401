import { aggregate, all, binary, column, literal, ratio } from '../../data/sql/build.js';
import type { FeatureDefinition } from '../definitions.js';

const microsPerMs = 1000;

/** 行为频率: how often the user came and what became of the tasks. */
export const frequencyDefinitions: readonly FeatureDefinition[] = [
  {
    name: 'active_days_{w}',
    family: 'frequency',
    titleZh: '近{w}天活跃天数',
    titleEn: 'active days, last {w} days',
    unit: 'days',
    window: 'observation',
    needs: ['active'],
    sql: (events) => events.days(events.active),
  },
  {
    name: 'active_days_{w}',
    family: 'frequency',
    titleZh: '近{w}天活跃天数',
    titleEn: 'active days, last {w} days',
    unit: 'days',
    window: 'week',
    needs: ['active'],
    sql: (events) => events.days(events.active, 7),
  },
  {
    name: 'login_cnt_{w}',
    family: 'frequency',
    titleZh: '近{w}天登录次数',
    titleEn: 'logins, last {w} days',
    unit: 'count',
    window: 'observation',
    needs: ['login'],
    sql: (events) => events.count(events.is('login')),
  },
  {
    name: 'tasks_created_{w}',
    family: 'frequency',
    titleZh: '近{w}天任务创建数',
    titleEn: 'tasks created, last {w} days',
    unit: 'count',
    window: 'observation',
    needs: ['task_created'],
    sql: (events) => events.count(events.is('task_created')),
  },
  {
    name: 'tasks_completed_{w}',
    family: 'frequency',
    titleZh: '近{w}天任务完成数',
    titleEn: 'tasks completed, last {w} days',
    unit: 'count',
    window: 'observation',
    needs: ['task_succeeded'],
    sql: (events) => events.count(events.is('task_succeeded')),
  },
  {
    name: 'fail_rate',
    family: 'frequency',
    titleZh: '任务失败率',
    titleEn: 'share of finished tasks that failed',
    unit: 'share',
    window: 'observation',
    needs: ['task_succeeded', 'task_failed'],
    sql: (events) =>
      ratio(events.count(events.is('task_failed')), events.count(events.is('task_succeeded', 'task_failed'))),
  },
  {
    name: 'avg_proc_ms',
    family: 'frequency',
    titleZh: '平均处理时长',
    titleEn: 'mean processing time of completed tasks',
    unit: 'ms',
    window: 'observation',
    needs: ['task_succeeded', 'column:duration'],
    sql: (events) => {
      const rows = all(events.is('task_succeeded'), events.within());
      return binary('/', aggregate('avg', [column('duration_us')], rows), literal(microsPerMs));
    },
  },
  {
    name: 'p95_proc_ms',
    family: 'frequency',
    titleZh: 'p95处理时长',
    titleEn: '95th percentile of the processing time of completed tasks',
    unit: 'ms',
    window: 'observation',
    needs: ['task_succeeded', 'column:duration'],
    sql: (events) => {
      const rows = all(events.is('task_succeeded'), events.within());
      const quantile = aggregate('quantile', [column('duration_us')], rows, 0.95);
      return binary('/', quantile, literal(microsPerMs));
    },
  },
];
