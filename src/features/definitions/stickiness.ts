import type { FeatureDefinition } from './definition.js';

const microsPerHour = 3_600_000_000;

/** Stickiness and variety: what the user uses, and when. */
export const stickinessDefinitions = [
  {
    name: 'feature_variety',
    family: 'stickiness',
    unit: 'count',
    window: 'observation',
    needs: ['feature_used', 'column:feature'],
    aggregate: { kind: 'variety', of: { roles: ['feature_used'] } },
  },
  {
    name: 'weekend_share',
    family: 'stickiness',
    unit: 'share',
    window: 'observation',
    needs: ['active'],
    aggregate: { kind: 'share', of: { roles: 'active', when: 'weekend' }, among: { roles: 'active' } },
  },
  {
    name: 'night_share',
    family: 'stickiness',
    unit: 'share',
    window: 'observation',
    needs: ['active'],
    aggregate: { kind: 'share', of: { roles: 'active', when: 'night' }, among: { roles: 'active' } },
  },
  {
    name: 'avg_session_gap_h',
    family: 'stickiness',
    unit: 'hours',
    window: 'observation',
    needs: ['login'],
    aggregate: { kind: 'gap', of: { roles: ['login'] }, per: microsPerHour },
  },
] as const satisfies readonly FeatureDefinition[];
