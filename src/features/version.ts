import { createHash } from 'node:crypto';

import { renderSql } from '../data/sql/render.js';
import type { FeaturesConfig } from './config.js';
import { EventVocabulary } from './definitions/vocabulary.js';
import { definitions } from './definitions.js';
import type { FeatureRecord } from './records.js';

/**
 * SHA-256 over what decides the value of a feature: the SQL of every definition, the windows, the
 * mapping of columns and roles, the zone. Tables of one version can be scored by one model.
 */
export function featureVersion(
  config: FeaturesConfig,
  features: readonly Pick<FeatureRecord, 'name'>[],
): string {
  const { events, windows, attributes } = config;
  const words = new EventVocabulary(windows, events);
  const decided = {
    features: features.map(({ name }) => name),
    sql: definitions.map((definition) => {
      const own = definition.sql(words);
      return renderSql(definition.across ? definition.across(own, words) : own, 'duckdb');
    }),
    windows,
    columns: events.columns,
    roles: events.roles,
    everyRow: events.everyRow,
    active: events.active,
    zones: [events.timeZone, events.timestampsIn],
    attributes: attributes?.fields ?? [],
  };
  return createHash('sha256').update(JSON.stringify(decided)).digest('hex');
}
