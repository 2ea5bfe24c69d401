import type { FeatureDefinition } from './definition.js';

/** Attributes the log itself tells. */
export const attributeDefinitions = [
  {
    name: 'tenure_days',
    family: 'attribute',
    unit: 'days',
    window: 'value',
    needs: ['active'],
    // Nothing before the value window is looked at: how far back a log reaches says nothing about the user, and a model
    // trained on years of events must find the same value in an export of the last months.
    aggregate: { kind: 'oldest', of: { roles: 'any' } },
  },
] as const satisfies readonly FeatureDefinition[];
