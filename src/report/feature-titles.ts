import type { FeatureRecord } from '../features/records.js';
import type { Language } from './format.js';
import { textsFor } from './texts/index.js';

/** What a title needs of a feature. */
export type TitledFeature = Pick<FeatureRecord, 'name' | 'definition' | 'windowDays'>;

/** The title of a feature in one language: `active days, last 30 days`. */
export function featureTitle({ name, definition, windowDays }: TitledFeature, language: Language): string {
  const { titles, attribute } = textsFor(language).features;
  return definition === null ? attribute(name) : titles[definition](String(windowDays ?? ''));
}
