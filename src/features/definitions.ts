import { attributeDefinitions } from './definitions/attribute.js';
import type { FeatureDefinition } from './definitions/definition.js';
import { frequencyDefinitions } from './definitions/frequency.js';
import { quotaDefinitions } from './definitions/quota.js';
import { rfmDefinitions } from './definitions/rfm.js';
import { stickinessDefinitions } from './definitions/stickiness.js';
import { valueDefinitions } from './definitions/value.js';

const all = [
  ...frequencyDefinitions,
  ...valueDefinitions,
  ...stickinessDefinitions,
  ...rfmDefinitions,
  ...quotaDefinitions,
  ...attributeDefinitions,
] as const;

/** The name of a definition, as `login_cnt_{w}`. */
export type DefinitionName = (typeof all)[number]['name'];

/** A definition by its name. */
export interface NamedDefinition extends FeatureDefinition {
  readonly name: DefinitionName;
}

/** Every numeric feature, in column order. Attributes of the user's own naming come after them. */
export const definitions: readonly NamedDefinition[] = all;
