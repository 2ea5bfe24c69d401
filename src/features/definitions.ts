import type { WindowsConfig } from './config.js';
import { attributeDefinitions } from './definitions/attribute.js';
import type { FeatureDefinition } from './definitions/definition.js';
import { frequencyDefinitions } from './definitions/frequency.js';
import { historyDefinitions } from './definitions/history.js';
import { quotaDefinitions } from './definitions/quota.js';
import { rfmDefinitions } from './definitions/rfm.js';
import { lastDays } from './definitions/span.js';
import { stickinessDefinitions } from './definitions/stickiness.js';
import { trendDefinitions } from './definitions/trend.js';
import { valueDefinitions } from './definitions/value.js';
import { type OwnDefinition, ownDefinitions } from './own/own-definitions.js';
import type { OwnEvents } from './own/streams.js';

const always = [
  ...frequencyDefinitions,
  ...valueDefinitions,
  ...stickinessDefinitions,
  ...rfmDefinitions,
  ...quotaDefinitions,
  ...attributeDefinitions,
] as const;

const asked = [...historyDefinitions, ...trendDefinitions] as const;

/** The name of a definition, as `login_cnt_{w}`. */
export type DefinitionName = (typeof always)[number]['name'] | (typeof asked)[number]['name'];

/** A definition by its name. */
export interface NamedDefinition extends FeatureDefinition {
  readonly name: DefinitionName;
}

/** Every definition of winback, whether or not a configuration asks for it. */
export const definitions: readonly NamedDefinition[] = [...always, ...asked];

/** What of a configuration decides its features. */
export interface DefiningConfig {
  readonly windows: WindowsConfig;
  readonly events: OwnEvents;
}

/** A definition of winback's or of the user's own. */
export type AnyDefinition = (NamedDefinition & { readonly own?: undefined }) | OwnDefinition;

/**
 * The numeric features that a configuration asks for, in column order: those of every configuration, the same over further
 * windows, the history, trends, those of the user's own. Attributes of the user's own naming come after them.
 */
export function definitionsOf({ windows, events }: DefiningConfig): readonly AnyDefinition[] {
  const { furtherDays = [], historyDays, trends } = windows;
  return [
    ...always,
    ...furtherDays.flatMap(overDays),
    ...(historyDays === undefined ? [] : historyDefinitions),
    ...(trends === true ? trendDefinitions : []),
    ...ownDefinitions(events),
  ];
}

/** The features whose names end with the days of the observation window, over another window. */
function overDays(days: number): readonly NamedDefinition[] {
  return always
    .filter(({ name, window }) => name.endsWith('{w}') && window === 'observation')
    .map((definition) => ({ ...definition, window: lastDays(days) }));
}
