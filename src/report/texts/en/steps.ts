/** Names of the steps of a daily run. */
export const steps = {
  'check-data': 'data',
  features: 'features',
  score: 'scores',
  monitor: 'monitoring',
  plan: 'plan',
  deliver: 'delivery',
  outcomes: 'outcomes',
  experiments: 'experiments',
  retrain: 'model',
  alerts: 'alarms',
  publish: 'publishing',
} as const;
