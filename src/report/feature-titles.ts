import { ensure } from '../base/errors.js';
import { requireShape } from '../base/shape.js';
import type { FeatureDescription, FeatureMeaning } from '../churn/data-records.js';
import type { DefinitionName } from '../features/definitions.js';
import type { Language } from './format.js';
import { languageOf, type Texts, textsFor } from './texts/index.js';

/** What a title needs of a feature: a `FeatureRecord` has it. */
export interface TitledFeature extends FeatureMeaning {
  /** Name of the column. */
  readonly name: string;
}

/**
 * The title of a feature in one language: `active days, last 30 days`.
 * @param feature name, definition and window of a feature
 * @param language of the title
 * @throws WinbackError BAD_INPUT for what is no feature
 *
 * @example
 * ```ts
 * import { featureTitle } from 'winback/report';
 *
 * const feature = { name: 'active_days_30', definition: 'active_days_{w}', windowDays: 30 } as const;
 * featureTitle(feature, 'en'); // active days, last 30 days
 * featureTitle(feature, 'zh'); // 近30天活跃天数
 * ```
 */
export function featureTitle(feature: TitledFeature, language: Language): string {
  requireShape(feature, 'feature', { name: 'text' });
  const { name, definition, windowDays, own } = feature;
  const { titles, attribute, ownTitle } = textsFor(language).features;
  if (own !== undefined) return own.title ?? ownTitle(own, windowDays);
  if (definition === null) return attribute(name);
  ensure(Object.hasOwn(titles, definition), `feature.definition ${String(definition)} is none of winback's`);
  // It is a key of titles, which has the definitions' names.
  return titles[definition as DefinitionName](String(windowDays ?? ''));
}

/** The titles of those features that winback made, by column. */
export function featureMeanings(
  features: readonly FeatureDescription[],
  texts: Texts,
): ReadonlyMap<string, string> {
  const language = languageOf(texts);
  return new Map(
    features.flatMap(({ name, meaning }) =>
      meaning === null ? [] : [[name, featureTitle({ name, ...meaning }, language)]],
    ),
  );
}
