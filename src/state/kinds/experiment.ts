import { choice, day, flag, json, orNull, real, text, whole } from '../fields.js';
import type { StateRecords } from '../records.js';
import type { Kind } from './kind.js';

type ExperimentKind = 'experiment' | 'look' | 'exposure';

/** Experiments, what they said day by day, and who saw which arm. */
export const experimentKinds: { readonly [K in ExperimentKind]: Kind<StateRecords[K]> } = {
  experiment: {
    table: 'winback_experiment',
    key: ['project', 'name', 'version'],
    fields: {
      ...{ project: text, name: text, version: text, configDigest: text, exposure: json() },
      ...{ primaryMetric: text, guardrails: json(), definitions: json(), shortestDays: orNull(whole) },
      ...{ plannedLooks: json(), spending: orNull(text), plannedUsers: orNull(whole) },
      ...{ registeredAt: orNull(whole), by: orNull(text), firstExposureAt: orNull(whole), late: flag },
      state: choice('registered', 'running', 'decided'),
      ...{ decision: orNull(text), reason: orNull(text) },
    },
  },
  look: {
    table: 'winback_look',
    key: ['project', 'experiment', 'version', 'date', 'look'],
    fields: {
      ...{ project: text, experiment: text, version: text, date: day, look: whole },
      ...{ takenAt: orNull(whole), lastDay: orNull(day), users: json(), comparedUsers: whole },
      ...{ plannedUsers: orNull(whole), power: orNull(real), srmP: orNull(real), metrics: json() },
      ...{ statistic: orNull(real), boundary: orNull(real), decision: text, reason: orNull(text) },
    },
  },
  exposure: {
    table: 'winback_exposure',
    key: ['decisionId', 'experiment'],
    fields: {
      ...{ decisionId: text, experiment: text, user: text, variant: text, expVersion: text },
      ...{ featureFlagId: orNull(text), at: whole, storedAt: whole },
    },
  },
};
