import { sha256 } from '../base/node-crypto.js';
import { renderSql } from '../data/sql/render.js';
import type { FeaturesConfig } from './config.js';
import { acrossSql, ownSql } from './definitions/definition.js';
import { EventVocabulary } from './definitions/vocabulary.js';
import { definitionsOf } from './definitions.js';
import { ownStreams } from './own/streams.js';
import type { FeatureRecord } from './records.js';

/**
 * SHA-256 over what decides the value of a feature: the SQL of every definition, the windows, the
 * mapping of columns and roles, the zone. Tables of one version can be scored by one model.
 */
export function featureVersion(
  config: FeaturesConfig,
  features: readonly Pick<FeatureRecord, 'name'>[],
  words = new EventVocabulary(config.windows, config.events),
): string {
  const { events, windows, attributes } = config;
  const decided = {
    features: features.map(({ name }) => name),
    sql: definitionsOf(config).map((definition) => {
      return renderSql(acrossSql(definition, ownSql(definition, words)), 'duckdb');
    }),
    windows,
    columns: events.columns,
    roles: events.roles,
    everyRow: events.everyRow,
    active: events.active,
    zones: [events.timeZone, events.timestampsIn],
    attributes: attributes?.fields ?? [],
    ...(events.features === undefined ? {} : { own: ownStreams(events) }),
  };
  return sha256(JSON.stringify(decided));
}

/** Feature of version 0.1 that took the difference of two clock times for the time between them. */
const clockFeature = 'avg_session_gap_h';

/**
 * The version that winback 0.1 gave the same features, which differs where clocks of the zone are changed; null where the
 * values of its features do.
 */
export function formerVersion(
  config: FeaturesConfig,
  features: readonly Pick<FeatureRecord, 'name'>[],
): string | null {
  if (features.some(({ name }) => name === clockFeature)) return null;
  return featureVersion(
    config,
    features,
    new EventVocabulary(config.windows, { ...config.events, timeZone: 'UTC' }),
  );
}
