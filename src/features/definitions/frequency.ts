import { aggregate, all, binary, column, literal, ratio } from '../../data/sql/build.js';
import type { FeatureDefinition } from './definition.js';

const microsPerMs = 1000;

/** Frequency: how often the user came and what became of the tasks. */
export const frequencyDefinitions = [
  {
    name: 'active_days_{w}',
    family: 'frequency',
    unit: 'days',
    window: 'observation',
    needs: ['active'],
    sql: (events) => events.days(events.active),
  },
  {
    name: 'active_days_{w}',
    family: 'frequency',
    unit: 'days',
    window: 'week',
    needs: ['active'],
    sql: (events) => events.days(events.active, 7),
  },
  {
    name: 'login_cnt_{w}',
    family: 'frequency',
    unit: 'count',
    window: 'observation',
    needs: ['login'],
    sql: (events) => events.count(events.is('login')),
  },
  {
    name: 'tasks_created_{w}',
    family: 'frequency',
    unit: 'count',
    window: 'observation',
    needs: ['task_created'],
    sql: (events) => events.count(events.is('task_created')),
  },
  {
    name: 'tasks_completed_{w}',
    family: 'frequency',
    unit: 'count',
    window: 'observation',
    needs: ['task_succeeded'],
    sql: (events) => events.count(events.is('task_succeeded')),
  },
  {
    name: 'fail_rate',
    family: 'frequency',
    unit: 'share',
    window: 'observation',
    needs: ['task_succeeded', 'task_failed'],
    sql: (events) =>
      ratio(events.count(events.is('task_failed')), events.count(events.is('task_succeeded', 'task_failed'))),
  },
  {
    name: 'avg_proc_ms',
    family: 'frequency',
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
    unit: 'ms',
    window: 'observation',
    needs: ['task_succeeded', 'column:duration'],
    sql: (events) => {
      const rows = all(events.is('task_succeeded'), events.within());
      const quantile = aggregate('quantile', [column('duration_us')], rows, 0.95);
      return binary('/', quantile, literal(microsPerMs));
    },
  },
] as const satisfies readonly FeatureDefinition[];
