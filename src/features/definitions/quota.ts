import type { EventFilter } from './aggregate.js';
import type { FeatureDefinition } from './definition.js';

const partsPerMillion = 1_000_000;

const exhausted: EventFilter = { roles: ['quota'], when: 'exhausted' };

/** Quota: how far the quota was used up, and whether the user came back after it ran out. */
export const quotaDefinitions = [
  {
    name: 'quota_use_ratio',
    family: 'quota',
    unit: 'share',
    window: 'observation',
    needs: ['quota', 'column:quotaUsed', 'column:quotaTotal'],
    aggregate: {
      kind: 'mean',
      of: { roles: ['quota'] },
      column: 'quota_ppm',
      per: partsPerMillion,
    },
  },
  {
    name: 'quota_exhausted_days_{w}',
    family: 'quota',
    unit: 'days',
    window: 'observation',
    needs: ['quota', 'column:quotaUsed', 'column:quotaTotal'],
    aggregate: { kind: 'days', of: exhausted },
  },
  {
    name: 'quota_return_share',
    family: 'quota',
    unit: 'share',
    window: 'observation',
    needs: ['quota', 'active', 'column:quotaUsed', 'column:quotaTotal'],
    aggregate: { kind: 'return', of: exhausted, back: { roles: 'active' } },
  },
] as const satisfies readonly FeatureDefinition[];
