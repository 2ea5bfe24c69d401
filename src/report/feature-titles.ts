import { ensure } from '../base/errors.js';
import { requireShape } from '../base/shape.js';
import type { FeatureRecord } from '../features/records.js';
import type { Language } from './format.js';
import { textsFor } from './texts/index.js';

/** What a title needs of a feature. */
export type TitledFeature = Pick<FeatureRecord, 'name' | 'definition' | 'windowDays'>;

/**
 * The title of a feature in one language: `active days, last 30 days`.
 * @throws WinbackError BAD_INPUT for what is no feature
 */
export function featureTitle(feature: TitledFeature, language: Language): string {
  requireShape(feature, 'feature', { name: 'text' });
  const { name, definition, windowDays } = feature;
  const { titles, attribute } = textsFor(language).features;
  if (definition === null) return attribute(name);
  ensure(Object.hasOwn(titles, definition), `feature.definition ${String(definition)} is none of winback's`);
  return titles[definition](String(windowDays ?? ''));
}
