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
    aggregate: { kind: 'days', of: { roles: 'active' } },
  },
  {
    name: 'active_days_{w}',
    family: 'frequency',
    unit: 'days',
    window: 'week',
    needs: ['active'],
    aggregate: { kind: 'days', of: { roles: 'active' } },
  },
  {
    name: 'login_cnt_{w}',
    family: 'frequency',
    unit: 'count',
    window: 'observation',
    needs: ['login'],
    aggregate: { kind: 'count', of: { roles: ['login'] } },
  },
  {
    name: 'tasks_created_{w}',
    family: 'frequency',
    unit: 'count',
    window: 'observation',
    needs: ['task_created'],
    aggregate: { kind: 'count', of: { roles: ['task_created'] } },
  },
  {
    name: 'tasks_completed_{w}',
    family: 'frequency',
    unit: 'count',
    window: 'observation',
    needs: ['task_succeeded'],
    aggregate: { kind: 'count', of: { roles: ['task_succeeded'] } },
  },
  {
    name: 'fail_rate',
    family: 'frequency',
    unit: 'share',
    window: 'observation',
    needs: ['task_succeeded', 'task_failed'],
    aggregate: {
      kind: 'share',
      of: { roles: ['task_failed'] },
      among: { roles: ['task_succeeded', 'task_failed'] },
    },
  },
  {
    name: 'avg_proc_ms',
    family: 'frequency',
    unit: 'ms',
    window: 'observation',
    needs: ['task_succeeded', 'column:duration'],
    aggregate: {
      kind: 'mean',
      of: { roles: ['task_succeeded'] },
      column: 'duration_us',
      per: microsPerMs,
    },
  },
  {
    name: 'p95_proc_ms',
    family: 'frequency',
    unit: 'ms',
    window: 'observation',
    needs: ['task_succeeded', 'column:duration'],
    aggregate: {
      kind: 'quantile',
      of: { roles: ['task_succeeded'] },
      column: 'duration_us',
      level: 0.95,
      per: microsPerMs,
    },
  },
] as const satisfies readonly FeatureDefinition[];
